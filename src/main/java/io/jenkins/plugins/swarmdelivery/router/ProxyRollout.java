package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Replaces the replicas of a router one by one, and proves each before the next. Docker waits after each replica as
 * long as the spec says, so the spec says: long. A new version of the spec makes it take the next one. If this process
 * ends meanwhile, Docker continues alone, slowly.
 */
final class ProxyRollout {
    /** For pulling the image, and for the requests that end in the replica that stops. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MAX_WRITES = 10;

    private final Swarm swarm;
    private final RouterSite.Attendant attendant;
    private final RouterReplicas replicas;
    private final ReplicaProof proof;

    ProxyRollout(RouterSite site) {
        this.swarm = site.swarm();
        this.attendant = site.attendant();
        this.replicas = new RouterReplicas(swarm);
        this.proof = new ReplicaProof(site.settings());
    }

    /**
     * Brings a service to a spec; routes that are written meanwhile are kept.
     *
     * @throws RouterException if a replica fails, or does not serve its routes in time; the former spec is restored
     */
    void run(Service running, ServiceSpec target) {
        Set<String> known = swarm.tasks(running).stream().map(Task::id).collect(Collectors.toSet());
        boolean replaces = RouterSpec.replaces(running.spec(), target);
        Service written = running;
        try {
            int step = 0;
            if (replaces) {
                written = write(written, RouterSpec.held(target, step));
                while (!awaitNext(written, known, ++step)) {
                    // A load balancer in front needs time to see that the replica is back.
                    attendant.pause(BETWEEN);
                    written = write(written, RouterSpec.held(target, step));
                }
                prove(written);
            }
            written = write(written, target);
            if (!replaces) {
                prove(written);
            }
        } catch (SwarmException.Conflict e) {
            // Somebody else changes the service: nobody knows what is to be restored.
            throw e;
        } catch (DeliveryException e) {
            restore(written, running.spec(), e);
        }
    }

    /** Waits until every replica serves the routes in the service's labels. There must be at least one. */
    void prove(Service service) {
        await(service, List.of(), (listed, unproven) -> !listed.isEmpty() && unproven.isEmpty());
    }

    /** What stands against a router that serves the routes in its labels; empty if nothing. */
    Optional<String> objection(Service service) {
        List<RouterReplicas.ReplicaTask> listed = replicas.list(service);
        return listed.isEmpty()
                ? Optional.of("no replica is running")
                : unproven(service, listed).stream().findFirst();
    }

    /** Returns whether the last one has been replaced; at least as many are as there were steps. */
    private boolean awaitNext(Service service, Set<String> known, int step) {
        List<RouterReplicas.ReplicaTask> fresh = await(service, List.copyOf(known), (listed, unproven) -> {
            long former =
                    listed.stream().filter(task -> known.contains(task.task())).count();
            return unproven.isEmpty() && (former == 0 || listed.size() - former >= step);
        });
        attendant.say(fresh.size() + " replaced and proven: "
                + fresh.stream().map(RouterReplicas.ReplicaTask::name).collect(Collectors.joining(", ")));
        return replicas.list(service).stream().noneMatch(task -> known.contains(task.task()));
    }

    /** Whether waiting ends. */
    private interface Condition {
        boolean holds(List<RouterReplicas.ReplicaTask> listed, List<String> unproven);
    }

    /** @return the replicas other than the known ones, all of them proven */
    private List<RouterReplicas.ReplicaTask> await(Service service, List<String> known, Condition condition) {
        Instant deadline = attendant.now().plus(PATIENCE);
        while (true) {
            Service now = swarm.service(service.id())
                    .orElseThrow(() -> new RouterException("service " + service.name() + " was removed meanwhile"));
            List<RouterReplicas.ReplicaTask> listed = replicas.list(now);
            Predicate<RouterReplicas.ReplicaTask> isFresh = task -> !known.contains(task.task());
            List<RouterReplicas.ReplicaTask> fresh =
                    listed.stream().filter(isFresh).toList();
            List<String> unproven = unproven(now, fresh);
            if (condition.holds(listed, unproven)) {
                return fresh;
            }
            if (!known.isEmpty()) {
                requireNoneFailed(now, known);
            }
            if (!attendant.now().isBefore(deadline)) {
                throw new RouterException("after " + PATIENCE.toMinutes() + " minutes, "
                        + (unproven.isEmpty()
                                ? "Docker has not started another replica"
                                : String.join("; ", unproven)));
            }
            attendant.pause(POLL);
        }
    }

    private List<String> unproven(Service service, List<RouterReplicas.ReplicaTask> tasks) {
        return proof.ask(tasks).stream()
                .flatMap(
                        shown -> shown.objection(RouterLabels.map(service.spec().labels())).stream())
                .toList();
    }

    private void requireNoneFailed(Service service, List<String> known) {
        swarm.tasks(service).stream()
                .filter(task -> !known.contains(task.id()) && task.failed())
                .findFirst()
                .ifPresent(task -> {
                    throw new RouterException(
                            "a replica failed: " + task.reason() + "; see docker service logs " + service.name());
                });
    }

    /** Writes a spec, with the routes as they are at this moment: deliveries write them meanwhile. */
    private Service write(Service last, ServiceSpec spec) {
        SwarmException.Conflict conflict = null;
        for (int i = 0; i < MAX_WRITES; i++) {
            Service now = swarm.service(last.id())
                    .orElseThrow(() ->
                            new SwarmException.Conflict("service " + last.name() + " was removed meanwhile", null));
            if (!now.spec().fingerprint().equals(last.spec().fingerprint())) {
                throw new SwarmException.Conflict(
                        "service " + last.name()
                                + " was changed by somebody else at this moment; see router status, then try again",
                        null);
            }
            try {
                Map<String, String> labels = RouterLabels.with(now.spec().labels(), spec.labels());
                // Until all is proven, the former router may have to be restored, with all of its routes.
                return swarm.update(
                        now, spec.withLabels(RouterSpec.isHeld(spec) ? labels : RouterLabels.listed(labels)));
            } catch (SwarmException.Conflict e) {
                conflict = e;
            }
        }
        throw conflict;
    }

    private void restore(Service written, ServiceSpec former, DeliveryException cause) {
        String outcome = "; nothing was changed";
        if (!written.spec().tree().equals(former.tree())) {
            attendant.say("restoring the former router: " + cause.getMessage());
            try {
                ServiceSpec restored = RouterSpec.restored(former);
                write(written, restored);
                outcome = "; the former router is restored, which Docker finishes by itself"
                        + (Json.canonical(restored.tree()).equals(Json.canonical(former.tree()))
                                ? ""
                                : "; its update config now says one replica at a time");
            } catch (DeliveryException e) {
                outcome = "; the former router could not be restored: " + e.getMessage();
            }
        }
        throw new RouterException("the router was not changed: " + cause.getMessage() + outcome, cause);
    }
}
