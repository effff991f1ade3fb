package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "register",
        description = {
            "Switches users to the candidate of deploy, and retires the old release.",
            "Proves the switch on every replica of the router, records the candidate as the active release, runs the"
                    + " tests through the router, and watches the release for the time of --bake. If a step fails after"
                    + " the switch, the delivery is rolled back."
        })
final class RegisterCommand extends DeliveringCommand {
    @Mixin
    private SwitchOptions switching;

    @Mixin
    private ProbeOption probe;

    @Mixin
    private TestOptions tests;

    @Option(
            names = "--post-test",
            order = 61,
            paramLabel = "COMMAND",
            description = "Tests after the switch. If their exit status is not 0, the delivery is rolled back.")
    private String postTest;

    @Override
    TestSpec tests() {
        return tests.of(null, postTest);
    }

    @Override
    String reason() {
        return "register the candidate";
    }

    @Override
    Order order(Connection connection) {
        DeliveryOptions options =
                probe.over(switching.over(connection.settings().defaults()), false, postTest != null, true);
        return new Order.Register(application(), Optional.empty(), options);
    }
}
