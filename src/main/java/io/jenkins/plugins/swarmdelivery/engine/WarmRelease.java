package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Drift;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.Optional;

/** Finds releases that run beside the live one and can serve again by the switch alone. */
final class WarmRelease {
    private final Swarm swarm;

    WarmRelease(Swarm swarm) {
        this.swarm = swarm;
    }

    /**
     * The ledger with the release as its standby, if it is the standby, or a leftover with a healthy task; empty if it
     * must be started again.
     */
    Optional<Ledger> asStandby(Ledger ledger, Release release) {
        Optional<PlacedRelease> standby = ledger.standby().filter(placed -> is(release, placed));
        if (standby.isPresent()) {
            return standby.filter(placed -> ReleaseServices.of(swarm, placed).complete())
                    .map(placed -> ledger);
        }
        return ledger.left()
                .filter(left -> is(release, left.placed()))
                .filter(left -> healthy(left.placed()))
                .map(left -> ledger.withWarm(Optional.of(left)).withLeft(Optional.empty()));
    }

    /** Whether it has no healthy task, and somebody has scaled it to zero or changed it. */
    boolean spoiled(PlacedRelease placed) {
        ReleaseServices services = ReleaseServices.of(swarm, placed);
        return !healthy(services)
                && (Drift.change(services).isPresent()
                        || Convergence.wanted(services.present().get(0), swarm.nodes()) == 0);
    }

    boolean healthy(PlacedRelease placed) {
        return healthy(ReleaseServices.of(swarm, placed));
    }

    private boolean healthy(ReleaseServices services) {
        return services.found().get(0).isPresent()
                && Convergence.of(services, there -> Convergence.of(there, swarm.tasks(there), swarm.nodes()))
                        .serving();
    }

    private static boolean is(Release release, PlacedRelease placed) {
        return placed.release().number() == release.number();
    }
}
