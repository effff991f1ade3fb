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
    @CsvSource({"restart, PERFORMANCE_OPTIMIZED", "kill -9, MAX_SURVIVABILITY"})
    void deliveryGoesOnFromEveryPhase(String how, String durability) throws Exception {
        HeldDeliveries held = HeldDeliveries.begin(JENKINS, folder, "1m", durability);
        try (Traffic users = Traffic.to(PRODUCTION, HeldDeliveries.VERIFYING)) {
            if (how.equals("restart")) {
                JENKINS.stop();
            } else {
                JENKINS.kill();
            }
            held.openTheGates();
            JENKINS.start();
            HeldDeliveries.ALL.forEach(app -> held.assertResult(app, "SUCCESS"));
            assertThat(users.endWithoutFailure()).containsExactly("green 2.0");
        }
        HeldDeliveries.ALL.forEach(app -> PRODUCTION.assertLive(app, "green 2.0", app + "-green"));
        assertThat(held.log(HeldDeliveries.TESTING)).contains("goes on after a restart of Jenkins");
    }
}
