package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Services that have tasks only while their color is active, such as consumers of a queue that two colors must not
 * share. Can be repeated: a service that is as it should be is not changed.
 */
final class SwitchedWorkers {
    private final Steps steps;

    SwitchedWorkers(Steps steps) {
        this.steps = steps;
    }

    /**
     * Stops the workers of one release, then starts those of the other: both must not run at the same time for longer
     * than one takes to stop.
     *
     * @return what it waits for; empty once the workers of the other have been started
     */
    Optional<String> move(DeliveryRun run, Optional<PlacedRelease> from, PlacedRelease to, Instant now) {
        if (from.isPresent()) {
            scale(run, from.get(), false);
            Optional<String> stopping = parts(run, from.get()).stream()
                    .flatMap(part -> services(from.get(), part).stream())
                    .filter(service -> stops(run, service, now))
                    .map(service -> "stopping " + service.name())
                    .findFirst();
            if (stopping.isPresent()) {
                return stopping;
            }
        }
        scale(run, to, true);
        return Optional.empty();
    }

    private boolean stops(DeliveryRun run, Service service, Instant now) {
        Instant until = run.stack()
                .scalingDown(
                        service.id(), now.plus(service.spec().stopGracePeriod()).plus(Retirement.AFTER_GRACE));
        return now.isBefore(until) && !steps.running(service).isEmpty();
    }

    /** The first worker of the new release that is not healthy yet; empty if all are. */
    Optional<String> starting(DeliveryRun run) {
        PlacedRelease to = run.delivery().to();
        return parts(run, to).stream()
                .flatMap(part -> services(to, part).stream())
                .flatMap(service -> incomplete(service).stream())
                .findFirst();
    }

    private Optional<String> incomplete(Service service) {
        Convergence seen = steps.converge(service);
        return seen.wanted() == 0 || seen.complete() ? Optional.empty() : Optional.of(service.name() + ": " + seen);
    }

    private List<Part> parts(DeliveryRun run, PlacedRelease placed) {
        return placed.stack()
                ? steps.ledgers().kept(run.application(), placed.release().number()).stream()
                        .flatMap(release -> release.colored().stream())
                        .filter(Part::atSwitch)
                        .toList()
                : List.of();
    }

    private List<Service> services(PlacedRelease placed, Part part) {
        return placed.services().stream()
                .filter(ref -> ref.part().equals(part.name()))
                .flatMap(ref -> steps.swarm().service(ref.id()).stream())
                .toList();
    }

    private void scale(DeliveryRun run, PlacedRelease placed, boolean up) {
        for (Part part : parts(run, placed)) {
            for (Service service : services(placed, part)) {
                long now = Planner.replicas(service).orElse(0L);
                long wanted = up ? wanted(service, part, now) : 0;
                if (wanted != now) {
                    steps.update(run, service, service.spec().withReplicas(wanted));
                }
            }
        }
    }

    /**
     * How many tasks a service is to have. One that was stopped gets as many as it had then, because somebody may have
     * scaled it; a new one as many as were planned.
     */
    private long wanted(Service service, Part part, long now) {
        if (now > 0) {
            return now;
        }
        return steps.swarm()
                .specBefore(service)
                .flatMap(Planner::replicas)
                .filter(number -> number > 0)
                .or(() -> Planner.replicas(part.spec()))
                .orElse(1L);
    }
}
