package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a candidate that is ready waits for before the switch, and how long; and what an outage of the cluster changes. */
class PatienceTest {
    private final TestBed bed = new TestBed();
    private DeliveryEngine engine;
    private DeliveryRun run;

    @BeforeEach
    void candidateIsReadyBesideTheLiveRelease() {
        bed.deliver("1.0");
        engine = bed.engine();
        run = bed.reached(Phase.READY, engine, bed.order("2.0", options -> options.autoSwitch()));
    }

    @Test
    void tasksThatMoveAreWaitedFor() {
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.NEVER_HEALTHY);
        bed.clock.pass(Duration.ofMinutes(2));
        assertWaits();
        assertThat(bed.live()).isEqualTo("blue 1.0");

        bed.swarm.behaves("2.0", FakeSwarm.Behavior.HEALTHY);
        assertEnds(Phase.DONE, "green 2.0");
    }

    @Test
    void looksLessOftenAsTheWaitDragsOn() {
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.NEVER_HEALTHY);
        assertThat(engine.advance(run))
                .isInstanceOfSatisfying(
                        Progress.Wait.class, wait -> assertThat(wait.after()).isEqualTo(Steps.SOON));
        bed.clock.pass(Duration.ofMinutes(2));
        assertThat(engine.advance(run))
                .isInstanceOfSatisfying(
                        Progress.Wait.class, wait -> assertThat(wait.after()).isEqualTo(Steps.LATER));
    }

    @Test
    void tasksThatFailAreNotWaitedForLong() {
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.CRASHES);
        bed.clock.pass(SwitchPhases.PATIENCE.plusSeconds(1));
        assertEnds(Phase.FAILED, "blue 1.0");
    }

    @Test
    void replicaOfTheRouterThatIsSilentAfterAnOutageIsWaitedFor() {
        outage(Duration.ofMinutes(1));
        bed.router.unreachable.add(1);
        assertWaits();
        bed.clock.pass(Duration.ofMinutes(2));
        assertWaits();
        assertThat(bed.live()).isEqualTo("blue 1.0");

        bed.router.unreachable.clear();
        assertEnds(Phase.DONE, "green 2.0");
    }

    @Test
    void replicaOfTheRouterThatIsSilentWithoutAnOutageIsNotWaitedForLong() {
        bed.router.unreachable.add(1);
        assertWaits();
        bed.clock.pass(SwitchPhases.PATIENCE.plusSeconds(1));
        engine.advance(run);
        bed.router.unreachable.clear();
        assertEnds(Phase.FAILED, "blue 1.0");
    }

    @Test
    void outagesCountForNoDeadlineAndDoNotPutItOffForEver() {
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.NEVER_HEALTHY);
        Duration deadline = run.delivery().options().convergeTimeout();
        for (int i = 0; i < 5; i++) {
            outage(deadline);
            assertWaits();
            bed.clock.pass(deadline.dividedBy(6));
        }
        outage(deadline);
        assertWaits();
        bed.clock.pass(deadline.dividedBy(5));
        engine.advance(run);
        assertThat(run.delivery().phase()).isEqualTo(Phase.ABANDONING);
        assertEnds(Phase.FAILED, "blue 1.0");
    }

    private void outage(Duration time) {
        bed.faults.rule((number, name) -> Faults.Verdict.CUT_BEFORE);
        assertWaits();
        bed.clock.pass(time);
        assertWaits();
        bed.faults.rule(Faults.Rule.NONE);
    }

    private void assertWaits() {
        assertThat(engine.advance(run)).isInstanceOf(Progress.Wait.class);
        assertThat(run.delivery().phase()).isEqualTo(Phase.READY);
    }

    private void assertEnds(Phase phase, String live) {
        assertThat(bed.drive(engine, run).phase()).isEqualTo(phase);
        assertThat(bed.live()).isEqualTo(live);
        bed.clean();
    }
}
