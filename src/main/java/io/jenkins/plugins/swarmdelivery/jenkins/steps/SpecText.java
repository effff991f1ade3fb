package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.Map;

/** A service's spec as a text in a Jenkinsfile, e.g. from {@code readFile}. */
final class SpecText {
    private static final String REMEDY = "write a service's spec as JSON, as docker service inspect shows it";
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private SpecText() {}

    static ServiceSpec parse(String text) {
        Map<String, Object> tree;
        try {
            tree = JSON.readValue(text, new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new RefusedException("spec: line " + e.getLocation().getLineNr() + " is not JSON; " + REMEDY);
        }
        if (tree == null || !tree.containsKey("TaskTemplate")) {
            throw new RefusedException("spec: it has no TaskTemplate; " + REMEDY);
        }
        return new ServiceSpec(tree);
    }
}
