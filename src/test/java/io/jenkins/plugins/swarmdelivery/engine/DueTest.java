package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Kept;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept for a time is kept for that time. */
class DueTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void oneIsLive() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
    }

    private Optional<Delivery> retireDue() {
        DeliveryEngine engine = bed.engine();
        return engine.start(Order.Retire.due(APP), claim("cron"), bed.log()).map(run -> bed.drive(engine, run));
    }

    @Test
    void standbyIsRetiredWhenItsTimeHasCome() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        assertThat(retireDue()).isEmpty();

        bed.clock.pass(Duration.ofHours(1));
        assertThat(bed.engine().status(APP).overdue())
                .singleElement()
                .asString()
                .contains("standby blue 1.0 was to be retired at");
        assertThat(retireDue().orElseThrow().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.ledgers.keptNow(APP))
                .as("it can still be rolled back to")
                .contains(1);
        bed.clean();
    }

    @Test
    void retirementThatWasCutOffIsEnded() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.clock.pass(Duration.ofHours(1));
        DeliveryEngine dead = bed.engine();
        assertThat(dead.start(Order.Retire.due(APP), claim("cron"), bed.log())).isPresent();
        bed.clock.pass(Lease.TERM);

        assertThat(retireDue().orElseThrow().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
        bed.clean();
    }

    @Test
    void failedCandidateIsKeptForADay() {
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.CRASHES);
        bed.deliver("2.0", TestOptions::keepFailed);
        bed.clock.pass(Kept.INSPECTION.minusSeconds(60));
        assertThat(retireDue()).isEmpty();

        bed.clock.pass(Duration.ofMinutes(2));
        assertThat(retireDue().orElseThrow().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        bed.clean();
    }

    @Test
    void failedFirstReleaseThatWasKeptIsRetiredToo() {
        TestBed first = new TestBed();
        first.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);
        first.deliver("1.0", TestOptions::keepFailed);
        first.clock.pass(Kept.INSPECTION);
        DeliveryEngine engine = first.engine();

        DeliveryRun run =
                engine.start(Order.Retire.due(APP), claim("cron"), first.log()).orElseThrow();
        assertThat(first.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        assertThat(first.swarm.names()).isEmpty();
        assertThat(first.ledger().active()).isEmpty();
        first.clean();
    }

    @Test
    void candidateThatNobodyPromotesIsGivenUp() {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(bed.order("2.0", o -> o.expires(600)), claim("anna"), bed.log())
                        .orElseThrow());
        bed.clock.pass(Duration.ofMinutes(9));
        assertThat(retireDue()).isEmpty();

        bed.clock.pass(Duration.ofMinutes(1));
        assertThat(bed.engine().status(APP).overdue())
                .singleElement()
                .asString()
                .contains("candidate green 2.0");
        assertThat(retireDue().orElseThrow().phase()).isEqualTo(Phase.GIVEN_UP);
        HistoryEntry entry = bed.ledger().history().get(0);
        assertThat(entry.outcome()).isEqualTo("given-up");
        assertThat(entry.reason()).isEqualTo("nobody promoted it within 10m");
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        bed.clean();
    }

    @Test
    void candidateWithoutAnEndWaitsForEver() {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine, engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow());
        bed.clock.pass(Duration.ofDays(400));
        assertThat(retireDue()).isEmpty();
        assertThat(bed.engine().status(APP).overdue()).isEmpty();
    }

    @Test
    void promotedCandidateDoesNotExpire() {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(bed.order("2.0", o -> o.expires(600)), claim("anna"), bed.log())
                        .orElseThrow());
        DeliveryRun run = engine.start(
                        new Order.Register(
                                APP,
                                Optional.empty(),
                                new TestOptions().bake(7200).autoSwitch().build()),
                        claim("carol"),
                        bed.log())
                .orElseThrow();
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 2.0");
    }

    @Test
    void failedFirstReleaseWaitsForTheSilentReplica() {
        TestBed first = new TestBed();
        DeliveryEngine engine = first.engine();
        DeliveryRun run = engine.start(first.order("1.0", o -> o.postTest().autoSwitch()), claim("anna"), first.log())
                .orElseThrow();
        first.drive(engine, run);
        first.router.unreachable.add(1);
        engine.failed(run, "error 500");
        assertThat(first.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);

        assertThat(engine.start(Order.Retire.due(APP), claim("cron"), first.log()))
                .isEmpty();
        assertThat(first.swarm.names()).containsExactly("go-demo-blue");

        first.router.unreachable.clear();
        DeliveryRun due =
                engine.start(Order.Retire.due(APP), claim("cron"), first.log()).orElseThrow();
        assertThat(first.drive(engine, due).phase()).isEqualTo(Phase.DONE);
        first.clean();
    }

    @Test
    void triesWithoutSuccessLeaveTheHistoryAsItIs() {
        bed.deliver("2.0", o -> o.keepStandby(60));
        bed.swarm.changeByHand("go-demo-green", spec -> spec.withReplicas(0));
        for (int i = 0; i < Ledger.HISTORY; i++) {
            bed.clock.pass(Duration.ofMinutes(1));
            assertThat(retireDue().orElseThrow().phase()).isEqualTo(Phase.FAILED);
        }
        assertThat(bed.ledger().history())
                .extracting(HistoryEntry::event)
                .containsExactly("retirement", "release", "release");
    }

    @Test
    void containerThatIsNeverKilledLeavesTheHistoryAsItIs() {
        bed.swarm.ghosts.add("1.0");
        bed.deliver("2.0");
        for (int i = 0; i < Ledger.HISTORY; i++) {
            bed.clock.pass(Kept.RECHECK);
            assertThat(retireDue().orElseThrow().phase()).isEqualTo(Phase.DONE);
        }
        assertThat(bed.ledger().history())
                .extracting(HistoryEntry::event)
                .containsExactly("retirement", "release", "release");
    }
}
