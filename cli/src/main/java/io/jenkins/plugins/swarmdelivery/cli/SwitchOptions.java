package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How careful the switch and the time after it are. What is not given is what the cluster's defaults say. */
final class SwitchOptions {
    @Option(
            names = "--bake",
            order = 40,
            paramLabel = "DURATION",
            description = "How long the new release is watched after the switch, ready to roll back. Built in: 0.")
    private Optional<Duration> bake = Optional.empty();

    @Option(
            names = "--keep-standby",
            order = 41,
            paramLabel = "DURATION",
            description = "How long the old release is kept warm afterwards, for instant rollback. Built in: 0, it is"
                    + " retired at once.")
    private Optional<Duration> keepStandby = Optional.empty();

    @Option(
            names = "--drain-timeout",
            order = 42,
            paramLabel = "DURATION",
            description =
                    "How long requests in flight on the old release may take before it is stopped. Built in:" + " 30s.")
    private Optional<Duration> drainTimeout = Optional.empty();

    @Option(
            names = "--revert-timeout",
            order = 43,
            paramLabel = "DURATION",
            description = "How long a rollback may take to be proven before the delivery is stuck. Built in: 30s.")
    private Optional<Duration> revertTimeout = Optional.empty();

    @Option(
            names = "--keep-releases",
            order = 44,
            paramLabel = "N",
            description = "How many releases are kept to roll back to, 1 to 50. Built in: 5.")
    private Optional<Integer> keepReleases = Optional.empty();

    DeliveryOptions over(DeliveryOptions base) {
        return base.with(new DeliveryOptions.AfterSwitch(
                bake.orElse(base.bake()),
                keepStandby.orElse(base.keepStandby()),
                drainTimeout.orElse(base.drainTimeout()),
                revertTimeout.orElse(base.revertTimeout()),
                keepReleases.orElse(base.keepReleases())));
    }
}
