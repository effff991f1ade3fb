package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.engine.Order;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "resume",
        description = "Takes over a delivery that was left unfinished, by a crash or stuck: goes on with it as it was"
                + " ordered, or rolls back. Tests that were ordered and are still due must be given again, else it"
                + " rolls back. Where nothing is unfinished, it retires what is due.")
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
            description =
                    "Leaves a stuck delivery: what serves users, and is healthy, is active from now on. The history"
                            + " keeps the reason.")
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
