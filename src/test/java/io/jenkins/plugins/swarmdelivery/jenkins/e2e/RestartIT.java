package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.lab.Gate;
import io.jenkins.plugins.swarmdelivery.lab.Traffic;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jenkins goes down during deliveries, in order or killed: they resume, and end as the events require. */
class RestartIT {
    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatGoesDown(HeldDeliveries.clusters());

    @TempDir
    Path folder;

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        HeldDeliveries.forget();
    }

    @ParameterizedTest
    @CsvSource({"restart, PERFORMANCE_OPTIMIZED", "kill -9, MAX_SURVIVABILITY"})
    void deliveryResumesInEveryPhase(String how, String durability) throws Exception {
        HeldDeliveries held = HeldDeliveries.begin(JENKINS, folder, durability);
        try (Traffic switched = Traffic.to(PRODUCTION, HeldDeliveries.ALL.get(Phase.VERIFYING));
                Traffic switching = Traffic.to(PRODUCTION, HeldDeliveries.ALL.get(Phase.SWITCHING));
                Traffic reverting = Traffic.to(PRODUCTION, HeldDeliveries.ALL.get(Phase.REVERTING))) {
            if (how.equals("restart")) {
                JENKINS.stop();
                held.expireLeases();
            } else {
                // The next Jenkins waits for the leases of the dead one.
                JENKINS.kill();
            }
            held.release();
            JENKINS.start();
            HeldDeliveries.ALL
                    .keySet()
                    .forEach(phase -> held.assertResult(phase, isRollingBack(phase) ? "FAILURE" : "SUCCESS"));
            assertThat(switched.endWithoutFailure()).containsExactly("green 2.0");
            assertThat(switching.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0");
            assertThat(reverting.endWithoutFailure()).contains("blue 1.0");
        }
        HeldDeliveries.ALL.forEach((phase, app) -> {
            String live = isRollingBack(phase) ? "blue 1.0" : "green 2.0";
            PRODUCTION.assertLive(app, live, app + "-" + live.substring(0, live.indexOf(' ')));
        });
        assertThat(held.log(Phase.TESTING)).contains("continues after a restart of Jenkins");
    }

    private static boolean isRollingBack(Phase phase) {
        return HeldDeliveries.ROLLING_BACK.contains(phase);
    }

    /**
     * A killed Jenkins loses a Pipeline that is not stored on disk while it runs: that is Jenkins' own decision. The next
     * delivery waits for the lease.
     */
    @Test
    void nextDeliverySettlesOneAKilledJenkinsForgot() throws Exception {
        Application app = HeldDeliveries.ALL.get(Phase.VERIFYING);
        LabUser manager = JENKINS.as(LabJenkins.RELEASE_MANAGER);
        DeliverJob job = DeliverJob.in(JENKINS, "forgotten", manager, "PERFORMANCE_OPTIMIZED");
        JENKINS.assertResult(job.name(), job.start("production", app.name(), "1.0", Map.of()), "SUCCESS");
        Gate after = Gate.in(folder);
        int forgotten = job.start("production", app.name(), "2.0", Map.of("AFTER", after.command()));
        after.awaitReached();

        try (Traffic users = Traffic.to(PRODUCTION, app)) {
            JENKINS.kill();
            JENKINS.start();
            // Whether Jenkins still writes the last line of its log depends on what was stored.
            assertThat(manager.result(job.name(), forgotten)).isEqualTo("FAILURE");
            JENKINS.assertResult(job.name(), job.start("production", app.name(), "2.1", Map.of()), "SUCCESS");
            assertThat(users.endWithoutFailure()).containsExactlyInAnyOrder("green 2.0", "blue 1.0", "green 2.1");
        }
        PRODUCTION.assertLive(app, "green 2.1", app + "-green");
    }
}
