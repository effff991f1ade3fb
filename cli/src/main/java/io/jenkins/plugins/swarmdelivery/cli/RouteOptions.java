package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import picocli.CommandLine.Option;

/** The option for routes of a release that the router does not know. */
final class RouteOptions {
    @Option(
            names = "--no-router-change",
            order = 16,
            description = "Refuse a release with routes that the router lacks. Default: the delivery brings them to the"
                    + " router that router up has set up, whose replicas are replaced one node at a time for that.")
    private boolean noRouterChange;

    Order.Deploy.NewRoutes wanted() {
        return noRouterChange ? Order.Deploy.NewRoutes.REFUSED : Order.Deploy.NewRoutes.BROUGHT;
    }
}
