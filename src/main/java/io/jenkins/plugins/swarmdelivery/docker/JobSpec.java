package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** The service that runs tests once. */
final class JobSpec {
    private static final int READABLE = 0444;

    private JobSpec() {}

    /** @param secrets IDs of the Swarm's secrets, by the names that the tests use */
    static ServiceSpec of(
            String run,
            ImageReference image,
            TestOrder order,
            JobTests.Surroundings surroundings,
            Map<String, String> secrets) {
        Map<String, Object> container = new LinkedHashMap<>();
        container.put("Image", image.toString());
        container.put("Labels", Map.of(Labels.RUN, run, Labels.ROLE, "test"));
        container.put("Env", ContainerTests.environment(order));
        if (!order.command().isEmpty()) {
            container.put("Args", order.command());
        }
        container.put(
                "Secrets",
                secrets.entrySet().stream()
                        .map(secret -> secret(run, secret.getKey(), secret.getValue()))
                        .toList());
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("ContainerSpec", container);
        // Failed tests are not repeated until they pass.
        task.put("RestartPolicy", Map.of("Condition", "none"));
        task.put("Placement", Map.of("Constraints", surroundings.constraints()));
        task.put(
                "Networks",
                surroundings.networks().stream()
                        .map(network -> Map.of("Target", network))
                        .toList());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("Name", run);
        spec.put("Labels", Map.of(Labels.RUN, run, Labels.ROLE, "test"));
        spec.put("TaskTemplate", task);
        spec.put("Mode", Map.of("ReplicatedJob", Map.of("MaxConcurrent", 1, "TotalCompletions", 1)));
        spec.put("EndpointSpec", Map.of("Mode", "dnsrr"));
        return new ServiceSpec(spec);
    }

    private static Map<String, Object> secret(String run, String name, String id) {
        return Map.of(
                "SecretID",
                id,
                "SecretName",
                JobObjects.secretName(run, name),
                "File",
                Map.of("Name", name, "UID", "0", "GID", "0", "Mode", READABLE));
    }
}
