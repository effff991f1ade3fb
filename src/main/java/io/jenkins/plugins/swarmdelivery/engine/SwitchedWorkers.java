package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import java.util.Optional;

/**
 * Services that have tasks only while users are on their color, such as consumers of a queue that two colors must not
 * share. May be done again: what is as it should be is left alone.
 */
final class SwitchedWorkers {
    private final Steps steps;

    SwitchedWorkers(Steps steps) {
        this.steps = steps;
    }

    /** Stops those of one release, then starts those of the other. */
    void move(DeliveryRun run, Optional<PlacedRelease> from, PlacedRelease to) {
        from.ifPresent(old -> scale(run, old, false));
        scale(run, to, true);
    }

    private void scale(DeliveryRun run, PlacedRelease placed, boolean up) {
        if (!placed.stack()) {
            return;
        }
        steps.ledgers()
                .kept(run.application(), placed.release().number())
                .ifPresent(release -> release.colored().stream()
                        .filter(Part::atSwitch)
                        .forEach(part -> scale(run, placed, part, up)));
    }

    private void scale(DeliveryRun run, PlacedRelease placed, Part part, boolean up) {
        long replicas = up ? Planner.replicas(part.spec()).orElse(1L) : 0;
        placed.services().stream()
                .filter(ref -> ref.part().equals(part.name()))
                .flatMap(ref -> steps.swarm().service(ref.id()).stream())
                .filter(service -> !Planner.replicas(service).equals(Optional.of(replicas)))
                .forEach(service -> steps.update(run, service, service.spec().withReplicas(replicas)));
    }
}
