package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has the router check the tasks of a candidate before it finds them by itself. What fails here only costs the time that
 * it saves: the router checks all tasks that it finds.
 */
final class EarlyChecks {
    private final Steps steps;

    EarlyChecks(Steps steps) {
        this.steps = steps;
    }

    /**
     * Tells the router the tasks once each of them has an address, and again whenever the addresses have changed.
     *
     * @param tasks of the release's services, by the services' IDs
     */
    void begin(DeliveryRun run, ReleaseServices release, Map<String, List<Task>> tasks) {
        Map<String, List<Task>> starting = starting(run, release, tasks);
        Set<String> addresses = addresses(starting);
        if (!addresses.isEmpty() && !addresses.equals(run.checkedEarly())) {
            steps.requireFresh(run);
            tell(run, starting);
            run.checkedEarly(addresses);
        }
    }

    /** Ends what this run has begun. A run that dies before leaves checks to the next delivery. */
    void end(DeliveryRun run) {
        if (!run.checkedEarly().isEmpty()) {
            tell(run, Map.of());
            run.checkedEarly(Set.of());
        }
    }

    private void tell(DeliveryRun run, Map<String, List<Task>> tasks) {
        try {
            steps.router().checkEarly(run.application(), run.delivery().to().color(), tasks);
        } catch (RouterException | SwarmException e) {
            run.log().warn("the router was not told which tasks to check early: " + e.getMessage());
        }
    }

    /** The tasks by the router's name for their service; none until all have an address. */
    private static Map<String, List<Task>> starting(
            DeliveryRun run, ReleaseServices release, Map<String, List<Task>> tasks) {
        Map<String, List<Task>> starting = new LinkedHashMap<>();
        for (int i = 0; i < release.placed().services().size(); i++) {
            PlacedRelease.ServiceRef ref = release.placed().services().get(i);
            Optional<Service> service = release.found().get(i).filter(there -> ref.routed());
            if (service.isEmpty()) {
                continue;
            }
            List<Task> wanted = tasks.getOrDefault(service.get().id(), List.of()).stream()
                    .filter(task -> task.wanted() && !task.ended())
                    .toList();
            boolean placed =
                    wanted.stream().noneMatch(task -> task.attachments().isEmpty());
            if (wanted.size() < replicas(service.get()) || !placed) {
                return Map.of();
            }
            starting.put(RouteProof.name(run.application(), release.placed(), ref), wanted);
        }
        return starting;
    }

    /** At least so many tasks are to come. */
    private static long replicas(Service service) {
        return service.spec().mode() instanceof ServiceSpec.Mode.Replicated replicated ? replicated.replicas() : 1;
    }

    private static Set<String> addresses(Map<String, List<Task>> tasks) {
        return tasks.values().stream()
                .flatMap(List::stream)
                .flatMap(task -> task.attachments().stream())
                .map(Task.Attachment::address)
                .collect(Collectors.toSet());
    }
}
