package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One order, one run: it ends what an earlier run has left in the way, then does what was ordered. */
class OrdersTest {
    private TestBed bed = new TestBed();
    private DeliveryEngine engine = bed.engine();

    @BeforeEach
    void oneIsLive() {
        bed = new TestBed();
        engine = bed.engine();
        bed.deliver("1.0");
        bed.usersDependOnIt();
    }

    private void leftIn(Phase phase) {
        bed.reached(phase, bed.engine(), bed.order("2.0", o -> o.bake(60).autoSwitch()));
        bed.clock.pass(Lease.TERM);
    }

    private DeliveryRun deploys(String version) {
        return engine.start(bed.order(version, o -> o.autoSwitch()), claim("bert"), bed.log())
                .orElseThrow();
    }

    private Optional<DeliveryRun> rollsBack(Target target, Claim claim) {
        return engine.start(new Order.Rollback(APP, target, DeliveryOptions.DEFAULTS), claim, bed.log());
    }

    private void advanceTo(DeliveryRun run, Phase phase) {
        while (run.delivery().phase() != phase) {
            if (engine.advance(run) instanceof Progress.Wait wait) {
                bed.clock.pass(wait.after());
            }
        }
    }

    @Test
    void endsWhatWasLeftAndGoesOn() {
        leftIn(Phase.CONVERGING);
        DeliveryRun run = deploys("3.0");
        assertThat(run.settling()).isTrue();
        assertThat(run.begun()).isFalse();
        assertThat(run.delivery().to()).hasToString("green 2.0");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);

        assertThat(run.settling()).isFalse();
        assertThat(run.begun()).isTrue();
        assertThat(bed.live()).isEqualTo("green 3.0");
        assertThat(bed.ledger().history())
                .extracting(entry -> entry.version() + " " + entry.outcome())
                .containsExactly("3.0 done", "2.0 aborted", "1.0 done");
        bed.clean();
    }

    @Test
    void logIsToldWhenTheOrderedDeliveryBegins() {
        leftIn(Phase.CONVERGING);
        bed.log.clear();
        bed.drive(engine, deploys("3.0"));
        assertThat(bed.log.indexOf("starting -> starting")).isGreaterThan(bed.log.indexOf("abandoning -> failed"));
    }

    @Test
    void nobodyElseGetsTheLeaseInBetween() {
        leftIn(Phase.CONVERGING);
        DeliveryRun run = deploys("3.0");
        advanceTo(run, Phase.FAILED);
        assertThat(bed.ledger().delivery()).isEmpty();
        assertThatThrownBy(() -> bed.engine().start(bed.order("4.0"), claim("carol"), bed.log()))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("locked by bert");
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void leaseOfARunThatDiedInBetweenIsDropped() {
        leftIn(Phase.CONVERGING);
        advanceTo(deploys("3.0"), Phase.FAILED);
        Order nothing = Order.Resume.of(APP);
        assertThatThrownBy(() -> engine.start(nothing, claim("carol"), bed.log()))
                .isInstanceOf(LockedException.class);
        assertThat(bed.ledger().lease()).isPresent();
        bed.clock.pass(Lease.TERM);
        assertThat(engine.start(nothing, claim("carol"), bed.log())).isEmpty();
        assertThat(bed.ledger().lease()).isEmpty();
        bed.clean();
    }

    @Test
    void whoStopsItMeanwhileGetsNoNewRelease() {
        for (Phase at : List.of(Phase.CONVERGING, Phase.ABANDONING, Phase.FAILED)) {
            oneIsLive();
            leftIn(Phase.CONVERGING);
            DeliveryRun run = deploys("3.0");
            advanceTo(run, at);
            engine.stopped(run, Delivery.Setback.ABORT, "interrupted");

            assertThat(bed.drive(engine, run).to().release().version()).isEqualTo("2.0");
            assertThat(run.settling()).isFalse();
            assertThat(run.begun()).isFalse();
            assertThat(bed.ledger().history()).extracting(HistoryEntry::version).containsExactly("2.0", "1.0");
            bed.clean();
        }
    }

    @Test
    void refusalAfterwardsGivesTheLeaseBack() {
        leftIn(Phase.CONVERGING);
        DeliveryRun run = deploys("3.0");
        bed.objections = List.of("3.0 was not tested");
        assertThatThrownBy(() -> bed.drive(engine, run))
                .isInstanceOf(RefusedException.class)
                .hasMessage("3.0 was not tested");
        assertThat(run.delivery().phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void nothingIsDeployedOverAStuckDelivery() {
        leftIn(Phase.BAKING);
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);
        DeliveryRun run = deploys("3.0");
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.STUCK);
        assertThat(bed.ledger().lease()).isEmpty();
        assertThat(bed.ledger().delivery().orElseThrow().to()).hasToString("green 2.0");
    }

    @Test
    void rollbackGoesOnFromADeliveryThatGetsStuck() {
        bed.deliver("1.1");
        leftIn(Phase.BAKING);
        bed.swarm.behaves("1.1", FakeSwarm.Behavior.CRASHES);
        DeliveryRun run = rollsBack(Target.named("1.0"), claim("oncall")).orElseThrow();
        assertThat(run.settling()).isTrue();
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.ledger().history()).extracting(HistoryEntry::outcome).startsWith("done", "stuck");
        assertThat(bed.live()).endsWith(" 1.0");
    }

    /** Wherever an answer is lost, it goes on; where it cannot, the next one finds nothing but what it can end. */
    @Test
    void answerLostAnywhereLeavesNothingBehind() {
        leftIn(Phase.CONVERGING);
        bed.faults.rule(Faults.Rule.NONE);
        bed.drive(engine, deploys("3.0"));
        int calls = bed.faults.calls();
        for (int point = 1; point <= calls; point++) {
            for (Faults.Verdict verdict : List.of(Faults.Verdict.CUT_BEFORE, Faults.Verdict.CUT_AFTER)) {
                oneIsLive();
                leftIn(Phase.CONVERGING);
                int at = point;
                bed.faults.rule((number, call) -> number == at ? verdict : Faults.Verdict.PASS);
                Optional<DeliveryRun> run = Optional.empty();
                try {
                    run = Optional.of(deploys("3.0"));
                    assertThat(bed.drive(engine, run.get()).phase()).isEqualTo(Phase.DONE);
                    assertThat(bed.ledger().history())
                            .as("%s call %s: each delivery is recorded once", verdict, at)
                            .extracting(HistoryEntry::version)
                            .containsExactly("3.0", "2.0", "1.0");
                } catch (SwarmException.Unavailable e) {
                    bed.faults.rule(Faults.Rule.NONE);
                    run.ifPresent(begun -> assertThat(bed.ledger().lease())
                            .as("%s call %s: it is given back", verdict, at)
                            .isEmpty());
                    bed.clock.pass(Lease.TERM);
                    assertThat(bed.drive(engine, deploys("3.0")).phase()).isEqualTo(Phase.DONE);
                }
                assertThat(bed.live()).as("%s call %s", verdict, at).isEqualTo("green 3.0");
                bed.clean();
            }
        }
    }

    @Test
    void whatWasSeenOfADeliveryIsNotTakenForTheNext() {
        DeliveryRun run = deploys("2.0");
        run.knownFailures(Set.of("task"));
        run.healthySince(Optional.of(bed.clock.instant()));
        run.unprovenSince(Optional.of(bed.clock.instant()));
        run.clearing();
        run.foundFit();
        run.begins(run.versioned());
        assertThat(run.knownFailures()).isEmpty();
        assertThat(run.healthySince()).isEmpty();
        assertThat(run.unprovenSince()).isEmpty();
        assertThat(run.cleared()).isFalse();
        assertThat(run.fit()).isFalse();
    }

    private static Claim build(String address) {
        return new Claim("build", "rollback", new Author("anna", address, "", ""));
    }

    @Test
    void ownRollbackLeavesAloneWhatOthersDelivered() {
        String job = "https://ci.example/job/shop/";
        bed.drive(
                engine,
                engine.start(bed.order("2.0", o -> o.autoSwitch()), build(job + "7/"), bed.log())
                        .orElseThrow());
        assertThat(rollsBack(Target.OWN, build(job + "8/"))).isEmpty();
        assertThat(bed.live()).isEqualTo("green 2.0");

        DeliveryRun run = rollsBack(Target.OWN, build("https://elsewhere.example/ci/job/shop/7/"))
                .orElseThrow();
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(rollsBack(Target.OWN, build(job + "7/")))
                .as("what came live by a rollback is no reason for another")
                .isEmpty();
    }

    @Test
    void rollbackWhereNeededLeavesAloneWhatIsLive() {
        bed.deliver("2.0");
        assertThat(rollsBack(Target.named("2.0").onlyIfNeeded(), claim("oncall")))
                .isEmpty();
        assertThat(rollsBack(Target.named("#2").onlyIfNeeded(), claim("oncall")))
                .isEmpty();
        assertThat(engine.start(
                        new Order.Rollback(
                                new Application("unknown"), Target.PREVIOUS.onlyIfNeeded(), DeliveryOptions.DEFAULTS),
                        claim("oncall"),
                        bed.log()))
                .isEmpty();
        DeliveryRun run =
                rollsBack(Target.PREVIOUS.onlyIfNeeded(), claim("oncall")).orElseThrow();
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void previousReleaseIsMeantWhereSeveralAreKept() {
        bed.deliver("2.0");
        bed.deliver("3.0");
        assertThatThrownBy(() -> rollsBack(Target.PLAIN, claim("oncall"))).hasMessageContaining("name a release");
        bed.drive(engine, rollsBack(Target.PREVIOUS, claim("oncall")).orElseThrow());
        assertThat(bed.live()).endsWith(" 2.0");
    }
}
