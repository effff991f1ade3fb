package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a delivery may leave its phase, and where it goes then. */
class GateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestBed bed = new TestBed();

    private DeliveryRun converging() {
        bed.deliver("1.0");
        return bed.reached(Phase.CONVERGING, bed.engine(), bed.order("2.0"));
    }

    private static Gate after(DeliveryRun run, Duration time) {
        Instant now = run.delivery().phaseSince().plus(time);
        return Gate.check(run, Optional.of("1 of 3"), PATIENCE, now);
    }

    @Test
    void passesWhereNothingIsMissing() {
        DeliveryRun run = converging();
        Instant late = bed.clock.instant().plus(Duration.ofHours(1));
        assertThat(Gate.check(run, Optional.empty(), PATIENCE, late)).isEqualTo(new Gate.Passed());
    }

    @Test
    void waitsAsLongAsItsPatienceAndFailsThen() {
        DeliveryRun run = converging();
        assertThat(after(run, PATIENCE)).isEqualTo(new Gate.Waiting("1 of 3", Steps.SOON));
        assertThat(after(run, PATIENCE.plusMillis(1))).isEqualTo(new Gate.Failed("1 of 3"));
    }

    @Test
    void timeWithoutTheClusterIsNoTime() {
        DeliveryRun run = converging();
        run.unreachable(run.delivery().phaseSince().plusSeconds(1));
        assertThat(after(run, PATIENCE.plusSeconds(5))).isInstanceOf(Gate.Waiting.class);
    }

    @Test
    void onlyOneThatWaitsIsLookedAtLessOften() {
        DeliveryRun run = converging();
        assertThat(after(run, PATIENCE).every(Steps.LATER)).isEqualTo(new Gate.Waiting("1 of 3", Steps.LATER));
        assertThat(after(run, PATIENCE.plusMillis(1)).every(Steps.LATER)).isEqualTo(new Gate.Failed("1 of 3"));
    }

    private List<String> left() {
        return bed.log.stream()
                .filter(line -> line.matches("\\S+ -> \\S+"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .distinct()
                .toList();
    }

    private static List<String> words(Delivery.Kind kind) {
        return kind.phases().stream()
                .filter(phase -> !phase.ofStacks())
                .map(Phase::word)
                .toList();
    }

    private void follows(Order order) {
        bed.log.clear();
        DeliveryEngine engine = bed.engine();
        bed.drive(engine, engine.start(order, claim("anna"), bed.log()).orElseThrow());
    }

    @Test
    void releaseGoesThroughThePhasesOfItsKind() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.lacksRoute().further = true;
        follows(bed.order("3.0", o -> o.prePull().autoSwitch()).withSpec(bed.first));
        assertThat(left()).isEqualTo(words(Delivery.Kind.RELEASE));
    }

    @Test
    void rollbackGoesThroughThePhasesOfItsKind() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        bed.deliver("3.0", o -> o.keepStandby(3600));
        follows(new Order.Rollback(APP, Target.named("1.0"), DeliveryOptions.DEFAULTS));
        assertThat(left()).isEqualTo(words(Delivery.Kind.ROLLBACK));
    }

    @Test
    void adoptionGoesThroughThePhasesOfItsKind() {
        bed.swarm.createByHand(TestBed.spec().withName("shop").withImage(ImageReference.parse("go-demo:0.9")));
        follows(new Order.Adopt(APP, "shop", DeliveryOptions.DEFAULTS));
        assertThat(left()).isEqualTo(words(Delivery.Kind.ADOPTION));
    }

    @Test
    void retirementGoesThroughThePhasesOfItsKind() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        follows(Order.Retire.now(APP, DeliveryOptions.DEFAULTS));
        assertThat(left()).isEqualTo(words(Delivery.Kind.RETIREMENT));
    }
}
