package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pulls the images of a candidate before it starts. */
final class ImagePull {
    private final Steps steps;

    ImagePull(Steps steps) {
        this.steps = steps;
    }

    /**
     * Pulls the images on every eligible node with temporary services. Whether their containers then run does not
     * matter: if Docker tries to start one, the image is there.
     */
    Progress pull(DeliveryRun run, Instant now) {
        List<ServiceSpec> candidates =
                steps.release(run).parts().stream().map(Part::spec).toList();
        for (ServiceSpec candidate : candidates) {
            Optional<Progress> pulling = pulling(run, candidate, now);
            if (pulling.isPresent()) {
                return pulling.get();
            }
        }
        for (ServiceSpec candidate : candidates) {
            steps.swarm().service(pullerName(candidate.name())).ifPresent(puller -> steps.remove(run, puller));
        }
        return steps.enter(run, Intent.bringUp(run.ledger(), run.delivery().to()));
    }

    /** The progress of a pull; empty once the image of a service is on all nodes. */
    private Optional<Progress> pulling(DeliveryRun run, ServiceSpec candidate, Instant now) {
        Delivery delivery = run.delivery();
        Optional<Service> puller = steps.swarm().service(pullerName(candidate.name()));
        if (puller.isEmpty()) {
            steps.create(run, pullerSpec(run.application(), delivery, candidate));
            return Optional.of(new Progress.Continue());
        }
        List<Task> tasks = steps.swarm().tasks(puller.get());
        Optional<Task> rejected =
                tasks.stream().filter(task -> task.state().equals("rejected")).findFirst();
        if (rejected.isPresent()) {
            return Optional.of(steps.fail(
                    run, "the image cannot be pulled: " + rejected.get().error()));
        }
        long nodes = Placement.eligible(candidate, steps.swarm().nodes()).size();
        long pulled = tasks.stream().filter(ImagePull::pulled).count();
        Optional<String> missing =
                pulled >= nodes ? Optional.empty() : Optional.of("image on " + pulled + " of " + nodes + " nodes");
        Gate gate = Gate.check(run, missing, delivery.options().convergeTimeout(), now)
                .every(Duration.ofMillis(300));
        return steps.held(
                run,
                gate,
                late -> steps.fail(
                        run, "the image was on " + pulled + " of " + nodes + " nodes when the timeout expired"));
    }

    static String pullerName(String service) {
        return service + "-pull";
    }

    private static boolean pulled(Task task) {
        return List.of("ready", "starting", "running", "complete", "failed", "shutdown")
                .contains(task.state());
    }

    private static ServiceSpec pullerSpec(Application application, Delivery delivery, ServiceSpec candidate) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("Name", pullerName(candidate.name()));
        tree.put(
                "Labels",
                Map.of(
                        Labels.APPLICATION, application.name(),
                        Labels.DELIVERY, delivery.id(),
                        Labels.ROLE, "pull"));
        Map<String, Object> template = Json.object(tree, "TaskTemplate");
        template.put("ContainerSpec", Map.of("Image", candidate.image(), "Command", List.of("true")));
        template.put("RestartPolicy", Map.of("Condition", "none"));
        Map<String, Object> placement = Json.object(template, "Placement");
        placement.put("Constraints", candidate.constraints());
        // A node of another platform has nothing to pull.
        placement.put("Platforms", Json.list(candidate.tree(), "TaskTemplate", "Placement", "Platforms"));
        tree.put("Mode", Map.of("Global", Map.of()));
        return new ServiceSpec(tree);
    }
}
