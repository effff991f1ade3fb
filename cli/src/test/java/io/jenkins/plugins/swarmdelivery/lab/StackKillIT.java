package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * {@code kill -9} in the phases of a stack's delivery: the next command finishes it or rolls it back, no service, job,
 * config, secret or network is left over, and users notice nothing.
 */
@OnLab(cluster = "production", app = "it-killstack", service = "web")
@Order(1) // The longest ones first.
class StackKillIT extends KilledTest {
    private final KillContents stack = new KillContents.ExampleStack(app);
    private final KillBed bed = new KillBed(app, stack);

    private String[] options(String version, String... more) {
        return Stream.concat(stack.release(version, false).stream(), Stream.of(more))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @Cases(
            value = "starting",
            slow = {"providing", "running-jobs", "converging", "previewing", "switching", "baking", "retiring"})
    void resumeFinishesTheDeliveryOfAStackKilledIn(String phase) {
        cli("deliver", options("1.0")).expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill(phase, "deliver", options("2.0", "--bake", "5s"));
            cli("resume").expect(0);
            traffic.endWithoutFailure();
        }
        bed.assertConsistent();
        assertThat(ends()).isEqualTo(List.of("2.0 done", "1.0 done"));
    }

    @ParameterizedTest
    @Cases(
            value = "switching",
            slow = {"providing", "running-jobs", "starting", "converging", "previewing", "baking"})
    void nextDeliveryRollsBackAStackKilledIn(String phase) {
        cli("deliver", options("1.0")).expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill(phase, "deliver", options("2.0", "--bake", "1h"));
            cli("deliver", options("2.1")).expect(0);
            traffic.endWithoutFailure();
        }
        bed.assertConsistent();
        assertThat(ends()).isEqualTo(List.of("2.1 done", "2.0 aborted", "1.0 done"));
    }
}
