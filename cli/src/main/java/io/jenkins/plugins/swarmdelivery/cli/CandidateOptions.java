package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for starting a candidate. The cluster's defaults apply to options that are not set. */
final class CandidateOptions {
    @Option(
            names = "--pre-pull",
            order = 20,
            negatable = true,
            description = "Pull the image on every eligible node before the candidate starts.")
    private Optional<Boolean> prePull = Optional.empty();

    @Option(
            names = "--converge-timeout",
            order = 21,
            paramLabel = "DURATION",
            description = "How long the candidate may take until all its tasks are healthy; also limits the pull."
                    + " Default: the cluster's, else 5m.")
    private Optional<Duration> convergeTimeout = Optional.empty();

    @Option(
            names = "--max-failures",
            order = 22,
            paramLabel = "N",
            description = "The number of failed tasks after which the delivery fails. Default: the cluster's, else 3.")
    private Optional<Integer> maxFailures = Optional.empty();

    @Option(
            names = "--stability",
            order = 23,
            paramLabel = "DURATION",
            description = "How long all its tasks must have been healthy without interruption. Default: the"
                    + " cluster's, else 0.")
    private Optional<Duration> stability = Optional.empty();

    @Option(
            names = "--keep-failed",
            order = 24,
            negatable = true,
            description = "Keep a failed candidate for inspection, for 24 hours or until the next delivery.")
    private Optional<Boolean> keepFailed = Optional.empty();

    DeliveryOptions over(DeliveryOptions base) {
        return base.with(new DeliveryOptions.Candidate(
                prePull.orElse(base.prePull()),
                convergeTimeout.orElse(base.convergeTimeout()),
                maxFailures.orElse(base.maxFailures()),
                stability.orElse(base.stability()),
                keepFailed.orElse(base.keepFailed())));
    }
}
