package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bake is a watch: only what was seen counts, and whatever failed since the switch. */
class BakeTest {
    private static final int BAKE = 300;
    private final TestBed bed = new TestBed();

    @BeforeEach
    void oneIsLive() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
    }

    private DeliveryRun baking() {
        return bed.reached(
                Phase.BAKING, bed.engine(), bed.order("2.0", o -> o.bake(BAKE).autoSwitch()));
    }

    private Delivery resumed() {
        DeliveryEngine engine = bed.engine();
        return bed.drive(
                engine,
                engine.start(Order.Resume.of(APP), claim("bert"), bed.log()).orElseThrow());
    }

    @Test
    void failuresWhileNobodyWatchedCount() {
        baking();
        bed.clock.pass(Duration.ofMinutes(1));
        bed.swarm.failOnce("2.0", 12);
        bed.clock.pass(Duration.ofMinutes(30));

        Delivery delivery = resumed();
        assertThat(delivery.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(delivery.failure()).contains("failed during the bake");
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void removedServiceIsNamedThoughItsTasksWereMissedFirst() {
        DeliveryRun run = baking();
        bed.faults.rule((number, call) -> {
            if (call.equals("tasks")) {
                bed.faults.rule(Faults.Rule.NONE);
                bed.swarm.removeByHand("go-demo-green");
            }
            return Faults.Verdict.PASS;
        });

        assertThat(bed.drive(bed.engine(), run).failure())
                .contains("service go-demo-green of green 2.0 no longer exists");
    }

    @Test
    void failuresBeforeTheSwitchDoNotCountForWhoeverTakesOver() {
        bed.swarm.failOnce("2.0", 2);
        baking();
        bed.clock.pass(Duration.ofMinutes(2));

        assertThat(resumed().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 2.0");
    }

    @Test
    void failureBetweenSwitchAndBakeCounts() {
        DeliveryRun run = bed.reached(
                Phase.VERIFYING,
                bed.engine(),
                bed.order("2.0", o -> o.bake(BAKE).postTest().autoSwitch()));
        bed.clock.pass(Duration.ofSeconds(5));
        bed.swarm.failOnce("2.0", 1);
        DeliveryEngine engine = bed.engine();
        engine.passed(run);

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
    }

    @Test
    void outageAsLongAsTheBakeDoesNotEndIt() {
        DeliveryRun run = baking();
        Instant back = bed.clock.instant().plusSeconds(BAKE + 5);
        bed.faults.rule(
                (number, name) -> bed.clock.instant().isBefore(back) ? Faults.Verdict.CUT_BEFORE : Faults.Verdict.PASS);

        assertThat(bed.drive(bed.engine(), run).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.clock.instant()).isAfter(back.plusSeconds(BAKE - 5));
    }

    @Test
    void whoeverTakesOverWatchesWhatNobodyWatched() {
        baking();
        bed.clock.pass(Duration.ofMinutes(31));
        Instant resumed = bed.clock.instant();

        assertThat(resumed().phase()).isEqualTo(Phase.DONE);
        assertThat(Duration.between(resumed, bed.clock.instant())).isGreaterThan(Duration.ofSeconds(BAKE - 5));
    }

    @Test
    void whatAnotherHasWatchedCounts() {
        DeliveryRun run = baking();
        DeliveryEngine engine = bed.engine();
        Instant dies = bed.clock.instant().plusSeconds(BAKE - 10);
        while (bed.clock.instant().isBefore(dies)) {
            if (engine.advance(run) instanceof Progress.Wait wait) {
                bed.clock.pass(wait.after());
            }
        }
        bed.clock.pass(Lease.TERM);
        Instant resumed = bed.clock.instant();

        assertThat(resumed().phase()).isEqualTo(Phase.DONE);
        assertThat(Duration.between(resumed, bed.clock.instant()))
                .isBetween(Duration.ofSeconds(58), Duration.ofSeconds(90));
    }
}
