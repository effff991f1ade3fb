package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Planner;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All services of a stack are delivered, and rolled back, as one. */
class StackDeliveryTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void routeToWeb() {
        bed.router.stack = true;
    }

    private Delivery deliver(FakeStack stack) {
        return deliver(stack, options -> options);
    }

    private Delivery deliver(FakeStack stack, UnaryOperator<TestOptions> change) {
        return TestBeds.finish(bed, stack.order(o -> change.apply(o).autoSwitch()));
    }

    private static List<String> services(String color) {
        return List.of("go-demo-api-" + color, "go-demo-web-" + color, "go-demo-worker-" + color, "go-demo_db");
    }

    private String image(String service) {
        return ImageReference.parse(bed.swarm.spec(service).image()).tag().orElseThrow();
    }

    private long replicas(String service) {
        return Planner.replicas(bed.swarm.spec(service)).orElseThrow();
    }

    @Test
    void startsServicesAsTheyDependOnEachOther() {
        assertThat(deliver(new FakeStack("1.0")).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services("blue"));
        assertThat(bed.swarm.events.stream().filter(event -> event.startsWith("create") && !event.endsWith("-check")))
                .containsExactly(
                        "create network go-demo_default",
                        "create network 0-go-demo-blue",
                        "create config go-demo_page_hello",
                        "create secret go-demo_password_swordfish",
                        "create go-demo_db",
                        "create go-demo-migrate-blue",
                        "create go-demo-api-blue",
                        "create go-demo-web-blue",
                        "create go-demo-worker-blue");
        assertThat(bed.swarm.events).contains("remove go-demo-migrate-blue");
    }

    @Test
    void statusNamesEachServiceOfTheLiveRelease() {
        deliver(new FakeStack("1.0"));

        assertThat(bed.engine().status(APP).services())
                .extracting(service -> service.role() + " " + service.service() + " " + service.healthy())
                .containsExactlyInAnyOrder(
                        "active go-demo-web-blue 2",
                        "active go-demo-api-blue 2",
                        "active go-demo-worker-blue 2",
                        "shared go-demo_db 2");
    }

    @Test
    void replacesAllServicesOfAColorAndKeepsSharedOnes() {
        deliver(new FakeStack("1.0"));
        Service db = bed.swarm.service("go-demo_db").orElseThrow();
        bed.usersDependOnIt();

        assertThat(deliver(new FakeStack("2.0")).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services("green"));
        assertThat(bed.swarm.service("go-demo_db")).contains(db);
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void updatesASharedServiceInPlaceWhereItsDefinitionChanges() {
        deliver(new FakeStack("1.0"));
        String id = bed.swarm.service("go-demo_db").orElseThrow().id();

        assertThat(deliver(new FakeStack("2.0").version("db", "16")).phase()).isEqualTo(Phase.DONE);

        assertThat(image("go-demo_db")).isEqualTo("16");
        assertThat(bed.swarm.service("go-demo_db").orElseThrow().id()).isEqualTo(id);
    }

    @Test
    void removesAllOfAReleaseWhereOneServiceDoesNotComeUp() {
        deliver(new FakeStack("1.0"));
        List<String> networks = bed.swarm.objectNames(Swarm.Kind.NETWORK);
        bed.swarm.behaves("2.0-broken", FakeSwarm.Behavior.CRASHES);

        Delivery failed = deliver(new FakeStack("2.0")
                .version("api", "2.0-broken")
                .version("db", "16")
                .page("other")
                .password("other"));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failure()).contains("web waits for api: 0 of 2 tasks healthy");
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services("blue"));
        assertThat(image("go-demo_db")).isEqualTo("15");
        assertThat(bed.swarm.objectNames(Swarm.Kind.CONFIG)).containsExactly("go-demo_page_hello");
        assertThat(bed.swarm.objectNames(Swarm.Kind.SECRET)).containsExactly("go-demo_password_swordfish");
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).isEqualTo(networks);
    }

    @Test
    void leavesNothingOfAFirstReleaseThatFails() {
        bed.swarm.behaves("1.0-broken", FakeSwarm.Behavior.CRASHES);

        assertThat(deliver(new FakeStack("1.0").version("api", "1.0-broken")).phase())
                .isEqualTo(Phase.FAILED);

        assertThat(bed.swarm.names()).isEmpty();
        assertThat(bed.swarm.objectNames(Swarm.Kind.CONFIG)).isEmpty();
        assertThat(bed.swarm.objectNames(Swarm.Kind.SECRET)).isEmpty();
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps");
    }

    @Test
    void endsWithTheFirstJobThatFails() {
        deliver(new FakeStack("1.0"));
        bed.swarm.behaves("2.0-broken", FakeSwarm.Behavior.CRASHES);
        bed.swarm.logs = List.of("no such column");

        Delivery failed = deliver(new FakeStack("2.0")
                .version("migrate", "2.0-broken")
                .edited(part -> part.role() == Role.JOB ? part.with(once(part.spec())) : part));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failedIn()).contains(Phase.RUNNING_JOBS);
        assertThat(failed.failure()).contains("job migrate failed");
        assertThat(bed.log).contains("migrate: no such column");
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services("blue"));
        assertThat(bed.swarm.events).doesNotContain("create go-demo-api-green");
    }

    private static ServiceSpec once(ServiceSpec spec) {
        return spec.edited(
                tree -> Json.object(tree, "TaskTemplate", "RestartPolicy").put("Condition", "none"));
    }

    @Test
    void waitsForAllTasksOfAJobThatHasToCompleteSeveralTimes() {
        Delivery done = deliver(new FakeStack("1.0")
                .edited(part -> part.role() == Role.JOB ? part.with(fiveTimes(once(part.spec()))) : part));

        assertThat(done.phase()).as(done.failure()).isEqualTo(Phase.DONE);
        assertThat(bed.log).contains("migrate: last words of 1", "migrate: last words of 5");
    }

    private static ServiceSpec fiveTimes(ServiceSpec spec) {
        return spec.edited(
                tree -> tree.put("Mode", Map.of("ReplicatedJob", Map.of("MaxConcurrent", 1L, "TotalCompletions", 5L))));
    }

    @Test
    void endsWithAJobThatHangs() {
        bed.swarm.behaves("1.0-hangs", FakeSwarm.Behavior.NEVER_HEALTHY);

        Delivery failed = deliver(new FakeStack("1.0").version("migrate", "1.0-hangs"));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failure()).contains("job migrate: 0 of 1 tasks complete within");
        assertThat(bed.swarm.names()).isEmpty();
    }

    @Test
    void endsWithASharedServiceThatDoesNotConverge() {
        deliver(new FakeStack("1.0"));
        bed.swarm.behaves("16-broken", FakeSwarm.Behavior.CRASHES);

        Delivery failed = deliver(new FakeStack("2.0").version("db", "16-broken"));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failure()).contains("the update of shared service db has ended as paused");
        assertThat(image("go-demo_db")).isEqualTo("15");
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void rollsBackAllServicesFromTheirKeptSpecs() {
        deliver(new FakeStack("1.0"));
        deliver(new FakeStack("2.0").version("db", "16").page("other"));
        bed.usersDependOnIt();

        assertThat(bed.rollback("1.0").phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services("blue"));
        assertThat(image("go-demo-api-blue")).isEqualTo("1.0");
        assertThat(image("go-demo_db")).isEqualTo("15");
        assertThat(bed.swarm.events.stream().filter("create go-demo-migrate-blue"::equals))
                .as("a rollback runs no job")
                .hasSize(1);
    }

    @Test
    void rollsBackToAStandbyByTheSwitchAlone() {
        deliver(new FakeStack("1.0"));
        deliver(new FakeStack("2.0").version("db", "16"), o -> o.keepStandby(3600));
        int before = bed.swarm.events.size();

        assertThat(bed.rollback(null).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.events.subList(before, bed.swarm.events.size()))
                .noneMatch(event -> event.startsWith("create"));
        assertThat(image("go-demo_db")).isEqualTo("15");
        assertThat(replicas("go-demo-worker-blue")).isEqualTo(2);
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services("blue"));
    }

    @Test
    void runsWorkersOnlyWhereUsersAre() {
        deliver(new FakeStack("1.0"));
        assertThat(replicas("go-demo-worker-blue")).isEqualTo(2);

        DeliveryEngine engine = bed.engine();
        bed.reached(Phase.TESTING, engine, new FakeStack("2.0").order(o -> o.preTest()));
        assertThat(replicas("go-demo-worker-green")).isZero();
        assertThat(replicas("go-demo-worker-blue")).isEqualTo(2);

        bed.clock.pass(Lease.TERM.plusSeconds(1));
        deliver(new FakeStack("2.1"), o -> o.keepStandby(3600));
        assertThat(replicas("go-demo-worker-green")).isEqualTo(2);
        assertThat(replicas("go-demo-worker-blue")).isZero();
    }

    @Test
    void givesWorkersBackWhereTheNewReleaseFailsAfterTheSwitch() {
        deliver(new FakeStack("1.0"));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(
                Phase.VERIFYING,
                engine,
                new FakeStack("2.0").order(o -> o.postTest().autoSwitch()));
        engine.failed(run, "tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(replicas("go-demo-worker-blue")).isEqualTo(2);
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services("blue"));
    }

    @Test
    void scalingOfWorkersByHandOutlivesDeliveriesAndRollbacks() {
        deliver(new FakeStack("1.0"));
        bed.swarm.changeByHand("go-demo-worker-blue", spec -> spec.withReplicas(7));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(
                Phase.VERIFYING,
                engine,
                new FakeStack("2.0").order(o -> o.postTest().autoSwitch()));
        assertThat(replicas("go-demo-worker-green")).isEqualTo(7);
        assertThat(replicas("go-demo-worker-blue")).isZero();
        engine.failed(run, "tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(replicas("go-demo-worker-blue")).isEqualTo(7);

        bed.swarm.changeByHand("go-demo-worker-blue", spec -> spec.withReplicas(0));
        deliver(new FakeStack("3.0"));
        assertThat(replicas("go-demo-worker-green")).as("as the file says").isEqualTo(2);
    }

    @Test
    void workersThatTheFileWantsNoneOfAreLeftAlone() {
        FakeStack none = new FakeStack("1.0")
                .edited(part -> part.atSwitch() ? part.with(part.spec().withReplicas(0)) : part);

        assertThat(deliver(none).phase()).isEqualTo(Phase.DONE);

        assertThat(replicas("go-demo-worker-blue")).isZero();
        assertThat(bed.swarm.events).doesNotContain("update go-demo-worker-blue");
    }

    @Test
    void startsAServiceOfTheOldReleaseAgainWhereSomebodyRemovedIt() {
        deliver(new FakeStack("1.0"));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(
                Phase.VERIFYING,
                engine,
                new FakeStack("2.0").order(o -> o.postTest().autoSwitch()));
        bed.swarm.removeByHand("go-demo-api-blue");
        engine.failed(run, "tests failed");

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services("blue"));
    }

    @Test
    void failsTheBakeWhereAServiceBehindTheRouteFails() {
        deliver(new FakeStack("1.0"));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(
                Phase.BAKING,
                engine,
                new FakeStack("2.0")
                        .version("api", "2.0-api")
                        .order(o -> o.bake(60).autoSwitch()));
        bed.swarm.failOnce("2.0-api", 1);

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void carriesOverWhatSomebodyScaled() {
        deliver(new FakeStack("1.0"));
        bed.swarm.changeByHand("go-demo-api-blue", spec -> spec.withReplicas(5));

        deliver(new FakeStack("2.0"));

        assertThat(replicas("go-demo-api-green")).isEqualTo(5);
        assertThat(replicas("go-demo-web-green")).isEqualTo(2);
    }

    @Test
    void removesConfigsThatNoKeptReleaseNeeds() {
        deliver(new FakeStack("1.0").page("one"), o -> o.keepReleases(1));
        deliver(new FakeStack("2.0").page("two"), o -> o.keepReleases(1));
        deliver(new FakeStack("3.0").page("three"), o -> o.keepReleases(1));
        deliver(new FakeStack("4.0").page("four"), o -> o.keepReleases(1));

        assertThat(bed.swarm.objectNames(Swarm.Kind.CONFIG))
                .contains("go-demo_page_three", "go-demo_page_four")
                .doesNotContain("go-demo_page_one");
    }

    private Delivery resumedWithoutItsStackFile(FakeStack stack) {
        DeliveryEngine engine = bed.engine();
        engine.start(stack.order(o -> o.autoSwitch()), claim("anna"), bed.log());
        bed.clock.pass(Lease.TERM.plusSeconds(1));
        return bed.drive(
                engine,
                engine.start(Order.Resume.of(APP), claim("otto"), bed.log()).orElseThrow());
    }

    @Test
    void namesTheSecretsThatAResumedDeliveryLacks() {
        Delivery failed = resumedWithoutItsStackFile(new FakeStack("1.0").apis(1));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failure())
                .contains("secrets go-demo_password_swordfish, go-demo_password_swordfish-api-1 are missing")
                .contains("deliver again");
        assertThat(bed.swarm.names()).isEmpty();
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).containsExactly("apps");
    }

    @Test
    void makesTheConfigsOfAResumedDeliveryFromItsKeptSource() {
        bed.swarm.secrets.add(new Swarm.Named("s1", "go-demo_password_swordfish"));
        bed.keptConfigs = List.of(
                Map.of("Name", "go-demo_page_hello", "Data", "hello"), Map.of("Name", "another", "Data", "hello"));

        assertThat(resumedWithoutItsStackFile(new FakeStack("1.0")).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.swarm.objectNames(Swarm.Kind.CONFIG)).containsExactly("go-demo_page_hello");
    }

    @Test
    void namesTheConfigThatIsNotWhatTheKeptSourceMakes() {
        bed.swarm.secrets.add(new Swarm.Named("s1", "go-demo_password_swordfish"));
        bed.keptConfigs = List.of(Map.of("Name", "go-demo_page_other", "Data", "other"));

        Delivery failed = resumedWithoutItsStackFile(new FakeStack("1.0"));

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failure())
                .contains("config go-demo_page_hello is missing")
                .contains("deliver again");
    }

    @Test
    void neverKeepsTheContentOfASecret() {
        deliver(new FakeStack("1.0").password("hunter2-content").page("page"));

        String kept =
                ReleaseSpecFormat.toTree(bed.ledgers.kept(APP, 1).orElseThrow()).toString();
        assertThat(kept).contains("go-demo_password_hunter2-content").doesNotContain("Data");
        assertThat(LedgerFormat.toTree(bed.ledger()).toString()).doesNotContain("hunter2");
    }

    @Test
    void tellsAKeptReleaseByVersionOrNumber() {
        deliver(new FakeStack("1.0"));
        deliver(new FakeStack("2.0"));
        DeliveryEngine engine = bed.engine();

        assertThat(engine.kept(APP, Optional.of("1.0")).spec().service().image())
                .contains("web:1.0@sha256:");
        assertThat(engine.kept(APP, Optional.of("#2")).release().version()).isEqualTo("2.0");
        assertThat(engine.kept(APP, Optional.empty()).release().number()).isEqualTo(2);
        assertThatThrownBy(() -> engine.kept(APP, Optional.of("3.0")))
                .hasMessage("release 3.0 of go-demo is not kept; these are: 2.0 (#2), 1.0 (#1)");
    }

    @Test
    void keepsTheStandbyUntilJobsHaveEndedAndDockerAcceptsTheSpecs() {
        deliver(new FakeStack("1.0"));
        deliver(new FakeStack("2.0"), o -> o.keepStandby(3600));
        bed.swarm.behaves("3.0-broken", FakeSwarm.Behavior.CRASHES);

        Delivery failed = deliver(new FakeStack("3.0").version("migrate", "3.0-broken"));

        assertThat(failed.failedIn()).contains(Phase.RUNNING_JOBS);
        assertThat(bed.ledger().standby().map(Object::toString)).contains("blue 1.0");
        assertThat(bed.swarm.names()).contains("go-demo-api-blue", "go-demo-web-blue");
    }

    @Test
    void goesThroughThePhasesOfAStack() {
        deliver(new FakeStack("1.0"), o -> o.prePull());

        assertThat(bed.log)
                .containsSubsequence(
                        "pulling -> providing",
                        "providing -> running-jobs",
                        "running-jobs -> clearing",
                        "clearing -> starting",
                        "starting -> converging");
    }

    /** The router has fewer places for another service, which is none of web's business. */
}
