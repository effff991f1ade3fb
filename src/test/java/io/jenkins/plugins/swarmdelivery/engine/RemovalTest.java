package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Removable;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.StuckException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** An application is removed from its cluster. */
class RemovalTest {
    private final TestBed bed = delivered();

    private static TestBed delivered() {
        TestBed bed = new TestBed();
        bed.router.stack = true;
        TestBeds.finish(bed, new FakeStack("1.0").order(o -> o.keepStandby(3600).autoSwitch()));
        TestBeds.finish(
                bed,
                new FakeStack("2.0")
                        .page("other")
                        .order(o -> o.keepStandby(3600).autoSwitch()));
        return bed;
    }

    private static void remove(TestBed bed, boolean shared) {
        try (Removal removal = bed.engine().remove(APP, shared, claim("anna"), bed.log())) {
            advance(bed, removal);
        }
    }

    private static void advance(TestBed bed, Removal removal) {
        for (Optional<Progress> next = removal.advance(); next.isPresent(); next = removal.advance()) {
            bed.clock.pass(next.get() instanceof Progress.Wait wait ? wait.after() : Duration.ofMillis(5));
        }
    }

    @Test
    void allButTheSharedServicesAndTheirNetworkIsRemoved() {
        remove(bed, false);

        assertThat(bed.swarm.names()).containsExactly(APP + "_db");
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps", APP + "_default");
        assertThat(bed.swarm.objectNames(Swarm.Kind.CONFIG)).isEmpty();
        assertThat(bed.swarm.objectNames(Swarm.Kind.SECRET)).isEmpty();
        assertThat(bed.router.serving()).containsOnly(Optional.empty());
        assertThat(bed.ledgers.applications()).isEmpty();
        assertThat(bed.ledgers.keptNow(APP)).isEmpty();
        assertThat(bed.ledgers.key(APP)).as("names the secrets of what stays").isPresent();
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void sharedServicesAreRemovedIfThatIsWanted() {
        remove(bed, true);

        assertThat(bed.swarm.names()).isEmpty();
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps");
        assertThat(bed.ledgers.key(APP)).isEmpty();
    }

    @Test
    void sharedServicesCanBeRemovedLater() {
        remove(bed, false);
        assertThatThrownBy(() -> remove(bed, false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("but shared services; remove them with --shared");
        remove(bed, true);

        assertThat(bed.swarm.names()).isEmpty();
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void whatOthersHaveStays() {
        List<String> others = List.of("blog", APP + "2");
        TrafficRouter.Route blue =
                new TrafficRouter.Route(Optional.of(new TrafficRouter.Target(Color.BLUE, "1.0")), Optional.empty());
        bed.routing = new FakeRouters(bed.swarm, bed.faults);
        bed.routing.route(APP, blue, Fence.NONE);
        for (String other : others) {
            Map<String, String> its = Map.of(Labels.APPLICATION, other, Labels.COLOR, "blue", Labels.ROLE, "content");
            bed.swarm.createByHand(TestBed.spec().withName(other + "-blue").withLabels(its));
            bed.swarm.createByHand(Swarm.Kind.CONFIG, Map.of("Name", other + "_page", "Labels", its));
            bed.swarm.createByHand(Swarm.Kind.NETWORK, Map.of("Name", other + "-blue", "Labels", its));
            bed.routing.route(new Application(other), blue, Fence.NONE);
        }
        bed.swarm.createByHand(TestBed.spec().withName(APP + "-by-hand"));

        remove(bed, true);

        assertThat(bed.swarm.names()).containsExactly("blog-blue", APP + "-by-hand", APP + "2-blue");
        assertThat(bed.swarm.objectNames(Swarm.Kind.CONFIG)).containsExactly("blog_page", APP + "2_page");
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps", "blog-blue", APP + "2-blue");
        assertThat(bed.routing.view(APP).proves(TrafficRouter.Route.NONE)).isTrue();
        assertThat(others)
                .allMatch(other -> bed.routing.view(new Application(other)).proves(blue));
    }

    @Test
    void nextDeliveryStartsAnewAndLeavesTheDatabaseAlone() {
        Service database = bed.swarm.service(APP + "_db").orElseThrow();
        remove(bed, false);

        assertThat(TestBeds.finish(bed, new FakeStack("3.0").order(o -> o.autoSwitch()))
                        .phase())
                .isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("blue 3.0");
        assertThat(bed.swarm.service(APP + "_db")).contains(database);
        TestBeds.assertWholeStack(bed);
    }

    @Test
    void runningDeliveryForbidsIt() {
        DeliveryRun run = bed.engine()
                .start(new FakeStack("3.0").order(o -> o), claim("bert"), bed.log())
                .orElseThrow();

        assertThatThrownBy(() -> remove(bed, false)).isInstanceOf(LockedException.class);
        assertThat(run.delivery().phase()).isNotEqualTo(Phase.FAILED);
        assertThat(bed.swarm.names()).hasSize(7);
    }

    @Test
    void unfinishedDeliveryIsRemovedWithTheRest() {
        bed.reached(Phase.CONVERGING, bed.engine(), new FakeStack("3.0").order(o -> o));
        bed.clock.pass(Lease.TERM);

        remove(bed, false);

        assertThat(bed.swarm.names()).containsExactly(APP + "_db");
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void silentReplicaOfTheRouterDoesNotForbidIt() {
        bed.router.unreachable.add(2);

        remove(bed, false);

        assertThat(bed.log).anyMatch(line -> line.startsWith("warning: the removal continues, although"));
        assertThat(bed.swarm.names()).containsExactly(APP + "_db");
    }

    /** Networks would leave nodes, and Docker would replace replicas of the router there at once. */
    /** Docker leaves the tasks of a removed job alone. */
    @Test
    void runningJobIsStoppedBeforeItIsRemoved() {
        Service job = bed.swarm.createByHand(TestBed.spec()
                .withName(APP + "-migrate")
                .edited(tree -> {
                    tree.put("Labels", Map.of(Labels.APPLICATION, APP.name()));
                    tree.put("Mode", Map.of("ReplicatedJob", Map.of()));
                })
                .withImage(ImageReference.parse("registry:5000/migrate:hangs")));
        bed.swarm.behaves("hangs", FakeSwarm.Behavior.NEVER_HEALTHY);

        remove(bed, false);

        assertThat(bed.swarm.events).containsSubsequence("update " + job.name(), "remove " + job.name());
        assertThat(bed.swarm.leftRunning()).isEmpty();
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void nothingIsStoppedWhileReplicasOfTheRouterAreReplaced() {
        List<String> services = bed.swarm.names();
        try (Removal removal = bed.engine().remove(APP, false, claim("anna"), bed.log())) {
            removal.advance();
            assertThat(bed.router.serving()).containsOnly(Optional.empty());
            bed.router.updating = true;

            assertThatThrownBy(() -> advance(bed, removal)).isInstanceOf(SwarmException.Busy.class);
        }
        assertThat(bed.swarm.names()).isEqualTo(services);

        bed.router.updating = false;
        remove(bed, false);
        assertThat(bed.swarm.names()).containsExactly(APP + "_db");
    }

    @Test
    void singleServiceIsRemovedLikewise() {
        TestBed single = new TestBed();
        single.deliver("1.0");

        remove(single, false);

        assertThat(single.swarm.names()).isEmpty();
        assertThat(single.ledgers.applications()).isEmpty();
    }

    @Test
    void whatIsToBeRemovedIsTold() {
        Removable there = bed.engine().removable(APP, false);

        assertThat(there.services()).hasSize(6);
        assertThat(there.shared()).extracting(Service::name).containsExactly(APP + "_db");
        assertThat(there.releases()).containsExactly(1, 2);
        assertThat(bed.swarm.names()).hasSize(7);
    }

    @Test
    void volumesOfAllServicesAreTold() {
        for (String service : List.of(APP + "_db", APP + "-web-green")) {
            bed.swarm.changeByHand(
                    service,
                    spec -> spec.edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                            .put("Mounts", List.of(Map.of("Type", "volume", "Source", service + "-data")))));
        }

        List<String> volumes = bed.engine().removable(APP, false).volumes(bed.swarm);

        assertThat(volumes).hasSize(2);
        assertThat(volumes.get(0)).startsWith(APP + "_db-data of " + APP + "_db, on ");
        assertThat(volumes.get(1)).startsWith(APP + "-web-green-data of " + APP + "-web-green, on ");
    }

    @Test
    void brokenLeaseEndsItBeforeAnotherThing() {
        Removal removal = bed.engine().remove(APP, true, claim("anna"), bed.log());
        while (bed.swarm.names().size() > 1) {
            removal.advance();
        }
        bed.engine().unlock(APP, "not shop, please", Author.named("bert"));
        List<Integer> kept = bed.ledgers.keptNow(APP);

        assertThatThrownBy(removal::advance).isInstanceOf(LockedException.class);
        removal.close();

        assertThat(bed.swarm.names()).containsExactly(APP + "_db");
        assertThat(bed.ledgers.keptNow(APP)).isEqualTo(kept);
        assertThat(bed.ledgers.applications()).contains(APP);
    }

    @Test
    void ledgerThatAnotherHasTakenIsNotRemoved() {
        Removal removal = bed.engine().remove(APP, true, claim("anna"), bed.log());
        bed.faults.rule((number, call) -> {
            if (call.equals("forget key")) {
                bed.ledgers.put(bed.ledgers.peek(APP).withLease(Optional.empty()));
            }
            return Faults.Verdict.PASS;
        });

        assertThatThrownBy(() -> advance(bed, removal)).isInstanceOf(LockedException.class);

        assertThat(bed.ledgers.applications()).contains(APP);
    }

    /** What {@code docker stack deploy} does to a service that it knows. */
    private static void takeLabelsOff(TestBed bed, String service) {
        bed.swarm.changeByHand(service, spec -> spec.withLabels(Map.of(Coloring.STACK, APP.name())));
    }

    @Test
    void databaseWithoutLabelsIsRemovedIfThatIsWanted() {
        takeLabelsOff(bed, APP + "_db");

        remove(bed, true);

        assertThat(bed.swarm.names()).isEmpty();
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void databaseWithoutLabelsStaysAndIsKnownLater() {
        takeLabelsOff(bed, APP + "_db");

        remove(bed, false);

        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps", APP + "_default");
        assertThat(bed.ledgers.key(APP)).isPresent();
        remove(bed, true);
        assertThat(bed.swarm.names()).isEmpty();
    }

    @Test
    void adoptedJobWithoutLabelsIsRemovedToo() {
        TestBed adopted = new TestBed();
        FakeRunningStack running = FakeRunningStack.deployed(adopted, "0.9");
        adopted.router.stack = true;
        adopted.router.adopted = APP + "_web";
        TestBeds.finish(adopted, running.order());
        takeLabelsOff(adopted, APP + "_migrate");

        remove(adopted, false);

        assertThat(adopted.swarm.names()).containsExactly(APP + "_db");
    }

    @Test
    void whatCannotBeRemovedIsToldAndLeftToTheNextTime() {
        bed.swarm.createByHand(TestBed.spec()
                .withName("guest")
                .edited(tree -> Json.object(tree, "TaskTemplate")
                        .put("Networks", List.of(Map.of("Target", APP + "_default")))));

        assertThatThrownBy(() -> remove(bed, true))
                .isInstanceOf(StuckException.class)
                .hasMessageContaining("network " + APP + "_default could not be removed")
                .hasMessageContaining("run remove again");
        assertThat(bed.ledgers.applications()).contains(APP);

        bed.swarm.removeByHand("guest");
        remove(bed, true);
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps");
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void interruptedRemovalGivesItsLeaseBack() {
        try (Removal removal = bed.engine().remove(APP, false, claim("anna"), bed.log())) {
            removal.advance();
        }

        assertThat(bed.ledgers.peek(APP).lease()).isEmpty();
        remove(bed, false);
        assertThat(bed.swarm.names()).containsExactly(APP + "_db");
    }

    @Test
    void lostAnswerIsWaitedForWhereverItIs() {
        int calls = 0;
        for (int point = 1; point == 1 || point <= calls; point++) {
            TestBed cut = delivered();
            Removal removal = cut.engine().remove(APP, true, claim("anna"), cut.log());
            int at = point;
            cut.faults.rule((number, call) -> number == at ? Faults.Verdict.CUT_AFTER : Faults.Verdict.PASS);
            advance(cut, removal);
            calls = Math.max(calls, cut.faults.calls());
            cut.faults.rule(Faults.Rule.NONE);
            assertThat(cut.swarm.names()).as("call " + point).isEmpty();
            assertThat(cut.ledgers.applications()).as("call " + point).isEmpty();
            assertThat(cut.ledgers.key(APP)).as("call " + point).isEmpty();
        }
        assertThat(calls).isGreaterThan(50);
    }

    @Test
    void clusterThatStaysAwayEndsItWithAnError() {
        Removal removal = bed.engine().remove(APP, true, claim("anna"), bed.log());
        bed.faults.rule((number, call) -> Faults.Verdict.CUT_BEFORE);

        assertThatThrownBy(() -> advance(bed, removal)).isInstanceOf(SwarmException.Unavailable.class);
        removal.close();

        assertThat(bed.log).anyMatch(line -> line.contains("the lease was not released, and expires within a minute"));
    }

    @Test
    void unknownApplicationIsRefused() {
        assertThatThrownBy(() -> remove(new TestBed(), true)).hasMessageContaining("has nothing of it");
    }

    @TestFactory
    Stream<DynamicTest> killedAnywhereItIsFinishedByDoingItAgain() {
        List<String> calls = new ArrayList<>();
        TestBed clean = delivered();
        clean.faults.rule((number, call) -> {
            calls.add(call);
            return Faults.Verdict.PASS;
        });
        advance(clean, clean.engine().remove(APP, true, claim("anna"), clean.log()));
        List<DynamicTest> tests = new ArrayList<>();
        for (int point = 1; point <= calls.size(); point++) {
            for (Faults.Verdict verdict : List.of(Faults.Verdict.KILL_BEFORE, Faults.Verdict.KILL_AFTER)) {
                int at = point;
                tests.add(DynamicTest.dynamicTest(
                        verdict + " call " + at + ", " + calls.get(at - 1), () -> finishes(at, verdict)));
            }
        }
        return tests.stream();
    }

    private static void finishes(int point, Faults.Verdict verdict) {
        TestBed bed = delivered();
        bed.faults.rule((number, call) -> number == point ? verdict : Faults.Verdict.PASS);
        try {
            advance(bed, bed.engine().remove(APP, true, claim("anna"), bed.log()));
        } catch (Faults.Killed expected) {
            bed.log.add("killed");
        }
        assertThat(bed.log).contains("killed");
        bed.faults.rule(Faults.Rule.NONE);
        bed.clock.pass(Lease.TERM);
        if (!bed.engine().removable(APP, true).gone()
                || bed.ledgers.applications().contains(APP)) {
            remove(bed, true);
        }
        assertThat(bed.swarm.names()).isEmpty();
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps");
        assertThat(bed.ledgers.applications()).isEmpty();
        assertThat(bed.ledgers.keptNow(APP)).isEmpty();
        assertThat(bed.swarm.labeled(Swarm.Kind.CONFIG, Map.of())).isEmpty();
    }
}
