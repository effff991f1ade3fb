package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that stalls for longer than its lease, wherever, changes nothing any more. */
class FenceTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void oneIsLive() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
    }

    /** Stalls a run just before it asks for something, so that another rolls back meanwhile; then it goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"service", "tasks", "view", "backends"})
    void stalledHolderWritesNothingOverItsSuccessor(String call) {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.bake(30).autoSwitch()), claim("slow"), bed.log())
                .orElseThrow();
        Set<Phase> stallIn = Set.of(Phase.SWITCHING, Phase.PREVIEWING, Phase.CONVERGING);
        bed.faults.rule((number, name) -> {
            if (name.equals(call) && stallIn.contains(run.delivery().phase())) {
                bed.faults.rule(Faults.Rule.NONE);
                bed.clock.pass(Lease.TERM.plusSeconds(1));
                DeliveryEngine other = bed.engine();
                DeliveryRun back = other.start(
                                new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                claim("oncall"),
                                bed.log())
                        .orElseThrow();
                bed.drive(other, back);
            }
            return Faults.Verdict.PASS;
        });

        assertThatThrownBy(() -> bed.drive(engine, run)).isInstanceOf(LockedException.class);

        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        bed.clean();
    }

    @Test
    void routeIsNotWrittenByWhoLostTheLeaseWithoutItsExpiry() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.SWITCHING, engine, bed.order("2.0", TestOptions::autoSwitch));
        engine.unlock(APP, "it is in the way", Author.named("oncall"));

        assertThatThrownBy(() -> bed.drive(engine, run)).isInstanceOf(LockedException.class);
        assertThat(bed.router.serving()).containsOnly(Optional.of(Color.BLUE));
    }
}
