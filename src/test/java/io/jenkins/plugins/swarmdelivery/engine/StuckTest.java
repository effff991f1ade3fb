package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.FakeSwarm.Behavior;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.StuckException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way out of a delivery that is stuck. */
class StuckTest {
    private final TestBed bed = new TestBed();

    /** 2.0 has the users, its tests have failed, and 1.0 does not come up any more. */
    @BeforeEach
    void oldReleaseIsDown() {
        bed.deliver("0.9");
        bed.deliver("1.0");
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.postTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        bed.swarm.behaves("1.0", Behavior.CRASHES);
        engine.failed(run, "error 500");
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.STUCK);
        assertThatThrownBy(() ->
                        engine.start(bed.order("3.0"), claim("bert"), bed.log()).orElseThrow())
                .isInstanceOf(StuckException.class)
                .hasMessageContainingAll("green 1.0 is down too", "resume", "--accept", "roll back to a kept release");
    }

    @Test
    void resumeRollsBackOnceTheOldReleaseIsHealthyAgain() {
        bed.swarm.behaves("1.0", Behavior.HEALTHY);
        DeliveryEngine engine = bed.engine();
        DeliveryRun run =
                engine.start(Order.Resume.of(APP), claim("oncall"), bed.log()).orElseThrow();
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("green 1.0");
        bed.clean();
    }

    @Test
    void whatServesIsAcceptedWithAReason() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(Order.Resume.accepting(APP, "2.0 is good enough"), claim("oncall"), bed.log())
                .orElseThrow();

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 2.0");
        HistoryEntry entry = bed.ledger().history().get(0);
        assertThat(entry.reason()).contains("accepted as it is: 2.0 is good enough");
        assertThat(entry.author().name()).isEqualTo("oncall");
        assertThat(bed.ledger().leftover()).hasToString("Optional[green 1.0]");

        DeliveryRun due =
                engine.start(Order.Retire.due(APP), claim("cron"), bed.log()).orElseThrow();
        assertThat(bed.drive(engine, due).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);
        bed.clean();
    }

    @Test
    void reasonIsDemanded() {
        assertThatThrownBy(() -> bed.engine()
                        .start(Order.Resume.accepting(APP, " "), claim("oncall"), bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("reason: missing");
    }

    @Test
    void nothingIsAcceptedWhereNothingIsHealthyAndAnotherReleaseCanBeStarted() {
        bed.swarm.behaves("2.0", Behavior.CRASHES);
        assertThatThrownBy(() -> bed.engine()
                        .start(Order.Resume.accepting(APP, "try"), claim("oncall"), bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("neither release of go-demo has a healthy task")
                .hasMessageContaining("rollback CLUSTER go-demo --to RELEASE");

        assertThat(rollbackTo("0.9").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 0.9");
        bed.clean();
    }

    @Test
    void namedReleaseIsStartedAgainBesideWhatServes() {
        bed.usersDependOnIt();
        assertThat(rollbackTo("0.9").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 0.9");
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
        bed.clean();
    }

    @Test
    void nothingIsAcceptedWhereNothingIsStuck() {
        bed.swarm.behaves("1.0", Behavior.HEALTHY);
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(Order.Resume.of(APP), claim("oncall"), bed.log()).orElseThrow());
        assertThatThrownBy(() -> engine.start(Order.Resume.accepting(APP, "why not"), claim("oncall"), bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no delivery of go-demo is stuck");
    }

    private Delivery rollbackTo(String release) {
        DeliveryEngine engine = bed.engine();
        return bed.drive(
                engine,
                engine.start(
                                new Order.Rollback(APP, Target.named(release), DeliveryOptions.DEFAULTS),
                                claim("oncall"),
                                bed.log())
                        .orElseThrow());
    }
}
