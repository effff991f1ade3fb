package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "deploy",
        description = {
            "Starts a candidate beside the live release, and tests it before users see it.",
            "Waits until the candidate is healthy, and publishes it on the router's preview, where it is tested. To"
                    + " switch users to it, run register.",
            "First rolls back a delivery that an earlier run left unfinished."
        })
final class DeployCommand extends DeliveringCommand {
    @Mixin
    private OrderOptions order;

    @Mixin
    private CandidateOptions candidate;

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
            names = "--expires",
            order = 25,
            paramLabel = "DURATION",
            description =
                    "How long a ready candidate may wait to be registered. After that, Jenkins or retire --due gives"
                            + " it up. Default: the cluster's, else 0: no limit.")
    private Optional<Duration> expires = Optional.empty();

    @Override
    TestSpec tests() {
        return tests.of(preTest, null);
    }

    @Override
    String reason() {
        return "deploy " + order.version();
    }

    @Override
    DeliveryEngine engine(Connection connection) {
        return connection.engine(order.requireMark());
    }

    @Override
    Order order(Connection connection) {
        DeliveryOptions options =
                probe.over(candidate.over(connection.settings().defaults()), preTest != null, false, false);
        return order.of(
                application(),
                expires.map(options::expiring).orElse(options),
                values(connection),
                connection.routedBy());
    }
}
