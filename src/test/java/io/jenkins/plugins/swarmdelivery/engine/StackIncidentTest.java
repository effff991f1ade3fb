package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stacks when more than one thing goes wrong. */
class StackIncidentTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void routeToWeb() {
        bed.router.stack = true;
    }

    private Delivery deliver(FakeStack stack) {
        return TestBeds.finish(bed, stack.order(o -> o.autoSwitch()));
    }

    /** Delivers as far as the tests after the switch. */
    private DeliveryRun verifying(DeliveryEngine engine, FakeStack stack) {
        return bed.reached(
                Phase.VERIFYING, engine, stack.order(o -> o.postTest().autoSwitch()));
    }

    private String database() {
        return ImageReference.parse(bed.swarm.spec(APP + "_db").image()).tag().orElseThrow();
    }

    @Test
    void failsOnceWhereDockerRollsBackASharedService() {
        deliver(new FakeStack("1.0"));
        bed.swarm.rollsBack.add("16");
        int before = bed.swarm.events.size();

        Delivery failed = deliver(new FakeStack("2.0").version("db", "16"));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failure()).contains("Docker has rolled back the update of shared service db");
        assertThat(bed.swarm.events.subList(before, bed.swarm.events.size())).containsOnlyOnce("update " + APP + "_db");
        assertThat(database()).isEqualTo("15");
    }

    @Test
    void deliversAgainAfterDockerHasRolledBackASharedService() {
        deliver(new FakeStack("1.0"));
        bed.swarm.rollsBack.add("16");
        deliver(new FakeStack("2.0").version("db", "16"));

        assertThat(deliver(new FakeStack("2.1")).phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void rollsBackThoughAServiceBehindTheOldOneCrashes() {
        deliver(new FakeStack("1.0").version("api", "1.0-api"));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = verifying(engine, new FakeStack("2.0"));
        bed.swarm.behaves("1.0-api", FakeSwarm.Behavior.CRASHES);
        engine.failed(run, "tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void restoresSharedServicesThoughAReplicaIsSilent() {
        deliver(new FakeStack("1.0"));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = verifying(engine, new FakeStack("2.0").version("db", "16"));
        bed.router.unreachable.add(2);
        engine.failed(run, "tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.ledger().leftover()).isPresent();
        assertThat(database()).isEqualTo("15");
    }

    @Test
    void restoresSharedServicesAgainOnceASilentReplicaIsBack() {
        deliver(new FakeStack("1.0"));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = verifying(engine, new FakeStack("2.0").version("db", "16"));
        bed.router.unreachable.add(2);
        bed.swarm.rollsBack.add("15");
        engine.failed(run, "tests failed");
        bed.drive(engine, run);
        assertThat(database()).as("Docker did not restore it").isEqualTo("16");
        bed.swarm.rollsBack.clear();
        bed.router.unreachable.clear();

        TestBeds.finish(bed, Order.Retire.due(APP));

        assertThat(bed.ledger().leftover()).isEmpty();
        assertThat(database()).isEqualTo("15");
    }

    @Test
    void acceptingAStuckReleaseKeepsItWhole() {
        deliver(new FakeStack("1.0").version("web", "1.0-web"));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = verifying(engine, new FakeStack("2.0"));
        bed.swarm.behaves("1.0-web", FakeSwarm.Behavior.CRASHES);
        engine.failed(run, "tests failed");
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.STUCK);

        Delivery accepted = TestBeds.finish(bed, Order.Resume.accepting(APP, "2.0 serves well"));

        assertThat(accepted.phase()).isEqualTo(Phase.DONE);
        int live = bed.ledger().active().orElseThrow().release().number();
        ReleaseSpec kept = bed.ledgers.kept(APP, live).orElseThrow();
        assertThat(kept.parts()).hasSize(5);
        assertThat(Planner.replicas(bed.swarm.spec(APP + "-worker-green"))).contains(2L);
        assertThat(Planner.replicas(bed.swarm.spec(APP + "-worker-blue"))).contains(0L);
    }

    @Test
    void refusesToAdoptAServiceOfAStack() {
        deliver(new FakeStack("1.0"));

        assertThatThrownBy(() -> bed.engine()
                        .start(
                                new Order.Adopt(APP, APP + "-web-blue", DeliveryOptions.DEFAULTS),
                                claim("anna"),
                                bed.log()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("comes from a stack file");
    }

    @Test
    void refusesToTakeOverSomebodyElsesDatabase() {
        bed.swarm.createByHand(TestBed.spec().withName(APP + "_db"));

        assertThatThrownBy(() -> deliver(new FakeStack("1.0")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("service go-demo_db exists, but no delivery of go-demo created it");
        assertThat(bed.swarm.names()).containsExactly(APP + "_db");
    }

    @Test
    void rollbackStartsWhatWasScaledToNothing() {
        deliver(new FakeStack("1.0"));
        deliver(new FakeStack("2.0"));
        bed.swarm.changeByHand(APP + "-api-green", spec -> spec.withReplicas(0));

        TestBeds.finish(bed, new Order.Rollback(APP, Order.Rollback.Target.named("1.0"), DeliveryOptions.DEFAULTS));

        assertThat(Planner.replicas(bed.swarm.spec(APP + "-api-blue"))).contains(2L);
    }

    @Test
    void scalingByHandOutlivesSeveralDeliveries() {
        deliver(new FakeStack("1.0"));
        bed.swarm.changeByHand(APP + "-api-blue", spec -> spec.withReplicas(6));

        deliver(new FakeStack("2.0"));
        deliver(new FakeStack("3.0"));

        assertThat(Planner.replicas(bed.swarm.spec(APP + "-api-blue"))).contains(6L);
    }

    @Test
    void restoredWorkersWaitForThoseOfTheOtherColor() {
        deliver(new FakeStack("1.0"));
        StackWatch watch = new StackWatch(bed);
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = verifying(engine, new FakeStack("2.0"));
        bed.swarm.removeByHand(APP + "-worker-blue");
        engine.failed(run, "tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(Planner.replicas(bed.swarm.spec(APP + "-worker-blue"))).contains(2L);
        assertThat(bed.violations).isEmpty();
        watch.whole();
    }

    @Test
    void restoresASharedServiceThatSomebodyRemoved() {
        deliver(new FakeStack("1.0"));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = verifying(engine, new FakeStack("2.0"));
        bed.swarm.removeByHand(APP + "_db");
        engine.failed(run, "tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(database()).isEqualTo("15");
    }

    @Test
    void removesTheCandidateThoughTheOldReleaseLacksItsSecret() {
        FakeStack one = new FakeStack("1.0");
        deliver(one);
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(
                Phase.TESTING, engine, new FakeStack("2.0").password("other").order(o -> o.preTest()));
        bed.swarm.removeByHand(APP + "-api-blue");
        bed.swarm.removeByHand(APP + "-web-blue");
        bed.swarm.removeObjectByHand(Swarm.Kind.SECRET, one.secret());
        engine.failed(run, "tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.swarm.names()).noneMatch(name -> name.endsWith("-green"));
        assertThat(bed.log.stream().filter(line -> line.contains("cannot be started again: secret")))
                .as("said once")
                .hasSize(1);
    }

    @Test
    void failsWhereASecretIsRemovedBeforeItsServiceStarts() {
        deliver(new FakeStack("1.0"));
        DeliveryEngine engine = bed.engine();
        FakeStack two = new FakeStack("2.0").password("other");
        DeliveryRun run = bed.reached(Phase.STARTING, engine, two.order(o -> o.autoSwitch()));
        bed.swarm.removeObjectByHand(Swarm.Kind.SECRET, two.secret());

        Delivery failed = bed.drive(engine, run);

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failure()).contains("secret " + two.secret() + " does not exist");
        assertThat(bed.live()).isEqualTo("blue 1.0");
        TestBeds.assertWholeStack(bed);
    }

    @Test
    void leavesNothingWhereANetworkCannotBeCreated() {
        bed.faults.rule((number, call) ->
                call.equals("create network 0-" + APP + "-blue") ? Faults.Verdict.REFUSED : Faults.Verdict.PASS);

        Delivery failed = deliver(new FakeStack("1.0"));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failedIn()).contains(Phase.PROVIDING);
        assertThat(bed.swarm.names()).isEmpty();
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps");
    }

    @Test
    void pullsImagesOfJobsAndSharedServicesToo() {
        TestBeds.finish(bed, new FakeStack("1.0").order(o -> o.prePull().autoSwitch()));

        assertThat(bed.swarm.events)
                .contains("create go-demo_db-pull", "create go-demo-migrate-blue-pull", "create go-demo-web-blue-pull");
        TestBeds.assertWholeStack(bed);
    }

    @Test
    void removesNetworksThatNoKeptReleaseNeeds() {
        deliver(new FakeStack("1.0"));
        bed.swarm.create(
                Swarm.Kind.NETWORK, Map.of("Name", APP + "_former", "Labels", Map.of(Labels.APPLICATION, APP.name())));

        deliver(new FakeStack("2.0"));

        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).doesNotContain(APP + "_former");
    }

    /** One question for all services of a release, however many they are. */
    @Test
    void asksTheManagerNoMoreForMoreServices() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.CONVERGING, engine, new FakeStack("1.0").order(o -> o.autoSwitch()));
        List<String> calls = new ArrayList<>();
        bed.faults.rule((number, call) -> {
            calls.add(call);
            return Faults.Verdict.PASS;
        });

        engine.advance(run);

        assertThat(calls)
                .filteredOn(call -> !call.equals("check early"))
                .hasSizeLessThanOrEqualTo(3)
                .contains("services by name", "tasks");
    }
}
