package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An application whose users get a maintenance page is delivered like any other, and stays paused. */
class PauseTest {
    private static final Pause PAUSE = new Pause(Instant.EPOCH, "anna", Optional.of("Back at 8."));

    private final TestBed bed = new TestBed();

    private void paused(String... differing) {
        bed.router.pause = new Pause.Seen(Optional.of(PAUSE), List.of(differing));
    }

    @Test
    void deliveryOfAPausedApplicationWarnsAndKeepsThePause() {
        bed.deliver("1.0");
        paused();

        assertThat(bed.engine().plan(bed.order("2.0")).warnings())
                .anyMatch(warning -> warning.startsWith("go-demo is paused by anna: Back at 8.; it stays paused")
                        && warning.contains("X-Swarm-Color: any"));
        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.engine().status(APP).router().pause().durable()).contains(PAUSE);
        assertThat(bed.engine().status(APP).disagreements()).isEmpty();
    }

    @Test
    void unpausedApplicationIsNotWarnedOf() {
        bed.deliver("1.0");
        assertThat(bed.engine().plan(bed.order("2.0")).warnings()).noneMatch(warning -> warning.contains("paused"));
    }

    @Test
    void replicaThatTreatsUsersOtherwiseIsADisagreement() {
        bed.deliver("1.0");
        paused("replica r1 does not send users the page of the pause; run router pause again");

        assertThat(bed.engine().status(APP).disagreements())
                .containsExactly("replica r1 does not send users the page of the pause; run router pause again");
    }
}
