package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "resume",
        description = {
            "Takes over a delivery that is unfinished or stuck: continues it, or rolls it back.",
            "Pass its tests again if they are still due; without them, it is rolled back. If no delivery is unfinished,"
                    + " retires what is due."
        })
final class ResumeCommand extends DeliveringCommand {
    @Mixin
    private TestOptions tests;

    @Option(
            names = "--pre-test",
            order = 60,
            paramLabel = "COMMAND",
            description = "The tests before the switch, if still due.")
    private String preTest;

    @Option(
            names = "--post-test",
            order = 61,
            paramLabel = "COMMAND",
            description = "The tests after the switch, if still due.")
    private String postTest;

    @Option(
            names = "--accept",
            order = 62,
            paramLabel = "REASON",
            description = "Leaves a stuck delivery: the healthy release that serves users becomes the active one. The"
                    + " reason is recorded in the history.")
    private Optional<String> accept = Optional.empty();

    @Override
    TestSpec tests() {
        return tests.of(preTest, postTest);
    }

    @Override
    String reason() {
        return accept.isPresent() ? "resume --accept" : "resume";
    }

    @Override
    String nothing() {
        return application() + " on " + cluster() + ": no delivery is unfinished, there is nothing to resume";
    }

    @Override
    Order order(Connection connection) {
        return new Order.Resume(application(), accept);
    }
}
