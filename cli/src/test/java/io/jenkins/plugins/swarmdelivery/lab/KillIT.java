package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code kill -9} in every phase of a delivery: the next command resumes or rolls back, and users notice nothing. */
@OnLab(cluster = "production", app = "it-kill")
@Order(1) // The longest ones first.
class KillIT extends KilledTest {
    @ParameterizedTest
    @Cases(
            value = {"starting", "switching"},
            slow = {"pulling", "converging", "previewing", "verifying", "baking"})
    void resumeContinuesADeliveryKilledIn(String phase) {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill(phase, "deliver", "--image", LAB.image("2.0"), "--pre-pull", "--bake", "20s");
            cli("resume").expect(0);
            assertClean("green 2.0", green(), 1, 2);
            traffic.endWithoutFailure();
        }
        assertThat(ends()).containsExactly("2.0 done", "1.0 done");
    }

    @ParameterizedTest
    @Cases(
            value = "baking",
            slow = {"pulling", "starting", "converging", "previewing", "switching", "verifying"})
    void nextDeliveryRollsBackOneKilledIn(String phase) {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill(phase, "deliver", "--image", LAB.image("2.0"), "--pre-pull", "--bake", "1h");
            deliver("2.1").expect(0);
            assertClean("green 2.1", green(), 1, 3);
            traffic.endWithoutFailure();
        }
        List<String> ends = ends();
        assertThat(ends).hasSize(3).startsWith("2.1 done").endsWith("1.0 done");
        assertThat(ends.get(1)).isEqualTo("2.0 aborted");
        assertThat(cluster.ledger(app).history().get(1).reason()).contains("superseded by ", ": deliver 2.1");
    }
}
