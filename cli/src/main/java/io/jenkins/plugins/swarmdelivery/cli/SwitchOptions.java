package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private RetirementOptions retirement;

    DeliveryOptions over(DeliveryOptions base) {
        DeliveryOptions retiring = retirement.over(base);
        return retiring.with(new DeliveryOptions.AfterSwitch(
                bake.orElse(base.bake()),
                keepStandby.orElse(base.keepStandby()),
                retiring.drainTimeout(),
                retiring.revertTimeout(),
                retiring.keepReleases()));
    }
}
