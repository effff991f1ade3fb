package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The variables by which a test command learns what it tests, and where. */
final class TestEnvironment {
    private final String cluster;
    private final Application application;
    private final TrafficRouter router;

    TestEnvironment(String cluster, Application application, TrafficRouter router) {
        this.cluster = cluster;
        this.application = application;
        this.router = router;
    }

    /** Of a delivery whose tests are due; asks the router for the addresses. */
    Map<String, String> of(Delivery delivery) {
        TrafficRouter.Addresses addresses = router.addresses(application);
        List<URI> tested = delivery.phase() == Phase.TESTING ? addresses.preview() : addresses.service();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SWARM_CLUSTER", cluster);
        variables.put("SWARM_APP", application.name());
        variables.put("SWARM_COLOR", delivery.to().color().word());
        variables.put("SWARM_RELEASE", delivery.to().release().version());
        variables.put("SWARM_IMAGE", delivery.to().release().image().toString());
        variables.put(
                "SWARM_CANDIDATE_URLS",
                addresses.preview().stream().map(URI::toString).collect(Collectors.joining(" ")));
        variables.put(
                "SWARM_SERVICE_URL",
                addresses.service().stream().map(URI::toString).findFirst().orElse(""));
        variables.put("HOST_IP", tested.stream().map(URI::getHost).findFirst().orElse(""));
        return variables;
    }
}
