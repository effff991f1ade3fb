package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rollback goes to: a release that was live, by the shortest way that is left. */
class RollbackTargetTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void oneIsLive() {
        bed.deliver("0.9");
        bed.deliver("1.0");
        bed.usersDependOnIt();
    }

    /** Its tests fail, and it is kept for inspection. */
    private void failsAndIsKept(String version) {
        ServiceSpec spec = TestBed.spec()
                .edited(tree ->
                        Json.object(tree, "TaskTemplate", "ContainerSpec").put("Env", List.of("LOG=debug")));
        Order.Deploy order = bed.order(version, o -> o.preTest().keepFailed());
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(
                        new Order.Deploy(
                                APP,
                                new Order.Deploy.Wanted(order.image(), Optional.of(spec), Optional.empty()),
                                Order.Deploy.Terms.STRICT,
                                order.options()),
                        claim("anna"),
                        bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        engine.failed(run, "error 500");
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void failedReleaseIsMeantOnlyByItsName() {
        failsAndIsKept("2.0");
        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 0.9");
    }

    @Test
    void nothingLiveBeforeIsNotAFailedRelease() {
        TestBed first = new TestBed();
        first.deliver("1.0");
        first.swarm.behaves("2.0", FakeSwarm.Behavior.CRASHES);
        first.deliver("2.0", TestOptions::keepFailed);
        DeliveryEngine engine = first.engine();
        assertThatThrownBy(() -> engine.start(
                                new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                claim("oncall"),
                                first.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("can be rolled back to: 2.0 (#2)");
    }

    @Test
    void versionMeansTheReleaseThatWasLive() {
        failsAndIsKept("0.9");
        assertThat(bed.rollback("0.9").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.spec("go-demo-blue").tree()).asString().doesNotContain("LOG=debug");
    }

    @Test
    void releaseThatWaitsForASilentReplicaServesAgain() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.router.unreachable.add(1);
        bed.rollback(null);
        assertThat(bed.ledger().leftover()).hasToString("Optional[blue 2.0]");
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);
        int before = bed.swarm.events.size();

        assertThat(bed.rollback("2.0").phase()).isEqualTo(Phase.DONE);

        assertThat(bed.ledger().active()).hasToString("Optional[blue 2.0]");
        assertThat(bed.swarm.events).as("nothing is started or removed").hasSize(before);
        assertThat(bed.router.serving()).containsOnly(Optional.of(Color.BLUE));
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void standbyScaledToNothingIsStartedAgain() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.swarm.changeByHand("go-demo-green", spec -> spec.withReplicas(0));
        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 1.0");
        bed.clean();
    }

    @Test
    void silentReplicaDoesNotHoldUpARollbackPastTheStandby() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.router.unreachable.add(1);
        assertThat(bed.rollback("0.9").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.ledger().active()).hasToString("Optional[green 0.9]");
        assertThat(bed.swarm.names()).as("the silent replica serves it").contains("go-demo-blue");
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void releaseThatASilentReplicaMayServeIsNotCleared() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.router.unreachable.add(1);
        bed.rollback(null);
        assertThat(bed.rollback("0.9").phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue", "go-demo-green");
        assertThat(bed.ledger().leftover()).hasToString("Optional[blue 2.0]");
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void replicaThatMissedTheLastRollbackIsToldTheRoute() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.router.unreachable.add(1);
        bed.rollback(null);
        bed.router.unreachable.clear();
        assertThat(bed.router.serving().get(1)).contains(Color.BLUE);

        assertThat(bed.rollback("0.9").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 0.9");
        bed.clean();
    }

    @Test
    void usersOfTheOnlyHealthyReleaseAreNotTakenOffIt() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.router.unreachable.add(1);
        bed.rollback(null);
        bed.router.unreachable.clear();
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);

        assertThat(bed.rollback("0.9").phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.violations).isEmpty();
        assertThat(bed.swarm.names()).contains("go-demo-blue");
        assertThat(bed.rollback("2.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.router.serving()).containsOnly(Optional.of(Color.BLUE));
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"CONVERGING", "TESTING", "SWITCHING", "BAKING", "RETIRING"})
    void unfinishedDeliveryIsNotInTheWayOfARollback(Phase phase) {
        bed.reached(phase, bed.engine(), bed.order("2.0", o -> o.bake(60).autoSwitch()));
        bed.clock.pass(Lease.TERM);
        assertThat(bed.rollback("0.9").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).endsWith("0.9");
        bed.clean();
    }

    @Test
    void candidateThatIsReadyIsNotInTheWayOfARollback() {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine, engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow());
        for (String wrong : List.of("9.9", "2.0")) {
            assertThatThrownBy(() -> bed.rollback(wrong).phase())
                    .hasMessageContaining("release " + wrong + " is not kept");
        }
        assertThat(bed.ledger().delivery()).as("is not given up for a slip").isPresent();

        assertThat(bed.rollback("0.9").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 0.9");
        bed.clean();
    }

    @Test
    void unfinishedDeliveryGoesBackWhereThatIsWhatIsWanted() {
        bed.reached(Phase.BAKING, bed.engine(), bed.order("2.0", o -> o.bake(60).autoSwitch()));
        bed.clock.pass(Lease.TERM);
        assertThat(bed.rollback("1.0").phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("green 1.0");
        bed.clean();
    }
}
