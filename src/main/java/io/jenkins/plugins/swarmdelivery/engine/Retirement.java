package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Drains and stops a release that gets no new requests. */
final class Retirement {
    /** How long after the grace period a container is still expected to stop. */
    static final Duration AFTER_GRACE = Duration.ofMinutes(1);

    /** A replica of the router does not answer. */
    private static final long UNTOLD = -1;
    /** The router, e.g. Traefik, does not count them. */
    private static final long UNCOUNTED = -2;

    private final Steps steps;

    Retirement(Steps steps) {
        this.steps = steps;
    }

    /**
     * What the retirement waits for; empty once the release is gone, or its tasks have not stopped in time.
     *
     * @param since when it stopped getting new requests
     * @param drain how long requests in flight may take
     */
    Optional<String> remaining(DeliveryRun run, PlacedRelease old, Instant since, Duration drain, Instant now) {
        if (!steps.services(old).gone()) {
            long busy = connections(run.application(), old.color());
            if (busy != 0 && now.isBefore(since.plus(drain))) {
                return Optional.of(
                        busy == UNCOUNTED
                                ? "the drain timeout of " + Durations.text(drain)
                                        + ", because the router does not count connections to " + old
                                : busy < 0
                                        ? "not every router replica reports its connections to " + old
                                        : busy + " connections to " + old + " still open");
            }
            if (busy > 0) {
                run.log()
                        .warn(busy + " connections to " + old + " were still open after " + Durations.text(drain)
                                + "; it is stopped now");
            }
        }
        return stopping(run, old, now);
    }

    /**
     * Removes the services of a release.
     *
     * @return what it waits for; empty once its last task has stopped, as far as the nodes can tell, or has not stopped
     *     in time: see {@link #unstoppable}
     */
    Optional<String> stopping(DeliveryRun run, PlacedRelease old, Instant now) {
        removeAdoptedJobs(run, old);
        List<Service> all = new ArrayList<>();
        ReleaseServices services = steps.services(old);
        for (int i = 0; i < old.services().size(); i++) {
            PlacedRelease.ServiceRef ref = old.services().get(i);
            if (!ref.id().isEmpty() && !run.unstoppable(ref.id())) {
                all.add(services.found().get(i).orElse(Service.removed(ref.id(), ref.name())));
            }
        }
        // A removed service has no version; to remove it again would cost a request.
        all.stream().filter(service -> service.version() > 0).forEach(service -> steps.remove(run, service));
        Map<String, List<Task>> left = steps.running(all);
        boolean stopping = false;
        for (Service service : all) {
            stopping |= stopping(run, old, service, left.getOrDefault(service.id(), List.of()), now);
        }
        return stopping ? Optional.of("stopping " + old) : Optional.empty();
    }

    /** Removes the jobs of an adopted stack, which {@code docker stack deploy} leaves after their end. */
    private void removeAdoptedJobs(DeliveryRun run, PlacedRelease old) {
        if (!old.adopted() || !old.stack()) {
            return;
        }
        steps.ledgers().kept(run.application(), old.release().number()).stream()
                .flatMap(release -> release.with(Role.JOB).stream())
                .flatMap(job -> steps.swarm().service(job.spec().name()).stream())
                .filter(job -> Planner.foreign(job, run.application()).isEmpty())
                .forEach(job -> steps.remove(run, job));
    }

    /** Whether tasks of the service are still expected to stop. */
    private static boolean stopping(DeliveryRun run, PlacedRelease old, Service service, List<Task> left, Instant now) {
        Duration grace = service.spec().stopGracePeriod();
        Instant until = run.stopping(service.id(), now.plus(grace).plus(AFTER_GRACE));
        if (left.isEmpty()) {
            run.stopped(service.id());
            return false;
        }
        if (now.isAfter(until)) {
            run.markUnstoppable(service.id());
            run.log()
                    .warn(left.size() + " tasks of " + old + " did not stop, although their service was removed: "
                            + left.stream()
                                    .map(task ->
                                            "task " + task.id() + " on node " + task.nodeId() + " is " + task.state())
                                    .collect(Collectors.joining(", "))
                            + "; restart Docker on that node");
            return false;
        }
        return true;
    }

    /** The leftover of a release whose tasks did not stop in time; empty if they did. */
    static Optional<Kept> unstoppable(DeliveryRun run, PlacedRelease old, Instant now) {
        return run.unstoppable(old, now)
                ? Optional.of(new Kept(
                        old,
                        now.plus(Kept.RECHECK),
                        "its service was removed, and containers of it did not stop; restart Docker on their nodes"))
                : Optional.empty();
    }

    /** {@link #UNTOLD} or {@link #UNCOUNTED} if the number is not known. */
    private long connections(Application application, Color color) {
        List<TrafficRouter.Backend> backends = steps.router().backends(application, color);
        if (backends.stream().anyMatch(backend -> !backend.error().isEmpty())) {
            return UNTOLD;
        }
        return backends.stream().anyMatch(backend -> backend.connections() == TrafficRouter.Backend.UNKNOWN)
                ? UNCOUNTED
                : backends.stream()
                        .mapToLong(TrafficRouter.Backend::connections)
                        .sum();
    }
}
