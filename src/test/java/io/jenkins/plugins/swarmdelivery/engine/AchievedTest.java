package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a delivery has ended as somebody wanted depends on what they had asked for. */
class AchievedTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void oneIsLive() {
        bed.deliver("1.0");
    }

    private HistoryEntry newest() {
        return bed.ledger().history().get(0);
    }

    @Test
    void deliveryThatIsDoneIsAchieved() {
        assertThat(bed.deliver("2.0").achieved()).isTrue();
        assertThat(newest().achieved(Delivery.Kind.RELEASE)).isTrue();
    }

    @Test
    void candidateThatWaitsForItsPromotionIsAchieved() {
        DeliveryEngine engine = bed.engine();
        Delivery ready = bed.drive(
                engine, engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow());
        assertThat(ready.achieved()).isTrue();
        assertThat(ready.achieved(Delivery.Kind.ROLLBACK)).isFalse();
        assertThat(ready.withOptions(ready.options().withAutoSwitch()).achieved())
                .as("one that was to go on")
                .isFalse();
    }

    @Test
    void rolledBackDeliveryIsAchievedForWhoRollsBackAlone() {
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.CRASHES);
        Delivery failed = bed.deliver("2.0");
        assertThat(failed.achieved()).isFalse();
        assertThat(newest().achieved(Delivery.Kind.RELEASE)).isFalse();
        assertThat(failed.achieved(Delivery.Kind.ROLLBACK)).isTrue();
        assertThat(newest().achieved(Delivery.Kind.ROLLBACK)).isTrue();
    }

    @Test
    void rollbackThatFailsIsAchievedForNobody() {
        bed.deliver("2.0");
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);
        DeliveryEngine engine = bed.engine();
        Delivery failed = bed.drive(
                engine,
                engine.start(
                                new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                claim("oncall"),
                                bed.log())
                        .orElseThrow());
        assertThat(failed.achieved(Delivery.Kind.ROLLBACK)).isFalse();
        assertThat(newest().achieved(Delivery.Kind.ROLLBACK)).isFalse();
    }

    @Test
    void givingUpAnExpiredCandidateIsAchievedForWhoRetires() {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(bed.order("2.0", o -> o.expires(60)), claim("anna"), bed.log())
                        .orElseThrow());
        bed.clock.pass(java.time.Duration.ofSeconds(61));
        DeliveryRun run =
                engine.start(Order.Retire.due(APP), claim("cron"), bed.log()).orElseThrow();
        Delivery ended = bed.drive(engine, run);
        assertThat(ended.phase()).isEqualTo(Phase.GIVEN_UP);
        assertThat(ended.achieved(Delivery.Kind.RETIREMENT)).isTrue();
        assertThat(newest().achieved(Delivery.Kind.RETIREMENT)).isTrue();
        assertThat(ended.achieved()).isFalse();
    }

    @Test
    void testsAreDueBeforeAndAfterTheSwitch() {
        assertThat(Phase.values()).filteredOn(Phase::testsDue).containsExactly(Phase.TESTING, Phase.VERIFYING);
    }
}
