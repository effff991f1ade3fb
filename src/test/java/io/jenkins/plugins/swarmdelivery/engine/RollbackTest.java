package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ways back that somebody asks for. */
class RollbackTest {
    private final TestBed bed = new TestBed();

    @Test
    void warmStandbyServesAgainWithoutAContainerBeingStarted() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.usersDependOnIt();
        int before = bed.swarm.events.size();

        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.events.subList(before, bed.swarm.events.size())).containsExactly("remove go-demo-green");
        assertThat(bed.ledger().standby()).isEmpty();
        assertThat(bed.ledger().history().get(0).event()).isEqualTo("rollback");
        bed.clean();
    }

    @Test
    void warmStandbyIsLookedAtOnceBeforeTheSwitch() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        List<String> calls = new ArrayList<>();
        bed.faults.rule((number, name) -> {
            calls.add(name);
            return Faults.Verdict.PASS;
        });

        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.DONE);
        assertThat(calls.subList(0, calls.indexOf("route label")))
                .containsOnlyOnce("backends")
                .doesNotContain("view");
    }

    @Test
    void warmStandbyIsLookedAtAgainWhereItsRunHasStalledBeforeTheSwitch() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(
                        new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS), claim("oncall"), bed.log())
                .orElseThrow();
        bed.clock.pass(Duration.ofSeconds(30));
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);
        bed.router.events.clear();

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);
        assertThat(run.delivery().failure()).contains("blue 1.0 is not healthy");
        assertThat(bed.router.events).noneMatch(event -> event.startsWith("route blue"));
    }

    @Test
    void whatIsLeftIsKeptWarmWhereThatIsAskedFor() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.usersDependOnIt();
        DeliveryOptions keeping = new TestOptions().keepStandby(3600).build();
        int before = bed.swarm.events.size();

        for (String live : List.of("blue 1.0", "green 2.0", "blue 1.0")) {
            DeliveryEngine engine = bed.engine();
            DeliveryRun run = engine.start(new Order.Rollback(APP, Target.PLAIN, keeping), claim("oncall"), bed.log())
                    .orElseThrow();
            assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
            assertThat(bed.live()).isEqualTo(live);
        }

        assertThat(bed.swarm.events.subList(before, bed.swarm.events.size()))
                .as("both are warm all the time")
                .isEmpty();
        assertThat(bed.ledger().standby().orElseThrow()).hasToString("green 2.0");
    }

    @Test
    void keptReleaseIsStartedFromItsOwnSpec() {
        bed.deliver("1.0");
        bed.swarm.changeByHand("go-demo-blue", spec -> spec.withReplicas(5));
        bed.deliver("2.0");
        bed.deliver("3.0");
        assertThat(bed.rollback("1.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 1.0");
        assertThat(bed.swarm.spec("go-demo-green").mode()).isEqualTo(new ServiceSpec.Mode.Replicated(5));
        assertThat(bed.ledger().active().orElseThrow().release().number()).isEqualTo(4);
        bed.clean();
    }

    @Test
    void onlyKeptReleaseNeedsNoName() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void ambiguousRollbackListsWhatThereIs() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        bed.deliver("3.0");
        assertThatThrownBy(() -> bed.rollback(null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2.0 (#2), 1.0 (#1)");
        assertThatThrownBy(() -> bed.rollback("9.9")).hasMessageContaining("release 9.9 is not kept");
        assertThat(bed.live()).isEqualTo("blue 3.0");
    }

    @Test
    void nothingToGoBackToIsRefused() {
        bed.deliver("1.0");
        assertThatThrownBy(() -> bed.rollback(null)).isInstanceOf(RefusedException.class);
    }

    @Test
    void candidateThatIsReadyIsTakenAway() {
        bed.deliver("1.0");
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine, engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow());
        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        bed.clean();
    }

    @Test
    void standbyThatIsNotHealthyIsNotSwitchedTo() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);
        assertThatThrownBy(() -> bed.rollback(null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("blue 1.0 is not healthy");
        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.ledger().standby()).isPresent();
    }

    @Test
    void activeServiceRemovedByHandCanBeStartedAnewFromItsKeptSpec() {
        bed.deliver("1.0");
        bed.swarm.removeByHand("go-demo-blue");
        assertThatThrownBy(() -> bed.deliver("2.0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no longer exists")
                .hasMessageContaining("rollback CLUSTER go-demo --to 1.0");
        assertThat(bed.rollback("1.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
    }

    @Test
    void statusTellsWhatAKeptReleaseMisses() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        assertThat(bed.engine().missing(APP)).isEmpty();

        bed.imagesGone.add("1.0");
        assertThat(bed.engine().missing(APP).get(1))
                .singleElement()
                .asString()
                .contains("go-demo:1.0", "is no longer in its registry");
        bed.registryDown = true;
        assertThat(bed.engine().missing(APP)).as("nobody can tell").isEmpty();
    }

    @Test
    void standbyRemovedByHandIsStartedAgainWithoutItsName() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        bed.deliver("3.0", o -> o.keepStandby(3600));
        bed.swarm.removeByHand("go-demo-green");
        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 2.0");
    }
}
