package io.jenkins.plugins.swarmdelivery.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** What a command does if the application is locked. */
final class WaitOption {
    @Option(
            names = "--wait",
            order = 70,
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "How long to wait while another delivery holds the lease. Default: do not wait.")
    private Duration patience;

    Duration patience() {
        return patience;
    }
}
