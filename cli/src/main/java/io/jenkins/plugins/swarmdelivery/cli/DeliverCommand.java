package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "deliver",
        description = {
            "Runs deploy and, if it succeeds, register.",
            "First rolls back a delivery that an earlier run left unfinished."
        })
final class DeliverCommand extends DeliveringCommand {
    @Mixin
    private OrderOptions order;

    @Mixin
    private DeliverOptions options;

    @Override
    TestSpec tests() {
        return options.tests();
    }

    @Override
    String reason() {
        return "deliver " + order.version();
    }

    @Override
    DeliveryEngine engine(Connection connection) {
        return connection.engine(order.requireMark());
    }

    @Override
    Order order(Connection connection) {
        return order.of(
                application(),
                options.over(connection.settings().defaults()),
                values(connection),
                connection.routedBy());
    }
}
