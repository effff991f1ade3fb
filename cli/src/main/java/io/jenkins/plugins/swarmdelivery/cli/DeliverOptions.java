package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the commands that deliver from the candidate to the end. */
final class DeliverOptions {
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

    TestSpec tests() {
        return tests.of(preTest, postTest);
    }

    DeliveryOptions over(DeliveryOptions base) {
        return probe.over(switching.over(candidate.over(base)), preTest != null, postTest != null, true);
    }
}
