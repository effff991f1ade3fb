package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for stopping a release. The cluster's defaults apply to options that are not set. */
final class RetirementOptions {
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
                base.bake(),
                base.keepStandby(),
                drainTimeout.orElse(base.drainTimeout()),
                revertTimeout.orElse(base.revertTimeout()),
                keepReleases.orElse(base.keepReleases())));
    }
}
