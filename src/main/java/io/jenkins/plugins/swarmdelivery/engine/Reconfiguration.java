package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Optional;

/** Makes a release with other values from the live one. */
final class Reconfiguration {
    private final KeptReleases kept;
    private final Planner planner;

    Reconfiguration(Cluster cluster) {
        this.kept = new KeptReleases(cluster.ledgers());
        this.planner = new Planner(cluster);
    }

    /**
     * The order to deliver it; empty if nothing would change.
     *
     * @throws RefusedException if the live release is not kept with its source, or its stack file cannot take these
     *     values
     */
    Optional<Order.Deploy> deploy(Ledger ledger, Order.Configure order) {
        KeptRelease live = kept.live(ledger);
        return order.revision()
                .of(live.spec(), planner.target(ledger))
                .map(revised -> new Order.Deploy(
                        order.application(),
                        Order.Deploy.Wanted.of(revised.image(), revised.source()),
                        new Order.Deploy.Terms(true, true, false),
                        order.options()));
    }
}
