package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the switch and the time after it. The cluster's defaults apply to options that are not set. */
final class SwitchOptions {
    @Option(
            names = "--bake",
            order = 40,
            paramLabel = "DURATION",
            description = "How long to watch the new release after the switch, ready to roll back. Default: the"
                    + " cluster's, else 0.")
    private Optional<Duration> bake = Optional.empty();

    @Option(
            names = "--keep-standby",
            order = 41,
            paramLabel = "DURATION",
            description = "How long to keep the old release warm after the bake, for an instant rollback. Default: the"
                    + " cluster's, else 0: it is retired immediately.")
    private Optional<Duration> keepStandby = Optional.empty();

    @Option(
            names = "--drain-timeout",
            order = 42,
            paramLabel = "DURATION",
            description = "How long requests in flight on the old release may take before it is stopped. Default: the"
                    + " cluster's, else 30s.")
    private Optional<Duration> drainTimeout = Optional.empty();

    @Option(
            names = "--revert-timeout",
            order = 43,
            paramLabel = "DURATION",
            description = "How long a rollback may take to be proven before the delivery is stuck. Default: the"
                    + " cluster's, else 30s.")
    private Optional<Duration> revertTimeout = Optional.empty();

    @Option(
            names = "--keep-releases",
            order = 44,
            paramLabel = "N",
            description = "How many releases to keep for rollbacks, 1 to 50. Default: the cluster's, else 5.")
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
