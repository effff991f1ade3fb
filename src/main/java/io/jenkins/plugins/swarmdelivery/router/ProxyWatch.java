package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Waits for replicas of a router, and proves that they serve: their routes, and the tasks that former ones reach. */
final class ProxyWatch {
    /** For pulling the image, and for the requests that end in the replica that stops. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * A replica that answers asks Docker's DNS for tasks every 300 ms, and checks them every 500 ms. Until the former one is
     * restored, users of its node get errors.
     */
    private static final Duration REACHES = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(500);

    private final Swarm swarm;
    private final RouterSite.Attendant attendant;
    private final RouterReplicas replicas;
    private final ReplicaProof proof;
    private final Set<String> known;
    private final int replicasBefore;
    private final ReachedServices reached;

    /** @param former whose replicas are the known ones; empty if all are fresh */
    ProxyWatch(RouterSite site, Optional<Service> former) {
        this.swarm = site.swarm();
        this.attendant = site.attendant();
        this.replicas = new RouterReplicas(swarm);
        this.proof = new ReplicaProof(site.settings());
        this.known = former.map(swarm::tasks).orElse(List.of()).stream()
                .map(Task::id)
                .collect(Collectors.toSet());
        List<RouterReplicas.ReplicaTask> listed = former.map(replicas::list).orElse(List.of());
        this.replicasBefore = listed.size();
        this.reached = former.map(service -> new ReachedServices(service.spec().labels(), proof.ask(listed)))
                .orElse(ReachedServices.NONE);
    }

    /**
     * Waits until every replica serves. There must be at least one.
     *
     * @throws RouterException if one does not in time
     */
    void prove(Service service) {
        await(service, Set.of(), fresh -> !fresh.listed().isEmpty());
    }

    /**
     * Waits until another replica is replaced, and all of those serve.
     *
     * @param step so many are to be replaced
     * @return whether that was the last one
     * @throws RouterException if one fails, or does not serve in time
     */
    boolean awaitNext(Service service, int step) {
        Seen seen = await(service, known, now -> now.fresh().size() >= (now.former() == 0 ? all(service) : step));
        attendant.say(seen.fresh().size() + " replaced and proven: "
                + seen.fresh().stream().map(RouterReplicas.ReplicaTask::name).collect(Collectors.joining(", ")));
        return seen.former() == 0;
    }

    /** So many are there once all are replaced: for a moment, Docker lists neither the former one of a node nor the new. */
    private int all(Service service) {
        return Math.min(
                replicasBefore,
                Placement.eligible(service.spec(), swarm.nodes()).size());
    }

    /** What stands against a router that serves the routes in its labels; empty if nothing. */
    Optional<String> objection(Service service) {
        List<RouterReplicas.ReplicaTask> listed = replicas.list(service);
        return listed.isEmpty()
                ? Optional.of("no replica is running")
                : problems(service, listed).unproven().stream().findFirst();
    }

    /** @param listed all replicas, of which the fresh ones are not known */
    private record Seen(List<RouterReplicas.ReplicaTask> listed, List<RouterReplicas.ReplicaTask> fresh) {
        long former() {
            return listed.size() - fresh.size();
        }
    }

    /**
     * @param unproven what stands against replicas that do not answer, or serve other routes
     * @param unreached what those lack that do
     */
    private record Problems(List<String> unproven, List<String> unreached) {}

    private interface Condition {
        boolean holds(Seen seen);
    }

    private Seen await(Service service, Set<String> former, Condition enough) {
        Instant deadline = attendant.now().plus(PATIENCE);
        Optional<Instant> answering = Optional.empty();
        while (true) {
            Service now = swarm.service(service.id())
                    .orElseThrow(() -> new RouterException("service " + service.name() + " was removed meanwhile"));
            List<RouterReplicas.ReplicaTask> listed = replicas.list(now);
            Seen seen = new Seen(
                    listed,
                    listed.stream()
                            .filter(task -> !former.contains(task.task()))
                            .toList());
            Problems problems = problems(now, seen.fresh());
            if (problems.unproven().isEmpty() && problems.unreached().isEmpty() && enough.holds(seen)) {
                return seen;
            }
            if (!former.isEmpty()) {
                requireNoneFailed(now, former);
            }
            boolean lacking =
                    problems.unproven().isEmpty() && !problems.unreached().isEmpty();
            answering = lacking ? answering.or(() -> Optional.of(attendant.now())) : Optional.empty();
            requireTime(problems, deadline, answering.map(since -> since.plus(REACHES)));
            attendant.pause(POLL);
        }
    }

    private void requireTime(Problems problems, Instant deadline, Optional<Instant> reaching) {
        Instant now = attendant.now();
        if (reaching.filter(end -> !now.isBefore(end)).isPresent()) {
            throw new RouterException(
                    "after " + REACHES.toSeconds() + " seconds, " + String.join("; ", problems.unreached()));
        }
        if (!now.isBefore(deadline)) {
            throw new RouterException("after " + PATIENCE.toMinutes() + " minutes, "
                    + (problems.unproven().isEmpty()
                            ? "Docker has not started another replica"
                            : String.join("; ", problems.unproven())));
        }
    }

    private Problems problems(Service service, List<RouterReplicas.ReplicaTask> tasks) {
        Map<String, String> labels = service.spec().labels();
        Map<String, String> expected = RouterLabels.map(labels);
        List<ReplicaProof.Shown> shown = proof.ask(tasks);
        return new Problems(
                shown.stream()
                        .flatMap(each -> each.objection(expected).stream())
                        .toList(),
                shown.stream()
                        .flatMap(each -> reached.objection(labels, each).stream())
                        .toList());
    }

    private void requireNoneFailed(Service service, Set<String> former) {
        swarm.tasks(service).stream()
                .filter(task -> !former.contains(task.id()) && task.failed())
                .findFirst()
                .ifPresent(task -> {
                    throw new RouterException(
                            "a replica failed: " + task.reason() + "; see docker service logs " + service.name());
                });
    }
}
