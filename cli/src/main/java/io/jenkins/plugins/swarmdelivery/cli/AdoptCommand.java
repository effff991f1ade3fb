package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "adopt",
        description = {
            "Makes an existing service the first color of an application, without restarting its tasks.",
            "For the service that is already active: accepts its drift."
        })
final class AdoptCommand extends DeliveringCommand {
    @Option(
            names = "--service",
            required = true,
            paramLabel = "NAME",
            description = "The name of the service in the Swarm.")
    private String service;

    @Mixin
    private SwitchOptions switching;

    @Mixin
    private ProbeOption probe;

    @Override
    String reason() {
        return "adopt " + service;
    }

    @Override
    Order order(Connection connection) {
        DeliveryOptions options =
                probe.over(switching.over(connection.settings().defaults()), false, false, true);
        return new Order.Adopt(application(), service, options);
    }
}
