package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.FakeSwarm.Behavior;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries that go wrong: everything as before, and the reason told. */
class FailureEdgeTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void oneIsLive() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
    }

    @ParameterizedTest
    @CsvSource({
        "CRASHES, non-zero exit (3)",
        "NEVER_HEALTHY, not healthy within 5m",
        "REJECTED, No such image",
        "PENDING, no suitable node"
    })
    void candidateThatDoesNotComeUpIsRemoved(Behavior behavior, String reason) {
        bed.swarm.behaves("2.0", behavior);
        Delivery delivery = bed.deliver("2.0");

        assertThat(delivery.phase()).isEqualTo(Phase.FAILED);
        assertThat(delivery.failedIn()).contains(Phase.CONVERGING);
        assertThat(delivery.failure())
                .contains(reason)
                .contains("last words of")
                .contains("health check: not yet");
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        assertThat(bed.router.events).noneMatch(event -> event.contains("route green"));
        assertThat(bed.ledgers.keptNow(APP)).containsExactly(1);
        bed.clean();
    }

    @Test
    void failedCandidateIsKeptWhenAskedForAndRemovedByTheNextDelivery() {
        bed.swarm.behaves("2.0", Behavior.CRASHES);
        bed.deliver("2.0", TestOptions::keepFailed);
        assertThat(bed.ledger().leftover()).map(PlacedRelease::toString).contains("green 2.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue", "go-demo-green");
        bed.clean();

        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 3.0");
        assertThat(bed.ledger().leftover()).isEmpty();
        assertThat(bed.ledgers.keptNow(APP)).containsExactly(1, 3);
        bed.clean();
    }

    @Test
    void oldReleaseThatCannotBeRemovedIsLeftToTheNextDeliveryAndCanBeGoneBackTo() {
        Consumer<Service> allowed = bed.swarm.beforeRemoval;
        bed.swarm.beforeRemoval = service -> {
            throw new SwarmException.Rejected("no removal today", null);
        };
        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.log)
                .anyMatch(line -> line.contains("could not be removed") && line.contains("no removal today"));
        assertThat(bed.ledger().leftover()).map(PlacedRelease::toString).contains("blue 1.0");
        assertThat(bed.live()).isEqualTo("green 2.0");
        bed.clean();

        bed.swarm.beforeRemoval = allowed;
        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 3.0");
        assertThat(bed.ledgers.keptNow(APP)).containsExactly(1, 2, 3);
        bed.clean();
    }

    @Test
    void testsBeforeTheSwitchFailAndTheOldReleaseIsNeverTouched() {
        int before = bed.swarm.events.size();
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.preTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        engine.failed(run, "3 of 40 tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.ledger().history().get(0).reason()).isEqualTo("3 of 40 tests failed");
        assertThat(bed.swarm.events.subList(before, bed.swarm.events.size()))
                .containsExactly("create go-demo-green", "remove go-demo-green");
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @ParameterizedTest
    @CsvSource({
        "ABORT, aborted by anna, aborted, 'aborted by anna, previous state restored'",
        "TIMEOUT, timed out, timed-out, 'timed out, previous state restored'"
    })
    void abortAndTimeoutAreOutcomesOfTheirOwn(Delivery.Setback setback, String why, String outcome, String meaning) {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.preTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        engine.stopped(run, setback, why);
        engine.advance(run);
        // Whoever takes it over while it rolls back ends it as what it was.
        bed.clock.pass(Duration.ofMinutes(10));
        DeliveryEngine other = bed.engine();
        DeliveryRun resumed =
                other.start(Order.Resume.of(APP), claim("bert"), bed.log()).orElseThrow();

        Delivery ended = bed.drive(other, resumed);

        assertThat(ended.meaning()).isEqualTo(meaning);
        assertThat(bed.ledger().history().get(0).outcome()).isEqualTo(outcome);
        assertThat(bed.ledger().history().get(0).reason()).isEqualTo(why);
        bed.clean();
    }

    @Test
    void standbyThatIsGivenUpIsToldEverywhere() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        assertThat(bed.engine().plan(bed.order("3.0")).steps())
                .anyMatch(
                        step -> step.startsWith("give up the standby blue 1.0, because the candidate needs its color"));
        bed.swarm.behaves("3.0", Behavior.CRASHES);

        Delivery failed = bed.deliver("3.0");

        assertThat(failed.meaning())
                .isEqualTo("failed, previous state restored, without the standby blue 1.0, which was given up");
        assertThat(bed.ledger().history().get(0).reason())
                .contains("does not come up")
                .contains("; the standby blue 1.0 was given up");
        assertThat(bed.log).anyMatch(line -> line.contains("the standby blue 1.0 is given up"));
        assertThat(bed.ledger().standby()).isEmpty();
        bed.clean();

        assertThat(bed.deliver("4.0", o -> o.keepStandby(3600)).gaveUp()).isEmpty();
        assertThat(bed.deliver("5.0").gaveUp()).isEqualTo("green 2.0");
    }

    @Test
    void deliveryThatFailsBeforeItGivesUpTheStandbyLeavesEverything() {
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.swarm.refuse = "no room";

        Delivery failed = bed.deliver("3.0");

        assertThat(failed.meaning()).isEqualTo("failed, previous state restored");
        assertThat(bed.ledger().standby()).map(PlacedRelease::toString).contains("blue 1.0");
    }

    @Test
    void abortAfterTheSwitchSaysThatUsersAreBack() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.postTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        engine.stopped(run, Delivery.Setback.ABORT, "aborted by anna");

        Delivery ended = bed.drive(engine, run);

        assertThat(ended.meaning()).isEqualTo("aborted by anna, rolled back to the old release");
        assertThat(ended.rolledBack()).isTrue();
        assertThat(bed.ledger().history().get(0).outcome()).isEqualTo("aborted");
        bed.clean();
    }

    @Test
    void testsAfterTheSwitchFailAndTheOldReleaseServesAgain() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.postTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.VERIFYING);
        engine.failed(run, "error 500 on /demo/hello");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        assertThat(bed.ledger().history().get(0).outcome()).isEqualTo("rolled-back");
        bed.clean();
    }

    @Test
    void taskThatDiesDuringTheBakeSendsTheDeliveryBack() {
        bed.swarm.behaves("2.0", Behavior.DIES_LATER);
        Delivery delivery = bed.deliver("2.0", o -> o.bake(60));
        assertThat(delivery.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(delivery.failedIn()).contains(Phase.BAKING);
        assertThat(delivery.failure()).contains("non-zero exit (7)");
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void replicaOutOfReachBeforeTheSwitchEndsTheDeliveryUntouched() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.preTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        bed.router.unreachable.add(1);
        engine.passed(run);
        Delivery delivery = bed.drive(engine, run);

        assertThat(delivery.phase()).isEqualTo(Phase.FAILED);
        assertThat(delivery.failure()).contains("replica r1: connection refused");
        assertThat(bed.router.serving()).containsOnly(java.util.Optional.of(Color.BLUE));
    }

    @Test
    void oldReleaseThatIsDownIsNotGoneBackTo() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.postTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        bed.swarm.behaves("1.0", Behavior.CRASHES);
        engine.failed(run, "bad");
        Delivery delivery = bed.drive(engine, run);

        assertThat(delivery.phase()).isEqualTo(Phase.STUCK);
        assertThat(delivery.failure()).contains("blue 1.0 is down too");
        assertThat(bed.router.serving()).containsOnly(java.util.Optional.of(Color.GREEN));
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue", "go-demo-green");
    }

    @Test
    void failureOfAFirstReleaseLeavesNoRoute() {
        TestBed first = new TestBed();
        DeliveryEngine engine = first.engine();
        DeliveryRun run = engine.start(first.order("1.0", o -> o.postTest().autoSwitch()), claim("anna"), first.log())
                .orElseThrow();
        first.drive(engine, run);
        assertThat(first.live()).isEqualTo("blue 1.0");
        engine.failed(run, "bad");

        assertThat(first.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(first.live()).isEqualTo("nothing");
        assertThat(first.router.durable).isEqualTo(TrafficRouter.Route.NONE);
        assertThat(first.swarm.names()).isEmpty();
    }

    @Test
    void serviceChangedByHandWhileItConvergesIsGivenUp() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run =
                engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow();
        while (run.delivery().phase() != Phase.CONVERGING) {
            engine.advance(run);
        }
        bed.swarm.changeByHand("go-demo-green", spec -> spec.withImage(ImageReference.parse("evil:1")));
        Delivery delivery = bed.drive(engine, run);
        assertThat(delivery.phase()).isEqualTo(Phase.FAILED);
        assertThat(delivery.failure()).contains("has drifted: it runs evil:1");
        bed.clean();
    }

    @Test
    void interruptionIsAFailureInWhateverPhase() {
        for (Phase phase :
                new Phase[] {Phase.STARTING, Phase.CONVERGING, Phase.PREVIEWING, Phase.PROVING, Phase.BAKING}) {
            DeliveryEngine engine = bed.engine();
            DeliveryRun run = engine.start(bed.order("2.0", o -> o.bake(10).autoSwitch()), claim("anna"), bed.log())
                    .orElseThrow();
            while (run.delivery().phase() != phase) {
                if (engine.advance(run) instanceof Progress.Wait wait) {
                    bed.clock.pass(wait.after());
                }
            }
            engine.failed(run, "interrupted");
            assertThat(bed.drive(engine, run).phase()).isEqualTo(phase.switched() ? Phase.ROLLED_BACK : Phase.FAILED);
            assertThat(bed.live()).isEqualTo("blue 1.0");
            bed.clean();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replace ledger", "kept releases"})
    void deliveryWhoseLastAnswerIsLostIsDoneAllTheSame(String last) {
        bed.log.clear();
        bed.faults.rule((number, name) -> name.equals(last) && bed.log.contains("baking -> retiring")
                ? Faults.Verdict.CUT_AFTER
                : Faults.Verdict.PASS);
        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);
        bed.faults.rule(Faults.Rule.NONE);
        assertThat(bed.log).containsOnlyOnce("retiring -> done");
        assertThat(bed.live()).isEqualTo("green 2.0");
        bed.clean();
    }

    @Test
    void candidateWhoseLastAnswerIsLostIsReadyAllTheSame() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run =
                engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow();
        bed.faults.rule((number, name) ->
                name.equals("replace ledger") && run.delivery().phase() == Phase.READY
                        ? Faults.Verdict.CUT_AFTER
                        : Faults.Verdict.PASS);
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.READY);
        assertThat(bed.ledger().lease()).isEmpty();
    }

    @Test
    void clusterOutOfReachIsWaitedForAndThenLeftToWhoeverResumes() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.faults.rule((number, name) -> number <= 20 ? Faults.Verdict.CUT_BEFORE : Faults.Verdict.PASS);
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);

        DeliveryRun second = engine.start(bed.order("3.0", o -> o.autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.faults.rule((number, name) -> Faults.Verdict.CUT_BEFORE);
        assertThatThrownBy(() -> bed.drive(engine, second)).isInstanceOf(SwarmException.Unavailable.class);
        bed.faults.rule(Faults.Rule.NONE);
        DeliveryRun resumed =
                engine.start(Order.Resume.of(APP), claim("bert"), bed.log()).orElseThrow();
        assertThat(bed.drive(engine, resumed).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 3.0");
        bed.clean();
    }
}
