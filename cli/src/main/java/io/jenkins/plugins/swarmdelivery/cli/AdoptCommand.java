package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.Order;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "adopt",
        description = {
            "Makes a service that was made by hand the first color of an application, without restarting its tasks.",
            "With the service that is active already: accepts what was changed on it by hand."
        })
final class AdoptCommand extends DeliveringCommand {
    @Option(
            names = "--service",
            required = true,
            paramLabel = "NAME",
            description = "The service, by its name in the Swarm.")
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
