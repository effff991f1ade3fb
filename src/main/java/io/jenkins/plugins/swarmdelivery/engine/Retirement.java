package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Stops a release that serves nobody any more, without cutting a request that it still answers. */
final class Retirement {
    private final Steps steps;

    Retirement(Steps steps) {
        this.steps = steps;
    }

    /**
     * What of the release still has to end; empty when it is gone.
     *
     * @param since when it stopped getting new requests
     * @param drain how long its last requests may take
     */
    Optional<String> remaining(DeliveryRun run, PlacedRelease old, Instant since, Duration drain, Instant now) {
        Optional<Service> service = steps.swarm().service(old.serviceId());
        if (service.isPresent()) {
            long busy = connections(run.application(), old.color());
            if (busy != 0 && now.isBefore(since.plus(drain))) {
                return Optional.of(
                        busy < 0
                                ? "not every router replica tells its connections to " + old
                                : busy + " connections to " + old + " still open");
            }
            if (busy > 0) {
                run.log()
                        .warn(busy + " connections to " + old + " were still open after " + Durations.text(drain)
                                + "; it is stopped now");
            }
        }
        return removed(old) ? Optional.empty() : Optional.of("stopping " + old);
    }

    /** Removes its service; true when the last of its tasks has stopped, as far as their nodes can still tell. */
    boolean removed(PlacedRelease old) {
        Optional<Service> service = steps.swarm().service(old.serviceId());
        service.ifPresent(there -> steps.swarm().remove(there.id()));
        Service gone = service.orElse(new Service(old.serviceId(), 0, new ServiceSpec(Map.of("Name", old.service()))));
        List<Task> left = steps.swarm().tasks(gone).stream()
                .filter(task -> !task.ended() && !task.nodeId().isEmpty())
                .toList();
        if (left.isEmpty()) {
            return true;
        }
        Set<String> up =
                steps.swarm().nodes().stream().filter(Node::up).map(Node::id).collect(Collectors.toSet());
        return left.stream().noneMatch(task -> up.contains(task.nodeId()));
    }

    /** -1 where a replica does not tell. */
    private long connections(Application application, Color color) {
        List<TrafficRouter.Backend> backends = steps.router().backends(application, color);
        return backends.stream().anyMatch(backend -> !backend.error().isEmpty())
                ? -1
                : backends.stream()
                        .mapToLong(TrafficRouter.Backend::connections)
                        .sum();
    }
}
