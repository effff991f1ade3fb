package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rollback in the incidents that need it: with a kept spec or a standby, and one healthy task, it does not refuse. */
class IncidentTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void twoWereLive() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
    }

    private Delivery rollback() {
        return rollback(Optional.empty());
    }

    private Delivery rollback(Optional<String> to) {
        DeliveryEngine engine = bed.engine();
        return bed.drive(
                engine,
                engine.start(
                                new Order.Rollback(APP, TestBed.target(to), DeliveryOptions.DEFAULTS),
                                claim("oncall"),
                                bed.log())
                        .orElseThrow());
    }

    @Test
    void registryIsDown() {
        bed.deliver("2.0");
        bed.registryDown = true;

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void markIsGone() {
        bed.deliver("2.0");
        bed.objections = List.of("it does not carry the mark tested-*");

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void imageIsNotPulledAnew() {
        bed.deliver("2.0");
        bed.registryDown = true;
        DeliveryEngine engine = bed.engine();
        DeliveryOptions pulling = new TestOptions().prePull().build();

        DeliveryRun run = engine.start(new Order.Rollback(APP, Target.PLAIN, pulling), claim("oncall"), bed.log())
                .orElseThrow();

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.events).noneMatch(event -> event.contains("-pull"));
    }

    @Test
    void liveReleaseWasScaledToNothing() {
        bed.deliver("2.0");
        bed.swarm.changeByHand("go-demo-green", spec -> spec.withReplicas(0));

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.spec("go-demo-blue").mode()).isEqualTo(new ServiceSpec.Mode.Replicated(3));
    }

    @Test
    void liveReleaseHasMoreTasksThanTheRouterHasPlacesFor() {
        bed.deliver("2.0");
        bed.swarm.changeByHand("go-demo-green", spec -> spec.withReplicas(12));

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.spec("go-demo-blue").mode()).isEqualTo(new ServiceSpec.Mode.Replicated(10));
    }

    @Test
    void standbyHasMoreTasksThanTheRouterHasPlacesFor() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.swarm.changeByHand("go-demo-blue", spec -> spec.withReplicas(12));

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void standbyWasChangedByHand() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.swarm.changeByHand(
                "go-demo-blue",
                spec -> spec.edited(tree ->
                        Json.object(tree, "TaskTemplate", "ContainerSpec").put("Env", List.of("BY=hand"))));

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void standbyWasRemoved() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.swarm.removeByHand("go-demo-blue");

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void onlyOneTaskOfTheKeptReleaseComesUp() {
        bed.deliver("2.0");
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.ONE_COMES_UP);

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.log).anyMatch(line -> line.contains("continues with fewer than all tasks: 1 of 3"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silentReplicaKeepsTheLeftReleaseRunningUntilItHasShownTheChange(boolean warm) {
        bed.deliver("2.0", o -> warm ? o.keepStandby(3600) : o);
        bed.router.unreachable.add(1);

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);

        assertThat(bed.ledger().active()).hasToString("Optional[blue 1.0]");
        assertThat(bed.ledger().lease()).isEmpty();
        assertThat(bed.swarm.names())
                .as("users of the silent replica are served")
                .contains("go-demo-green");
        assertThat(bed.router.serving().get(1)).contains(Color.GREEN);
        assertThat(bed.engine().status(APP).overdue())
                .singleElement()
                .asString()
                .contains("green 2.0", "replica r1");
        assertThat(retireDue()).as("as long as it is silent").isEmpty();

        bed.router.unreachable.clear();
        assertThat(retireDue().orElseThrow().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        assertThat(bed.engine().status(APP).overdue()).isEmpty();
        bed.clean();
    }

    private Optional<Delivery> retireDue() {
        DeliveryEngine engine = bed.engine();
        return engine.start(Order.Retire.due(APP), claim("cron"), bed.log()).map(run -> bed.drive(engine, run));
    }

    @Test
    void releaseThatFailsAfterTheSwitchIsRolledBackWithASilentReplica() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.postTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        bed.router.unreachable.add(2);
        engine.failed(run, "error 500");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.ledger().active()).hasToString("Optional[blue 1.0]");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue", "go-demo-green");

        bed.router.unreachable.clear();
        DeliveryEngine next = bed.engine();
        DeliveryRun resumed =
                next.start(Order.Resume.of(APP), claim("oncall"), bed.log()).orElseThrow();
        assertThat(bed.drive(next, resumed).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void nextDeliveryRetiresWhatWasLeftForASilentReplica() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.router.unreachable.add(1);
        rollback();
        bed.router.unreachable.clear();
        bed.router.setByHand(bed.router.durable);

        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 3.0");
        bed.clean();
    }

    @Test
    void oldReleaseThatWasRemovedIsStartedAgainFromItsKeptSpec() {
        DeliveryRun run = bed.reached(
                Phase.BAKING, bed.engine(), bed.order("2.0", o -> o.bake(600).autoSwitch()));
        bed.swarm.removeByHand("go-demo-blue");
        DeliveryEngine engine = bed.engine();
        engine.failed(run, "error 500");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        bed.clean();
    }

    @Test
    void configurationAloneCanBeRolledBack() {
        ServiceSpec changed = TestBed.spec()
                .edited(tree ->
                        Json.object(tree, "TaskTemplate", "ContainerSpec").put("Env", List.of("LOG=debug")));
        DeliveryEngine engine = bed.engine();
        Order.Deploy order = bed.order("1.0", TestOptions::autoSwitch);
        Order.Deploy other = new Order.Deploy(
                APP,
                new Order.Deploy.Wanted(order.image(), Optional.of(changed), Optional.empty()),
                Order.Deploy.Terms.STRICT,
                order.options());
        bed.drive(engine, engine.start(other, claim("anna"), bed.log()).orElseThrow());
        assertThat(bed.live()).isEqualTo("green 1.0");

        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.spec("go-demo-blue").tree()).asString().doesNotContain("LOG=debug");
        assertThat(rollback(Optional.of("#2")).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.spec("go-demo-green").tree()).asString().contains("LOG=debug");
    }

    @Test
    void unexpectedExceptionAfterTheSwitchIsRolledBack() {
        HttpProbe well = bed.probe;
        bed.probe = address -> {
            if (bed.router.durable.preview().isPresent()) {
                return well.get(address);
            }
            throw new IllegalArgumentException("Illegal character in path");
        };

        Delivery delivery = bed.deliver("2.0", o -> o.probe("/healthz"));

        assertThat(delivery.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(delivery.failure()).contains("unexpected java.lang.IllegalArgumentException: Illegal character");
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void containerThatCannotBeKilledHoldsNothingUp() {
        bed.swarm.ghosts.add("1.0");
        Instant began = bed.clock.instant();
        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);
        assertThat(Duration.between(began, bed.clock.instant()))
                .isBetween(Duration.ofSeconds(70), Duration.ofSeconds(90));
        assertThat(bed.ledger().left().orElseThrow().reason()).contains("did not stop");
        assertThat(bed.ledger().lease()).isEmpty();

        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 3.0");
    }

    @Test
    void refusedSpecDoesNotCostTheStandby() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.swarm.refuse = "secret not found: db-password";

        Delivery delivery = bed.deliver("3.0");

        assertThat(delivery.phase()).isEqualTo(Phase.FAILED);
        assertThat(delivery.failure()).contains("Docker refuses the candidate's spec", "db-password");
        assertThat(bed.ledger().standby()).hasToString("Optional[blue 1.0]");
        bed.swarm.refuse = "";
        assertThat(rollback().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void outageWhileTheCandidateStopsLeavesNoGhost() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("3.0", o -> o.preTest()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        engine.failed(run, "error 500");
        String candidate = run.delivery().to().service();
        bed.faults.rule(
                (number, call) -> call.equals("tasks") && !bed.swarm.names().contains(candidate)
                        ? Faults.Verdict.CUT_BEFORE
                        : Faults.Verdict.PASS);
        while (bed.swarm.names().contains(candidate)) {
            if (engine.advance(run) instanceof Progress.Wait wait) {
                bed.clock.pass(wait.after());
            }
        }
        bed.faults.rule((number, call) -> Faults.Verdict.CUT_BEFORE);
        engine.advance(run);
        bed.clock.pass(Duration.ofMinutes(5));
        bed.faults.rule(Faults.Rule.NONE);

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.ledger().left()).isEmpty();
        bed.clean();
    }
}
