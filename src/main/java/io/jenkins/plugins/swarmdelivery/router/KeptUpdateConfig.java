package io.jenkins.plugins.swarmdelivery.router;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The update config that the router's service had before its replicas were replaced with another one. A label keeps it
 * meanwhile, so that whoever continues after a kill can restore it.
 */
final class KeptUpdateConfig {
    private static final String FIELD = "UpdateConfig";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private KeptUpdateConfig() {}

    /** The label's value for a spec; {@code null} if it has no update config. */
    static String write(ServiceSpec spec) {
        try {
            return JSON.writeValueAsString(spec.tree().get(FIELD));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it was read from JSON", e);
        }
    }

    /** The spec with the update config of its label; empty if it has no such label, or somebody has edited it. */
    static Optional<ServiceSpec> restored(ServiceSpec spec) {
        String text = spec.labels().get(RouterLabels.UPDATE_CONFIG);
        if (text == null) {
            return Optional.empty();
        }
        if (text.equals("null")) {
            return Optional.of(spec.edited(tree -> tree.remove(FIELD)));
        }
        try {
            Map<?, ?> config = JSON.readValue(text, LinkedHashMap.class);
            return Optional.of(spec.edited(tree -> tree.put(FIELD, config)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
