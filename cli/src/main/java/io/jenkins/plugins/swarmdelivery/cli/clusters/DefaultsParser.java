package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;

/** Reads the {@code defaults} of a cluster; absent fields are those of {@link DeliveryOptions#DEFAULTS}. */
final class DefaultsParser {
    private final Problems problems;

    DefaultsParser(Problems problems) {
        this.problems = problems;
    }

    DeliveryOptions parse(YamlObject cluster) {
        return cluster.object("defaults").map(this::options).orElse(DeliveryOptions.DEFAULTS);
    }

    private DeliveryOptions options(YamlObject written) {
        written.allow(
                "prePull",
                "convergeTimeout",
                "maxFailures",
                "stability",
                "probe",
                "bake",
                "keepStandby",
                "drainTimeout",
                "revertTimeout",
                "keepFailed",
                "keepReleases",
                "expires");
        DeliveryOptions base = DeliveryOptions.DEFAULTS;
        try {
            return new DeliveryOptions(
                    new DeliveryOptions.Candidate(
                            written.flag("prePull").orElse(base.prePull()),
                            written.duration("convergeTimeout").orElse(base.convergeTimeout()),
                            written.integer("maxFailures", 1, 1000).orElse(base.maxFailures()),
                            written.duration("stability").orElse(base.stability()),
                            written.flag("keepFailed").orElse(base.keepFailed())),
                    new DeliveryOptions.Tests(
                            written.text("probe").map(YamlObject.Text::value).orElse(base.probePath()),
                            base.preTest(),
                            base.postTest()),
                    new DeliveryOptions.AfterSwitch(
                            written.duration("bake").orElse(base.bake()),
                            written.duration("keepStandby").orElse(base.keepStandby()),
                            written.duration("drainTimeout").orElse(base.drainTimeout()),
                            written.duration("revertTimeout").orElse(base.revertTimeout()),
                            written.integer("keepReleases", 1, 50).orElse(base.keepReleases())),
                    new DeliveryOptions.Promotion(
                            base.autoSwitch(), written.duration("expires").orElse(base.expires())));
        } catch (RefusedException e) {
            problems.add(written.node(), written.at(e.getMessage()));
            return base;
        }
    }
}
