package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options for the commands that test a candidate or a release. */
final class TestOptions {
    @Option(
            names = "--shell",
            order = 62,
            description = "Pass test commands to /bin/sh -c. Without this option, they are split into words, with"
                    + " quotes respected, and run without a shell.")
    private boolean shell;

    @Option(
            names = "--test-timeout",
            order = 63,
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "How long a test command may take before it is killed with all its child processes."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    /** The commands are null if they were not given. */
    TestSpec of(String preTest, String postTest) {
        return TestSpec.of(preTest, postTest, shell, timeout);
    }
}
