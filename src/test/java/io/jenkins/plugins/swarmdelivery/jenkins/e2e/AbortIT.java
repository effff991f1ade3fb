package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.lab.Traffic;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An aborted build is rolled back first, in every phase of its delivery, and no user notices. */
class AbortIT {
    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatGoesDown(HeldDeliveries.clusters());

    @TempDir
    Path folder;

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        HeldDeliveries.forget();
    }

    @Test
    void abortRollsBackFromEveryPhase() {
        HeldDeliveries held = HeldDeliveries.begin(JENKINS, folder, DeliverJob.DURABLE);
        try (Traffic switched = Traffic.to(PRODUCTION, HeldDeliveries.ALL.get(Phase.VERIFYING));
                Traffic switching = Traffic.to(PRODUCTION, HeldDeliveries.ALL.get(Phase.SWITCHING))) {
            held.abort(JENKINS.as(LabJenkins.RELEASE_MANAGER));
            HeldDeliveries.ALL.keySet().forEach(phase -> held.assertResult(phase, "ABORTED"));
            assertThat(switched.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0");
            assertThat(switching.endWithoutFailure()).contains("blue 1.0");
        }
        HeldDeliveries.ALL.forEach((phase, app) -> {
            // A delivery that retires the old release has passed everything: it is finished.
            String live = phase == Phase.RETIRING ? "green 2.0" : "blue 1.0";
            PRODUCTION.assertLive(app, live, app + "-" + live.substring(0, live.indexOf(' ')));
        });
        assertThat(held.log(Phase.CONVERGING)).contains("aborted by ", ", previous state restored");
        assertThat(held.log(Phase.BAKING)).contains("rolled back to the old release");
    }
}
