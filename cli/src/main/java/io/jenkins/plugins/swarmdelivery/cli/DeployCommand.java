package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.Order;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "deploy",
        description = {
            "Starts a candidate beside the live release, waits until it is healthy, registers it with the router's"
                    + " preview, and tests it there. Users see nothing of it. Then: register.",
            "A delivery that an earlier run left unfinished is sent back first."
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
            description = "Tests before the switch; a status other than 0 ends the delivery.")
    private String preTest;

    @Option(
            names = "--expires",
            order = 25,
            paramLabel = "DURATION",
            description =
                    "How long the candidate may wait, once it is ready, to be registered before it is given up: by"
                            + " retire --due, or by Jenkins. Built in: 0, for ever.")
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
        return order.of(application(), expires.map(options::expiring).orElse(options));
    }
}
