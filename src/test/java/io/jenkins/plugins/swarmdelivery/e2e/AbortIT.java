package io.jenkins.plugins.swarmdelivery.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.lab.Traffic;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A build that somebody aborts goes back first, wherever its delivery stands, and no user notices. */
class AbortIT {
    @RegisterExtension
    static final LabJenkins JENKINS = new LabJenkins();

    @TempDir
    Path folder;

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        HeldDeliveries.forget();
    }

    @Test
    void abortedDeliveryGoesBackFromEveryPhase() {
        HeldDeliveries held = HeldDeliveries.begin(JENKINS, folder, "4m", DeliverJob.DURABLE);
        try (Traffic users = Traffic.to(PRODUCTION, HeldDeliveries.VERIFYING)) {
            held.abort(JENKINS.as(LabJenkins.RELEASE_MANAGER));
            HeldDeliveries.ALL.forEach(app -> held.assertResult(app, "ABORTED"));
            assertThat(users.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0");
        }
        HeldDeliveries.ALL.forEach(app -> PRODUCTION.assertLive(app, "blue 1.0", app + "-blue"));
        assertThat(held.log(HeldDeliveries.CONVERGING)).contains("failed, everything as before");
        assertThat(held.log(HeldDeliveries.BAKING)).contains("rolled back to the old release");
    }
}
