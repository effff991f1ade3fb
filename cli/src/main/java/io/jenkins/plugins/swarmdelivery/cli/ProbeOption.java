package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The address that is probed before and after the switch. */
final class ProbeOption {
    @Option(
            names = "--probe",
            order = 30,
            paramLabel = "PATH",
            description = "A path to request through the router, on the preview before the switch and on the service"
                    + " after it. The status must be below 400, and the response must come from the candidate"
                    + " and contain the text of the label swarm-delivery.route.expect, if there is one."
                    + " Default: the cluster's, else no probe.")
    private Optional<String> path = Optional.empty();

    /** The options with this probe, and with what only the command itself knows. */
    DeliveryOptions over(DeliveryOptions base, boolean preTest, boolean postTest, boolean autoSwitch) {
        return base.with(new DeliveryOptions.Tests(path.orElse(base.probePath()), preTest, postTest))
                .with(new DeliveryOptions.Promotion(autoSwitch, base.expires()));
    }
}
