package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * While the router's replicas are replaced, Docker takes the next one unproven if a route is written, or if a network comes
 * to a node or leaves it.
 */
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

    private Delivery deliverStack(String version) {
        bed.router.stack = true;
        return TestBeds.finish(bed, new FakeStack(version).order(options -> options.autoSwitch()));
    }

    @Test
    void aStackBringsNoNetworkToANodeMeanwhile() {
        deliverStack("1.0");
        List<String> networks = bed.swarm.objectNames(Swarm.Kind.NETWORK);
        List<String> services = bed.swarm.names();
        Instant end = bed.clock.instant().plus(Duration.ofSeconds(40));
        bed.router.updating = true;
        bed.afterStep = () -> {
            bed.router.updating = bed.clock.instant().isBefore(end);
            if (bed.router.updating) {
                assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).isEqualTo(networks);
                assertThat(bed.swarm.names()).isEqualTo(services);
            }
        };

        assertThat(deliverStack("2.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.clock.instant()).isAfter(end);
        assertThat(bed.live()).isEqualTo("green 2.0");
    }

    @Test
    void aStackIsRetiredAfterwards() {
        deliverStack("1.0");
        AtomicReference<Instant> end = new AtomicReference<>();
        bed.afterStep = () -> {
            if (bed.router.serving().contains(Optional.of(Color.GREEN))) {
                end.compareAndSet(null, bed.clock.instant().plus(Duration.ofSeconds(40)));
                bed.router.updating = bed.clock.instant().isBefore(end.get());
                if (bed.router.updating) {
                    assertThat(bed.swarm.names()).contains("go-demo-web-blue");
                }
            }
        };

        assertThat(deliverStack("2.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.names()).doesNotContain("go-demo-web-blue");
    }

    /** The router's replicas are replaced for a while. */
    private void updates(BooleanSupplier begins, Runnable meanwhile) {
        AtomicReference<Instant> end = new AtomicReference<>();
        bed.afterStep = () -> {
            if (begins.getAsBoolean()) {
                end.compareAndSet(null, bed.clock.instant().plus(Duration.ofSeconds(40)));
            }
            bed.router.updating = end.get() != null && bed.clock.instant().isBefore(end.get());
            if (bed.router.updating) {
                meanwhile.run();
            }
        };
        bed.afterStep.run();
    }

    private Delivery deliverInstead(String version, UnaryOperator<TestOptions> change) {
        bed.router.stack = false;
        return bed.deliver(version, change);
    }

    @Test
    void aStackIsRetiredAfterwardsAlsoByASingleService() {
        deliverStack("1.0");
        updates(
                () -> bed.ledger()
                        .delivery()
                        .filter(delivery -> delivery.phase() == Phase.RETIRING)
                        .isPresent(),
                () -> assertThat(bed.swarm.names()).contains("go-demo-web-blue", "go-demo-api-blue"));

        assertThat(deliverInstead("2.0", options -> options).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.router.updating).isFalse();
        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.swarm.names()).doesNotContain("go-demo-web-blue", "go-demo-api-blue");
    }

    @Test
    void aStandbyOfAStackIsRetiredAfterwards() {
        deliverStack("1.0");
        deliverInstead("2.0", options -> options.keepStandby(3600));
        updates(() -> true, () -> assertThat(bed.swarm.names()).contains("go-demo-web-blue"));

        assertThat(TestBeds.finish(bed, Order.Retire.now(TestBed.APP, DeliveryOptions.DEFAULTS))
                        .phase())
                .isEqualTo(Phase.DONE);
        assertThat(bed.router.updating).isFalse();
        assertThat(bed.swarm.names()).doesNotContain("go-demo-web-blue");
    }

    @Test
    void aStandbyOfAStackMakesRoomAfterwards() {
        deliverStack("1.0");
        deliverInstead("2.0", options -> options.keepStandby(3600));
        updates(() -> true, () -> assertThat(bed.swarm.names()).contains("go-demo-web-blue"));

        assertThat(deliverInstead("3.0", options -> options).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.router.updating).isFalse();
        assertThat(bed.live()).isEqualTo("blue 3.0");
        assertThat(bed.swarm.names()).doesNotContain("go-demo-web-blue");
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
