package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseServices;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.Optional;
import java.util.stream.Stream;

/** Leaves a stuck delivery by an operator's decision: the ledger takes the release that serves users as active. */
final class Unstuck {
    private final Cluster cluster;
    private final WarmRelease warm;

    Unstuck(Cluster cluster, WarmRelease warm) {
        this.cluster = cluster;
        this.warm = warm;
    }

    /**
     * An intent whose ledger has the release that serves users as active, and the other as leftover; unchanged if
     * nothing is stuck.
     *
     * @throws LockedException if somebody else holds the lease
     */
    Intent leave(Intent intent) {
        return stuck(intent)
                .map(delivery -> intent.with(accepting(intent, delivery, serving(intent, delivery))))
                .orElse(intent);
    }

    /**
     * The same, but the active release must be healthy.
     *
     * @throws RefusedException if nothing is stuck, or no healthy release runs
     */
    Intent accept(Intent intent) {
        Delivery delivery = stuck(intent)
                .orElseThrow(() -> new RefusedException(
                        "no delivery of " + intent.application() + " is stuck; there is nothing to accept"));
        PlacedRelease serving = serving(intent, delivery);
        PlacedRelease healthy = Stream.of(serving, other(delivery, serving).orElse(serving))
                .filter(warm::healthy)
                .findFirst()
                .orElseThrow(() -> new RefusedException("neither release of " + intent.application()
                        + " has a healthy task, so there is nothing to accept; start one again: rollback CLUSTER "
                        + intent.application() + " --to RELEASE"));
        return intent.with(accepting(intent, delivery, healthy));
    }

    private static Optional<Delivery> stuck(Intent intent) {
        return intent.requireFree().delivery().filter(delivery -> delivery.phase() == Phase.STUCK);
    }

    private Ledger accepting(Intent intent, Delivery stuck, PlacedRelease active) {
        Optional<Kept> left = other(stuck, active)
                .filter(each -> !ReleaseServices.of(cluster.swarm(), each).gone())
                .map(each -> new Kept(each, intent.now(), Kept.STUCK));
        Ledger ledger = intent.ledger();
        boolean standsBy = ledger.standby()
                .filter(standby -> standby.serviceId().equals(active.serviceId())
                        || left.filter(kept -> kept.placed().serviceId().equals(standby.serviceId()))
                                .isPresent())
                .isPresent();
        Ledger without = standsBy ? ledger.withoutStandby() : ledger;
        return without.withDelivery(Optional.empty())
                .withActive(Optional.of(active.since(intent.now())))
                .withLeft(left.or(ledger::left));
    }

    /** The release in the router's durable route; if that is neither, the one that was to be rolled back to. */
    private PlacedRelease serving(Intent intent, Delivery stuck) {
        Optional<Color> durable =
                cluster.router().view(intent.application()).durable().active().map(TrafficRouter.Target::color);
        return Stream.of(Optional.of(stuck.to()), stuck.from())
                .flatMap(Optional::stream)
                .filter(placed -> durable.equals(Optional.of(placed.color())))
                .findFirst()
                .orElseGet(() -> stuck.from().orElse(stuck.to()));
    }

    private static Optional<PlacedRelease> other(Delivery stuck, PlacedRelease one) {
        return Stream.of(Optional.of(stuck.to()), stuck.from())
                .flatMap(Optional::stream)
                .filter(placed -> placed.color() != one.color())
                .findFirst();
    }
}
