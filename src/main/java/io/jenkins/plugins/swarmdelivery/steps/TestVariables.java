package io.jenkins.plugins.swarmdelivery.steps;

import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The variables by which the tests in a step's block learn what they test, and where. */
final class TestVariables {
    private TestVariables() {}

    static Map<String, String> of(
            String cluster, String application, Delivery delivery, TrafficRouter.Addresses addresses) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SWARM_CLUSTER", cluster);
        variables.put("SWARM_APP", application);
        variables.put("SWARM_COLOR", delivery.to().color().word());
        variables.put("SWARM_RELEASE", delivery.to().release().version());
        variables.put("SWARM_IMAGE", delivery.to().release().image().toString());
        variables.put(
                "SWARM_CANDIDATE_URLS",
                addresses.preview().stream().map(URI::toString).collect(Collectors.joining(" ")));
        variables.put(
                "SWARM_SERVICE_URL",
                addresses.service().stream().map(URI::toString).findFirst().orElse(""));
        return variables;
    }
}
