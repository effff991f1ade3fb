package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stack that docker stack deploy runs becomes the first release of an application. */
class StackAdoptionTest {
    private static final List<String> SERVICES =
            List.of(APP + "_api", APP + "_db", APP + "_migrate", APP + "_web", APP + "_worker");

    private final TestBed bed = new TestBed();
    private FakeRunningStack running;

    @BeforeEach
    void deployStack() {
        running = FakeRunningStack.deployed(bed, "0.9");
        bed.router.stack = true;
        bed.router.adopted = APP + "_web";
    }

    private Delivery adopt() {
        return TestBeds.finish(bed, running.order());
    }

    private Delivery deliver(FakeStack stack) {
        return deliver(stack, o -> o);
    }

    private Delivery deliver(FakeStack stack, UnaryOperator<TestOptions> change) {
        return TestBeds.finish(bed, stack.order(o -> change.apply(o).autoSwitch()));
    }

    private Map<String, String> fingerprints() {
        Map<String, String> all = new TreeMap<>();
        SERVICES.forEach(name -> all.put(name, bed.swarm.spec(name).fingerprint()));
        return all;
    }

    @Test
    void stackBecomesTheActiveReleaseByLabelsAlone() {
        Map<String, String> before = fingerprints();

        assertThat(adopt().phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("blue 0.9");
        assertThat(fingerprints()).isEqualTo(before);
        assertThat(bed.swarm.events).hasSize(5).allMatch(event -> event.startsWith("update " + APP + "_"));
        assertThat(bed.swarm.spec(APP + "_db").labels())
                .containsEntry("com.docker.stack.namespace", APP.name())
                .containsEntry(Labels.APPLICATION, APP.name());
        assertThat(bed.ledger().active().orElseThrow().services())
                .extracting(ref -> ref.name())
                .containsExactly(APP + "_web", APP + "_api", APP + "_worker");
    }

    @Test
    void adoptedStackHasNotDrifted() {
        adopt();

        assertThat(bed.engine().status(APP).disagreements()).isEmpty();
        assertThat(bed.engine().drift(APP)).isEmpty();
    }

    @Test
    void nextReleaseReplacesTheOldServicesAndLeavesTheDatabaseAlone() {
        adopt();
        bed.usersDependOnIt();
        int before = bed.swarm.events.size();

        assertThat(deliver(new FakeStack("1.0")).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("green 1.0");
        assertThat(bed.swarm.names())
                .containsExactly(APP + "-api-green", APP + "-web-green", APP + "-worker-green", APP + "_db");
        assertThat(bed.swarm.events.subList(before, bed.swarm.events.size())).doesNotContain("update " + APP + "_db");
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void changedDatabaseIsUpdatedInPlace() {
        adopt();
        deliver(new FakeStack("1.0").version("db", "16"));

        assertThat(bed.swarm.spec(APP + "_db").image()).contains(":16@");
        assertThat(bed.swarm.spec(APP + "_db").labels()).containsEntry("com.docker.stack.namespace", APP.name());
    }

    @Test
    void failedReleaseGivesTheAdoptedDatabaseItsDefinitionAgain() {
        adopt();
        bed.usersDependOnIt();
        bed.swarm.behaves("1.0-api", FakeSwarm.Behavior.CRASHES);

        assertThat(deliver(new FakeStack("1.0").version("db", "16").version("api", "1.0-api"))
                        .phase())
                .isEqualTo(Phase.FAILED);

        assertThat(bed.live()).isEqualTo("blue 0.9");
        assertThat(bed.swarm.names()).containsExactlyElementsOf(SERVICES);
        assertThat(plainImage(APP + "_db")).isEqualTo("registry:5000/db:15");
        assertThat(bed.swarm.spec(APP + "_db").labels()).containsEntry(Labels.APPLICATION, APP.name());
    }

    private String plainImage(String service) {
        return bed.swarm.spec(service).image().replaceFirst("@.*", "");
    }

    @Test
    void rollbackToTheAdoptedStandbyIsTheSwitchAlone() {
        adopt();
        bed.usersDependOnIt();
        Map<String, String> before = fingerprints();
        deliver(new FakeStack("1.0"), o -> o.keepStandby(600));

        Delivery back =
                TestBeds.finish(bed, new Order.Rollback(APP, Order.Rollback.Target.PLAIN, DeliveryOptions.DEFAULTS));

        assertThat(back.phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 0.9");
        assertThat(fingerprints()).isEqualTo(before);
    }

    @Test
    void retiredAdoptedReleaseIsStartedAgainAsAColor() {
        adopt();
        bed.usersDependOnIt();
        deliver(new FakeStack("1.0").page("other").password("other"));
        bed.router.adopted = "";

        Delivery back = TestBeds.finish(
                bed, new Order.Rollback(APP, Order.Rollback.Target.named("0.9"), DeliveryOptions.DEFAULTS));

        assertThat(back.phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 0.9");
        assertThat(bed.swarm.names())
                .containsExactly(APP + "-api-blue", APP + "-web-blue", APP + "-worker-blue", APP + "_db");
        ServiceSpec api = bed.swarm.spec(APP + "-api-blue");
        assertThat(api.labels()).doesNotContainKey("com.docker.stack.namespace");
        assertThat(api.networks())
                .containsExactly(
                        Map.of("Target", "0-" + APP + "-blue", "Aliases", List.of("api")),
                        Map.of("Target", APP + "_default"));
        assertThat(Json.list(api.tree(), "TaskTemplate", "ContainerSpec", "Secrets")
                        .toString())
                .contains(APP + "_password");
        TestBeds.assertWholeStack(bed);
    }

    @Test
    void scalingByHandSinceTheAdoptionIsCarriedOver() {
        adopt();
        bed.swarm.changeByHand(APP + "_api", spec -> spec.withReplicas(5));

        deliver(new FakeStack("1.0"));

        assertThat(bed.swarm.spec(APP + "-api-green").mode()).isEqualTo(new ServiceSpec.Mode.Replicated(5));
    }

    @Test
    void serviceRemovedDuringTheDeliveryIsRestoredAsItWas() {
        adopt();
        bed.usersDependOnIt();
        bed.swarm.behaves("1.0-web", FakeSwarm.Behavior.NEVER_HEALTHY);
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(
                Phase.CONVERGING,
                engine,
                new FakeStack("1.0").version("web", "1.0-web").order(o -> o));
        bed.swarm.removeByHand(APP + "_api");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);

        assertThat(bed.swarm.spec(APP + "_api").networks()).hasSize(1);
        assertThat(bed.swarm.spec(APP + "_api").networks().toString()).contains("Aliases=[api]");
    }

    @Test
    void failedAdoptionGivesAllServicesBackAsTheyWere() {
        bed.swarm.behaves("0.9", FakeSwarm.Behavior.NEVER_HEALTHY);

        assertThat(adopt().phase()).isEqualTo(Phase.FAILED);

        SERVICES.forEach(name -> assertThat(bed.swarm.spec(name).labels())
                .containsExactlyEntriesOf(Map.of("com.docker.stack.namespace", APP.name())));
        assertThat(bed.live()).isEqualTo("nothing");
    }

    @Test
    void adoptionThatASilentReplicaEndsNeverRemovesWhatItAdopted() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.BAKING, engine, running.order(30));
        bed.router.unreachable.add(1);
        engine.failed(run, "stopped");
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);

        bed.router.unreachable.clear();
        TestBeds.resume(bed);

        assertThat(bed.ledger().leftover()).isEmpty();
        assertThat(bed.swarm.names()).containsExactlyElementsOf(SERVICES);
    }

    @Test
    void serviceThatWasAdoptedAsColoredCannotBecomeSharedInPlace() {
        adopt();

        assertThatThrownBy(() -> deliver(new FakeStack("1.0")
                        .edited(part -> part.name().equals("api") ? shared(part, APP + "_api") : part)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("service go-demo_api is not shared in the running release")
                .hasMessageContaining("swarm-delivery.role");
        assertThat(bed.swarm.names()).containsExactlyElementsOf(SERVICES);
    }

    private static Part shared(Part part, String name) {
        return new Part(part.name(), Role.SHARED, part.spec().withName(name), Map.of(), false);
    }

    @Test
    void databaseThatStayedAfterARemovalSurvivesAFailedDelivery() {
        adopt();
        deliver(new FakeStack("1.0"));
        bed.ledgers.remove(APP);
        bed.swarm.behaves("2.0-api", FakeSwarm.Behavior.CRASHES);
        bed.swarm.removeByHand(APP + "-api-green");
        bed.swarm.removeByHand(APP + "-web-green");
        bed.swarm.removeByHand(APP + "-worker-green");
        bed.router.setByHand(TrafficRouter.Route.NONE);

        assertThat(deliver(new FakeStack("2.0").version("db", "16").version("api", "2.0-api"))
                        .phase())
                .isEqualTo(Phase.FAILED);

        assertThat(bed.swarm.names()).containsExactly(APP + "_db");
    }

    @Test
    void databaseIsNotRestartedForWhatIsNoPartOfItsTasks() {
        adopt();
        Object before = Json.at(bed.swarm.spec(APP + "_db").tree(), "TaskTemplate", "ContainerSpec");

        deliver(new FakeStack("1.0")
                .edited(part -> part.name().equals("db")
                        ? part.with(part.spec()
                                .edited(tree -> Json.object(tree, "Labels").put("swarm-delivery.role", "shared")))
                        : part));

        // Docker gives networks the ids that they had; here they keep the names that they are given.
        assertThat(Json.at(bed.swarm.spec(APP + "_db").tree(), "TaskTemplate", "ContainerSpec"))
                .isEqualTo(before);
        assertThat(bed.swarm.spec(APP + "_db").labels()).containsEntry("swarm-delivery.role", "shared");
    }

    @Test
    void nobodyIsToldToRemoveAServiceOfAnotherFile() {
        adopt();
        deliver(new FakeStack("1.0"));
        bed.swarm.createByHand(FakeRunningStack.spec(bed, "web", "0.9").withName(APP + "_cron"));

        assertThat(bed.engine().status(APP).disagreements()).isEmpty();
    }

    @Test
    void serviceThatTheRouterDoesNotReachIsNamed() {
        bed.router.networks = List.of("elsewhere");

        assertThatThrownBy(this::adopt)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("docker service update --network-add NETWORK " + APP + "_web")
                .hasMessageContaining("have the router join");
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void serviceWhoseNameInAColorIsTooLongIsNamed() {
        String service = "a".repeat(50);
        bed.swarm.createByHand(FakeRunningStack.spec(bed, "worker", "0.9").withName(APP + "_" + service));

        assertThatThrownBy(() -> TestBeds.finish(bed, running.with(service).order()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        "service " + APP + "_" + service,
                        "go-demo-" + service + "-green",
                        "at most 57 characters",
                        "choose a shorter name");
        assertThat(bed.ledgers.applications()).isEmpty();
        assertThat(bed.swarm.events).isEmpty();
    }

    @Test
    void coloredServiceOnTheNetworkOfItsNodesIsNamed() {
        bed.swarm.changeByHand(
                APP + "_worker",
                spec -> spec.edited(
                        tree -> Json.object(tree, "TaskTemplate").put("Networks", List.of(Map.of("Target", "host")))));

        assertThatThrownBy(this::adopt)
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        "service " + APP + "_worker joins the network host of its nodes",
                        "join an overlay network",
                        "swarm-delivery.role: shared");
        assertThat(bed.ledgers.applications()).isEmpty();
        assertThat(bed.swarm.events).isEmpty();
    }

    @Test
    void sharedServiceOnTheNetworkOfItsNodesIsAdopted() {
        bed.swarm.changeByHand(
                APP + "_db",
                spec -> spec.edited(
                        tree -> Json.object(tree, "TaskTemplate").put("Networks", List.of(Map.of("Target", "host")))));

        assertThat(adopt().phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void stackOfAnotherNameIsRefused() {
        Order other = new Order.AdoptStack(new Application("other"), running, DeliveryOptions.DEFAULTS);

        assertThatThrownBy(() -> bed.engine().start(other, claim("anna"), bed.log()))
                .hasMessageContaining("name the application like the stack");
    }

    @Test
    void deliveryBesideAStackThatWasNotAdoptedTellsToAdoptIt() {
        assertThatThrownBy(() -> deliver(new FakeStack("1.0")))
                .hasMessageContaining("adopt CLUSTER " + APP + " --stack " + APP);
    }

    @Test
    void stackDeployAfterwardsIsToldWithTheRemedy() {
        adopt();
        deliver(new FakeStack("1.0"));
        FakeRunningStack.deploy(bed, "web", "0.9");
        FakeRunningStack.deploy(bed, "api", "0.9");
        bed.swarm.changeByHand(APP + "_db", spec -> spec.withLabels(Map.of("com.docker.stack.namespace", APP.name())));

        String remedy = "docker service rm " + APP + "_api " + APP + "_web";
        assertThat(bed.engine().status(APP).disagreements())
                .anyMatch(line -> line.contains(remedy))
                .anyMatch(line -> line.contains("has changed service " + APP + "_db"));
        assertThat(bed.engine().drift(APP)).anyMatch(drifted -> drifted.what().contains(remedy));
        Plan plan = bed.engine().plan(new FakeStack("2.0").order(o -> o));
        assertThat(plan.warnings()).anyMatch(line -> line.contains(remedy));
        assertThat(plan.problems()).isEmpty();
    }

    @Test
    void databaseWhoseLabelsAStackDeployTookOffStaysOurs() {
        adopt();
        deliver(new FakeStack("1.0"));
        bed.swarm.changeByHand(APP + "_db", spec -> spec.withLabels(Map.of("com.docker.stack.namespace", APP.name())));

        assertThat(deliver(new FakeStack("2.0")).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.swarm.spec(APP + "_db").labels()).containsEntry(Labels.APPLICATION, APP.name());
    }
}
