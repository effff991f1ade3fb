package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A route that is written while the router's replicas are replaced makes Docker take the next one unproven. */
class RouterUpdateTest {
    private final TestBed bed = new TestBed();

    @Test
    void aDeliveryWaitsForItsEnd() {
        bed.deliver("1.0");
        Instant end = bed.clock.instant().plus(Duration.ofSeconds(40));
        bed.router.updating = true;
        bed.afterStep = () -> bed.router.updating = bed.clock.instant().isBefore(end);

        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.clock.instant()).isAfter(end);
        assertThat(bed.live()).isEqualTo("green 2.0");
        bed.clean();
    }

    @Test
    void aDeliveryThatWaitedTooLongFailsAndSaysWhy() {
        bed.deliver("1.0");
        bed.router.updating = true;

        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.ledger().history().toString()).contains("the router is being updated");
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void aRollbackDoesNotWait() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.router.updating = true;

        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void aReleaseThatFailsAfterTheSwitchIsRolledBackAtOnce() {
        bed.deliver("1.0");
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.DIES_LATER);
        bed.afterStep = () -> bed.router.updating = bed.router.serving().contains(Optional.of(Color.GREEN));

        assertThat(bed.deliver("2.0", o -> o.bake(60)).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }
}
