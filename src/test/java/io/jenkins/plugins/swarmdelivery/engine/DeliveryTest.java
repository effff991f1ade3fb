package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deliveries that go well. */
class DeliveryTest {
    private final TestBed bed = new TestBed();

    @Test
    void firstReleaseComesFromASpecAndTakesBlue() {
        Delivery delivery = bed.deliver("1.0");

        assertThat(delivery.phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        assertThat(bed.swarm.spec("go-demo-blue").image()).matches("registry:5000/go-demo:1.0@sha256:[0-9a-f]{64}");
        bed.clean();
    }

    @Test
    void releasesAlternateColorsAndTheOldOneGoes() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        assertThat(bed.live()).isEqualTo("green 2.0");
        bed.deliver("3.0");

        assertThat(bed.live()).isEqualTo("blue 3.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        assertThat(bed.ledger().history()).extracting(HistoryEntry::version).containsExactly("3.0", "2.0", "1.0");
        assertThat(bed.ledger().history()).extracting(HistoryEntry::outcome).containsOnly("done");
        bed.clean();
    }

    @Test
    void nothingIsCreatedWhileTheRouterTrustsTasksOfAnEarlierRelease() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        Instant seenGone = bed.clock.instant().plusSeconds(5);
        bed.router.trustsOld =
                color -> color == Color.BLUE && bed.clock.instant().isBefore(seenGone);
        List<Instant> created = new ArrayList<>();
        bed.faults.rule((number, name) -> {
            if (name.equals("create go-demo-blue")) {
                created.add(bed.clock.instant());
            }
            return Faults.Verdict.PASS;
        });

        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);
        assertThat(created).hasSize(1).allMatch(at -> !at.isBefore(seenGone));
        assertThat(bed.log).anyMatch(line -> line.contains("still trusts 3 tasks of an earlier blue"));
    }

    @Test
    void aRouterThatTrustsForEverDelaysButDoesNotStop() {
        bed.router.trustsOld = color -> true;

        assertThat(bed.deliver("1.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.log).anyMatch(line -> line.startsWith("warning: router replica r0 still trusts"));
    }

    @Test
    void theLongerTasksTakeTheMoreRarelyAreTheyLookedAtAndNodesOnlyWhereATaskRuns() {
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.NEVER_HEALTHY);
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.CONVERGING, engine, bed.order("1.0"));
        List<String> asked = new ArrayList<>();
        bed.faults.rule((number, name) -> {
            asked.add(name);
            return Faults.Verdict.PASS;
        });

        assertThat(pause(engine, run)).isEqualTo(Duration.ofMillis(150));
        bed.clock.pass(Duration.ofSeconds(10));
        assertThat(pause(engine, run)).isEqualTo(Duration.ofMillis(500));
        bed.clock.pass(Duration.ofSeconds(50));
        assertThat(pause(engine, run)).isEqualTo(Duration.ofSeconds(1));
        assertThat(asked).contains("tasks").doesNotContain("nodes");
    }

    private static Duration pause(DeliveryEngine engine, DeliveryRun run) {
        return ((Progress.Wait) engine.advance(run)).after();
    }

    @Test
    void deployLeavesTheCandidateReadyAndUsersWhereTheyAre() {
        bed.deliver("1.0");
        DeliveryEngine engine = bed.engine();
        Delivery ready = bed.drive(
                engine, engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow());

        assertThat(ready.phase()).isEqualTo(Phase.READY);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.router.durable.preview()).contains(new TrafficRouter.Target(Color.GREEN, "2.0"));
        assertThat(bed.ledger().lease()).isEmpty();

        Delivery done = bed.drive(
                engine,
                engine.start(
                                new Order.Register(APP, Optional.empty(), DeliveryOptions.DEFAULTS),
                                claim("bert"),
                                bed.log())
                        .orElseThrow());
        assertThat(done.phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.router.durable.preview()).isEmpty();
        bed.clean();
    }

    @Test
    void onlyTheCandidateThatIsMeantIsRegistered() {
        bed.deliver("1.0");
        DeliveryEngine engine = bed.engine();
        Optional<ImageReference> first = candidate(engine, "2.0", "anna");
        bed.settle(engine, "bert");
        assertThatThrownBy(() -> engine.start(
                                new Order.Register(APP, first, DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessage("no candidate of go-demo is ready; 2.0 has ended: aborted,"
                        + " left unfinished in ready, superseded by bert: deliver");

        candidate(engine, "3.0", "bert");
        assertThatThrownBy(() -> engine.start(
                                new Order.Register(APP, first, DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("the ready candidate of go-demo is 3.0 of bert, not " + first.get());
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    private Optional<ImageReference> candidate(DeliveryEngine engine, String version, String who) {
        Delivery ready = bed.drive(
                engine, engine.start(bed.order(version), claim(who), bed.log()).orElseThrow());
        return Optional.of(ready.to().release().image());
    }

    @Test
    void testsAreDueBeforeAndAfterTheSwitch() {
        bed.deliver("1.0");
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(
                        bed.order("2.0", o -> o.preTest().postTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.TESTING);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        engine.passed(run);
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.VERIFYING);
        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.swarm.names()).contains("go-demo-blue");
        engine.passed(run);
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        bed.clean();
    }

    @Test
    void oldReleaseStaysUntilTheBakeIsOver() {
        bed.deliver("1.0");
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.bake(120).autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        while (run.delivery().phase() != Phase.BAKING) {
            pass(engine.advance(run));
        }
        java.time.Instant began = bed.clock.instant();
        while (run.delivery().phase() == Phase.BAKING) {
            assertThat(bed.swarm.names()).contains("go-demo-blue");
            pass(engine.advance(run));
        }
        assertThat(Duration.between(began, bed.clock.instant()))
                .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(125));
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
    }

    private void pass(Progress progress) {
        if (progress instanceof Progress.Wait wait) {
            bed.clock.pass(wait.after());
        }
    }

    @Test
    void standbyIsKeptThenRetired() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue", "go-demo-green");
        assertThat(bed.ledger().standby()).map(PlacedRelease::toString).contains("blue 1.0");
        bed.clean();

        DeliveryEngine engine = bed.engine();
        Delivery retired = bed.drive(
                engine,
                engine.start(Order.Retire.now(APP, DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                        .orElseThrow());
        assertThat(retired.phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
        assertThat(bed.ledger().standby()).isEmpty();
        bed.clean();
    }

    @Test
    void nextDeliveryRetiresTheStandbyThatHoldsItsColor() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(3600));
        bed.deliver("3.0");
        assertThat(bed.live()).isEqualTo("blue 3.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        bed.clean();
    }

    @Test
    void requestsInFlightEndBeforeTheOldReleaseIsStopped() {
        bed.deliver("1.0");
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.router.connectionsToOld = 4;
        while (run.delivery().phase() != Phase.RETIRING) {
            pass(engine.advance(run));
        }
        for (int i = 0; i < 20; i++) {
            pass(engine.advance(run));
            assertThat(bed.swarm.names()).contains("go-demo-blue");
        }
        bed.router.connectionsToOld = 0;
        bed.drive(engine, run);
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
    }

    @Test
    void routerThatDoesNotCountConnectionsSaysWhyTheWholeDrainTimeoutPasses() {
        bed.deliver("1.0");
        bed.router.connectionsToOld = TrafficRouter.Backend.UNKNOWN;

        bed.deliver("2.0");

        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
        assertThat(bed.log)
                .contains("waits: the drain timeout of 30s, because the router does not count connections to blue 1.0");
    }

    @Test
    void connectionsThatNeverEndAreCutAfterTheDrainTimeout() {
        bed.deliver("1.0");
        bed.router.connectionsToOld = 1;
        bed.deliver("2.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
        assertThat(bed.log).anyMatch(line -> line.contains("connections to blue 1.0 were still open after 30s"));
    }

    @Test
    void replicasAsScaledByHandAreCarriedOver() {
        bed.deliver("1.0");
        bed.swarm.changeByHand("go-demo-blue", spec -> spec.withReplicas(7));
        bed.deliver("2.0");
        assertThat(bed.swarm.spec("go-demo-green").mode()).isEqualTo(new ServiceSpec.Mode.Replicated(7));
    }

    @Test
    void imageIsPulledOnEveryEligibleNodeFirstWhenAskedFor() {
        bed.deliver("1.0", TestOptions::prePull);
        assertThat(bed.swarm.events)
                .containsSubsequence("create go-demo-blue-pull", "remove go-demo-blue-pull", "create go-demo-blue");
        bed.clean();
    }

    @Test
    void requiredPlacementIsAddedToTheCandidate() {
        bed.placement = List.of("node.labels.env==prod-like");
        bed.deliver("1.0");
        assertThat(bed.swarm.spec("go-demo-blue").constraints()).containsExactly("node.labels.env==prod-like");
    }

    @Test
    void probeMustMeetTheCandidateItself() {
        bed.deliver("1.0");
        bed.probe = address -> new HttpProbe.Answer(
                200, new HttpProbe.Origin(Optional.of("go-demo"), Optional.of("blue"), Optional.of("1.0")), "", "");
        Delivery delivery = bed.deliver("2.0", o -> o.probe("/healthz"));
        assertThat(delivery.phase()).isEqualTo(Phase.FAILED);
        assertThat(delivery.failure()).contains("was answered by blue 1.0, not by green 2.0");
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @Test
    void oldestKeptReleasesAreForgotten() {
        for (int i = 1; i <= 6; i++) {
            bed.deliver(i + ".0", o -> o.keepReleases(2));
        }
        assertThat(bed.ledgers.keptNow(APP)).containsExactly(4, 5, 6);
    }

    @Test
    void firstReleaseWithoutSpecIsRefused() {
        Order.Deploy order = new Order.Deploy(
                APP,
                new Order.Deploy.Wanted(ImageReference.parse("go-demo:1.0"), Optional.empty(), Optional.empty()),
                Order.Deploy.Terms.STRICT,
                DeliveryOptions.DEFAULTS);
        assertThatThrownBy(() ->
                        bed.engine().start(order, claim("anna"), bed.log()).orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--spec");
        assertThat(bed.ledgers.applications()).isEmpty();
    }
}
