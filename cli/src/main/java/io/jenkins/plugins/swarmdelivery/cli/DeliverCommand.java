package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            description = "Tests before the switch. If their exit status is not 0, the delivery fails.")
    private String preTest;

    @Option(
            names = "--post-test",
            order = 61,
            paramLabel = "COMMAND",
            description = "Tests after the switch. If their exit status is not 0, the delivery is rolled back.")
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
        DeliveryOptions withSwitching =
                switching.over(candidate.over(connection.settings().defaults()));
        DeliveryOptions options = probe.over(withSwitching, preTest != null, postTest != null, true);
        return order.of(application(), options, values(connection));
    }
}
