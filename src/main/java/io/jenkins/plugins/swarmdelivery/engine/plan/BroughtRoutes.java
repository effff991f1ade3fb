package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.util.List;

/** Plans how the routes of a release come to a router that does not know them. */
final class BroughtRoutes {
    private final Cluster cluster;
    private final Order.Deploy order;

    BroughtRoutes(Cluster cluster, Order.Deploy order) {
        this.cluster = cluster;
        this.order = order;
    }

    /** What the delivery does with the router first, for people; empty if there is nothing to do, or it must not. */
    List<String> steps(ReleaseSpec release, List<Node> nodes, Findings findings) {
        if (cluster.router().routesWithRelease()) {
            return List.of();
        }
        List<WantedRoute> wanted = WantedRoutes.of(release, nodes);
        if (wanted.isEmpty()) {
            return List.of();
        }
        TrafficRouter.RouteChanges changes = cluster.router().routeChanges(order.application(), wanted);
        if (order.newRoutes() == Order.Deploy.NewRoutes.REFUSED) {
            changes.routes()
                    .forEach(route -> findings.problems()
                            .add("the router lacks the " + route
                                    + ", and the order says not to change the router; leave"
                                    + " that out, or run router up"));
            return List.of();
        }
        findings.problems().addAll(changes.problems());
        return changes.due() ? changes.steps() : List.of();
    }
}
