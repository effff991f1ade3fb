package io.jenkins.plugins.swarmdelivery.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.lab.Traffic;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jenkins goes down in the midst of deliveries, by itself or killed: they go on, and end as what happened asks. */
class RestartIT {
    @RegisterExtension
    static final LabJenkins JENKINS = new LabJenkins();

    @TempDir
    Path folder;

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        HeldDeliveries.forget();
    }

    @ParameterizedTest
    @CsvSource({"restart, MAX_SURVIVABILITY", "restart, PERFORMANCE_OPTIMIZED", "kill -9, MAX_SURVIVABILITY"})
    void deliveryGoesOnFromEveryPhase(String how, String durability) throws Exception {
        HeldDeliveries held = HeldDeliveries.begin(JENKINS, folder, "1s", durability);
        try (Traffic users = Traffic.to(PRODUCTION, HeldDeliveries.VERIFYING)) {
            if (how.equals("restart")) {
                JENKINS.stop();
            } else {
                JENKINS.kill();
            }
            held.openTheGates();
            JENKINS.start();
            held.assertResult(HeldDeliveries.TESTING, "SUCCESS");
            held.assertResult(HeldDeliveries.VERIFYING, "SUCCESS");
            held.assertResult(HeldDeliveries.BAKING, "SUCCESS");
            held.assertResult(HeldDeliveries.CONVERGING, "FAILURE");
            assertThat(users.endWithoutFailure()).containsExactly("green 2.0");
        }
        PRODUCTION.assertLive(HeldDeliveries.CONVERGING, "blue 1.0", "it-held-1-blue");
        PRODUCTION.assertLive(HeldDeliveries.TESTING, "green 2.0", "it-held-2-green");
        PRODUCTION.assertLive(HeldDeliveries.VERIFYING, "green 2.0", "it-held-3-green");
        PRODUCTION.assertLive(HeldDeliveries.BAKING, "green 2.0", "it-held-4-green");
        assertThat(held.log(HeldDeliveries.TESTING)).contains("goes on after a restart of Jenkins");
    }
}
