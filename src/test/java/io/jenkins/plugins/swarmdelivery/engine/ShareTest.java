package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part of the users goes to the candidate that waits for its promotion, and never to one that is gone. */
class ShareTest {
    private static final TrafficRouter.Target BLUE = new TrafficRouter.Target(Color.BLUE, "1.0");
    private static final TrafficRouter.Target GREEN = new TrafficRouter.Target(Color.GREEN, "2.0");

    private TestBed bed = new TestBed();

    @BeforeEach
    void candidateIsReady() {
        bed = ready();
    }

    private static TestBed ready() {
        TestBed bed = new TestBed();
        bed.deliver("1.0");
        bed.usersDependOnIt();
        assertThat(TestBeds.finish(bed, bed.order("2.0", o -> o.expires(3600))).phase())
                .isEqualTo(Phase.READY);
        return bed;
    }

    private Delivery share(int percent) {
        return TestBeds.finish(bed, new Order.Share(APP, percent));
    }

    private void rollBack() {
        TestBeds.finish(bed, new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS));
    }

    private static TrafficRouter.Route shared(int percent) {
        return new TrafficRouter.Route(
                Optional.of(BLUE), Optional.of(GREEN), Optional.of(new TrafficRouter.Share(GREEN, percent)));
    }

    private static void assertRouted(TestBed bed, TrafficRouter.Route route) {
        assertThat(bed.router.view(APP).proves(route))
                .as(bed.router.view(APP).describe())
                .isTrue();
    }

    private static TrafficRouter.Route alone(TrafficRouter.Target active) {
        return new TrafficRouter.Route(Optional.of(active), Optional.empty());
    }

    private void assertRefused(Order order, String message) {
        TrafficRouter.Route before = bed.router.durable;
        assertThatThrownBy(() -> bed.engine().start(order, claim("anna"), bed.log()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
        assertThat(bed.router.durable).isEqualTo(before);
        assertThat(bed.ledger().lease()).isEmpty();
    }

    @Test
    void candidateGetsShareAndWaitsOn() {
        Delivery delivery = share(5);

        assertRouted(bed, shared(5));
        assertThat(delivery.parked()).isTrue();
        assertThat(bed.ledger().delivery().orElseThrow().share()).contains(new TrafficRouter.Share(GREEN, 5));
        assertThat(bed.ledger().lease()).isEmpty();
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.engine().status(APP).disagreements()).isEmpty();
    }

    @Test
    void historyTellsWhoSharedHowMuch() {
        share(5);

        HistoryEntry entry = bed.ledger().history().get(0);
        assertThat(entry.event()).isEqualTo("share");
        assertThat(entry.reason()).isEqualTo("5% of the users");
        assertThat(entry.author().name()).isEqualTo("carl");
        assertThat(entry.color() + " " + entry.version()).isEqualTo("green 2.0");
        assertThat(entry.previous()).isEqualTo("blue 1.0");
        assertThat(bed.ledger().cameLive().orElseThrow().version())
                .as("the live release")
                .isEqualTo("1.0");
    }

    @Test
    void shareGrowsAndIsTakenBack() {
        share(5);
        share(100);
        assertRouted(bed, shared(100));
        share(0);
        assertRouted(bed, new TrafficRouter.Route(Optional.of(BLUE), Optional.of(GREEN)));
        assertThat(bed.ledger().delivery().orElseThrow().share()).isEmpty();
        assertThat(bed.ledger().history().get(0).reason()).isEqualTo("none of the users");
    }

    @Test
    void switchReplacesShare() {
        share(30);
        Delivery ended = TestBeds.finish(bed, new Order.Register(APP, Optional.empty(), DeliveryOptions.DEFAULTS));

        assertThat(ended.phase()).isEqualTo(Phase.DONE);
        assertRouted(bed, alone(GREEN));
        assertThat(bed.live()).isEqualTo("green 2.0");
        bed.clean();
    }

    @Test
    void rollbackTakesShareBackBeforeCandidateStops() {
        share(30);
        rollBack();

        assertRouted(bed, alone(BLUE));
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void nextDeliveryTakesShareBack() {
        share(30);
        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("green 3.0");
        bed.clean();
    }

    @Test
    void expiredCandidateLosesShare() {
        share(30);
        bed.clock.pass(Duration.ofHours(2));
        assertThat(TestBeds.finish(bed, Order.Retire.due(APP)).phase()).isEqualTo(Phase.GIVEN_UP);

        assertRouted(bed, alone(BLUE));
        bed.clean();
    }

    /** A replica that cannot be asked may still send users there. */
    @Test
    void candidateKeepsRunningWhileReplicaIsSilent() {
        share(30);
        bed.router.unreachable.add(1);
        rollBack();

        assertThat(bed.ledger().leftover().orElseThrow().target()).isEqualTo(GREEN);
        assertThat(bed.swarm.healthy(Color.GREEN, APP)).isPositive();
        assertThat(bed.violations).isEmpty();

        bed.router.unreachable.clear();
        bed.clock.pass(Duration.ofHours(25));
        assertThat(TestBeds.finish(bed, Order.Retire.due(APP)).phase()).isEqualTo(Phase.DONE);
        assertRouted(bed, alone(BLUE));
        bed.clean();
    }

    /** As a rollback, it must not wait for an update of the router. */
    @Test
    void shareIsTakenBackDuringUpdateOfRouter() {
        share(30);
        bed.router.updating = true;
        rollBack();

        assertRouted(bed, alone(BLUE));
        bed.clean();
    }

    @Test
    void candidateWithoutTasksGetsNoUsers() {
        bed.swarm.removeByHand("go-demo-green");
        assertRefused(new Order.Share(APP, 5), "no users are sent to green 2.0 of go-demo: ");
    }

    @Test
    void shareIsTakenBackFromCandidateWithoutTasks() {
        share(30);
        bed.swarm.removeByHand("go-demo-green");

        assertThat(share(0).parked()).isTrue();
        assertRouted(bed, new TrafficRouter.Route(Optional.of(BLUE), Optional.of(GREEN)));
    }

    @Test
    void silentReplicaIsFoundBeforeUsersAreSent() {
        bed.router.unreachable.add(1);
        assertRefused(new Order.Share(APP, 5), "the router should serve blue 1.0, but");
    }

    @Test
    void routerThatCannotShareIsToldApart() {
        bed.router.shareObjection = Optional.of("it has no rule for that");
        assertThat(objection()).contains("it has no rule for that");
        assertRefused(new Order.Share(APP, 5), "it has no rule for that");
        assertThat(share(0).parked()).isTrue();
    }

    @Test
    void statusSaysNothingOfSharesThatArePossibleOrPointless() {
        assertThat(objection()).isEmpty();
        share(5);
        bed.router.shareObjection = Optional.of("it has no rule for that");
        assertThat(objection()).as("it shares already").isEmpty();
        share(0);
        TestBeds.finish(bed, new Order.Register(APP, Optional.empty(), DeliveryOptions.DEFAULTS));
        assertThat(objection()).as("nothing waits").isEmpty();
    }

    private Optional<String> objection() {
        return bed.engine().status(APP).routing().shareObjection();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void shareIsPercentage(int percent) {
        assertThatThrownBy(() -> new Order.Share(APP, percent))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("use a whole number from 0% to 100%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5%", "5", " 5% "})
    void percentageMayBeWrittenWithItsSign(String percentage) {
        assertThat(Order.Share.of(APP, percentage)).isEqualTo(new Order.Share(APP, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "five", "5.5", "-1", "101", "1000000000000", "5%%"})
    void otherTextsAreRefused(String percentage) {
        assertThatThrownBy(() -> Order.Share.of(APP, percentage))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("share: \"" + percentage)
                .hasMessageEndingWith(" is not valid; use a whole number from 0% to 100%");
    }

    @Test
    void onlyWaitingCandidateGetsShare() {
        rollBack();
        assertRefused(new Order.Share(APP, 5), "no candidate of go-demo waits for its promotion");
    }

    @Test
    void firstReleaseHasNobodyToShareWith() {
        bed = new TestBed();
        TestBeds.finish(bed, bed.order("1.0"));
        assertRefused(new Order.Share(APP, 5), "nothing else is live");
    }

    @Test
    void replicaWithoutShareIsDisagreement() {
        share(30);
        bed.router.setByHand(alone(BLUE));
        assertThat(bed.engine().status(APP).disagreements())
                .singleElement()
                .asString()
                .startsWith("the ledger says blue 1.0, 30% of the users to green 2.0; router label says blue 1.0");
    }

    @Test
    void unfinishedShareMustBeResumedBeforeSwitch() {
        bed.reached(Phase.SHARING, bed.engine(), new Order.Share(APP, 30));
        bed.clock.pass(Lease.TERM);
        assertThatThrownBy(() -> bed.engine()
                        .start(
                                new Order.Register(APP, Optional.empty(), DeliveryOptions.DEFAULTS),
                                claim("bert"),
                                bed.log()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the share of green 2.0 of go-demo was left unfinished; resume it first");
        assertThat(share(10).parked()).as("or replaced by another").isTrue();
        assertRouted(bed, shared(10));
    }

    @TestFactory
    Stream<DynamicTest> killedAtEveryPoint() {
        List<DynamicTest> tests = new ArrayList<>();
        int calls = calls();
        for (int point = 1; point <= calls; point++) {
            for (Faults.Verdict verdict : List.of(Faults.Verdict.KILL_BEFORE, Faults.Verdict.KILL_AFTER)) {
                int at = point;
                Supplier<TestBed> killed = () -> TestBeds.killed(shareOfFive(), ShareTest::shareMore, at, verdict);
                tests.add(DynamicTest.dynamicTest(at + " " + verdict + ": resume", () -> resumes(killed.get())));
                tests.add(DynamicTest.dynamicTest(at + " " + verdict + ": rollback", () -> rollsBack(killed.get())));
            }
        }
        return tests.stream();
    }

    private static TestBed shareOfFive() {
        TestBed bed = ready();
        TestBeds.finish(bed, new Order.Share(APP, 5));
        return bed;
    }

    private static DeliveryRun shareMore(TestBed bed) {
        return bed.engine()
                .start(new Order.Share(APP, 30), claim("anna"), bed.log())
                .orElseThrow();
    }

    private static int calls() {
        TestBed bed = shareOfFive();
        int[] calls = {0};
        bed.faults.rule((number, call) -> {
            calls[0] = number;
            return Faults.Verdict.PASS;
        });
        bed.drive(bed.engine(), shareMore(bed));
        return calls[0];
    }

    /** What is durable is what every replica serves, and what the ledger says. */
    private void resumes(TestBed killed) {
        DeliveryEngine engine = killed.engine();
        engine.start(Order.Resume.of(APP), claim("bert"), killed.log()).ifPresent(run -> killed.drive(engine, run));

        Delivery delivery = killed.ledger().delivery().orElseThrow();
        assertThat(delivery.parked()).isTrue();
        int percent = delivery.share().orElseThrow().percent();
        assertThat(percent).isIn(5, 30);
        assertRouted(killed, shared(percent));
        assertThat(killed.violations).isEmpty();
    }

    private void rollsBack(TestBed killed) {
        bed = killed;
        rollBack();
        assertRouted(killed, alone(BLUE));
        killed.clean();
    }
}
