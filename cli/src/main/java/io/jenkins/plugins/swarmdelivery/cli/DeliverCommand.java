package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.Order;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "deliver",
        description = {
            "The whole way: deploy, and if all is well, register.",
            "A delivery that an earlier run left unfinished is sent back first."
        })
final class DeliverCommand extends DeliveringCommand {
    @Mixin
    private OrderOptions order;

    @Mixin
    private CandidateOptions candidate;

    @Mixin
    private SwitchOptions switching;

    @Mixin
    private ProbeOption probe;

    @Mixin
    private TestOptions tests;

    @Option(
            names = "--pre-test",
            order = 60,
            paramLabel = "COMMAND",
            description = "Tests before the switch; a status other than 0 ends the delivery.")
    private String preTest;

    @Option(
            names = "--post-test",
            order = 61,
            paramLabel = "COMMAND",
            description = "Tests after the switch; a status other than 0 sends the delivery back.")
    private String postTest;

    @Override
    TestSpec tests() {
        return tests.of(preTest, postTest);
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
        DeliveryOptions careful =
                switching.over(candidate.over(connection.settings().defaults()));
        DeliveryOptions options = probe.over(careful, preTest != null, postTest != null, true);
        return order.of(application(), options);
    }
}
