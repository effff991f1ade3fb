package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A delivery that fails finds back, whatever else has happened meanwhile. */
class RollbackPathsTest {
    private final TestBed bed = new TestBed();
    private final DeliveryEngine engine = bed.engine();
    private DeliveryRun run;

    @BeforeEach
    void newReleaseBakes() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
        run = bed.reached(
                Phase.BAKING, engine, bed.order("2.0", o -> o.bake(600).autoSwitch()));
    }

    @Test
    void unreadableLogsDoNotStopTheRollback() {
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.DIES_LATER);
        bed.faults.rule((number, name) -> {
            if (name.equals("logs")) {
                throw new IllegalStateException("no such frame");
            }
            return Faults.Verdict.PASS;
        });

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void takeoverGivesTheOldReleaseItsTime() {
        engine.failed(run, "error 500");
        engine.advance(run);
        assertThat(run.delivery().phase()).isEqualTo(Phase.REVERTING);
        bed.swarm.removeByHand("go-demo-blue");
        bed.clock.pass(Duration.ofHours(1));

        DeliveryEngine other = bed.engine();
        DeliveryRun resumed =
                other.start(Order.Resume.of(APP), claim("oncall"), bed.log()).orElseThrow();

        assertThat(bed.drive(other, resumed).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void oldReleaseScaledToNothingGetsItsTasksAgain() {
        bed.swarm.changeByHand("go-demo-blue", spec -> spec.withReplicas(0));
        engine.failed(run, "error 500");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.spec("go-demo-blue").mode()).isEqualTo(new ServiceSpec.Mode.Replicated(3));
        assertThat(bed.engine().status(APP).disagreements()).isEmpty();
        bed.clean();
    }
}
