package io.jenkins.plugins.swarmdelivery.engine.plan;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Platform;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What stands against a delivery is told before anything is touched. */
class PlanTest {
    private final TestBed bed = new TestBed();

    private Plan plan(Consumer<Map<String, Object>> change) {
        return bed.engine().plan(order(change, false));
    }

    private Order.Deploy order(Consumer<Map<String, Object>> change, boolean dropPorts) {
        return new Order.Deploy(
                APP,
                new Order.Deploy.Wanted(
                        ImageReference.parse("go-demo:1.0"),
                        Optional.of(TestBed.spec().edited(change)),
                        Optional.empty()),
                new Order.Deploy.Terms(false, dropPorts, false),
                DeliveryOptions.DEFAULTS);
    }

    @Test
    void plainPlanHasNoProblemAndTouchesNothing() {
        Plan plan = plan(tree -> {});
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.candidate().service()).isEqualTo("go-demo-blue");
        assertThat(plan.steps()).contains("switch the router from no route to blue 1.0");
        assertThat(bed.swarm.events).isEmpty();
        assertThat(bed.router.events).isEmpty();
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void problemsRefuseTheDeploymentBeforeAnythingIsTouched() {
        assertThatThrownBy(() -> bed.engine()
                        .start(
                                order(tree -> tree.put("Mode", Map.of("ReplicatedJob", Map.of())), false),
                                claim("anna"),
                                bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("mode ReplicatedJob");
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void whatTheRegistryObjectsToIsAProblem() {
        bed.objections = List.of("it is not tested");
        assertThat(plan(tree -> {}).problems()).containsExactly("it is not tested");
        assertThatThrownBy(() -> bed.engine()
                        .start(order(tree -> {}, false), claim("anna"), bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessage("it is not tested");
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void constraintsThatNoNodeMeets() {
        bed.placement = List.of("node.labels.env==moon");
        assertThat(plan(tree -> {}).problems())
                .singleElement()
                .asString()
                .contains("no active node matches the constraints [node.labels.env==moon]");
    }

    @Test
    void imagesThatNoNodeCanRun() {
        bed.platforms = List.of(new Platform("linux", "arm64"), new Platform("windows", "amd64"));
        assertThat(plan(tree -> {}).problems())
                .containsExactly("the image is for [linux/arm64, windows/amd64], the nodes that may take tasks are"
                        + " [linux/x86_64]; build the image for one of these, or change the constraints");
    }

    @Test
    void onlyNodesThatCanRunTheImageCountAndGetTasks() {
        bed.platforms = List.of(new Platform("linux", "amd64"));
        Plan uniform = plan(tree -> {});
        assertThat(uniform.problems()).isEmpty();
        assertThat(Platform.of(uniform.spec())).as("all nodes can").isEmpty();

        bed.swarm.nodes.add(new Node(
                "n4",
                new Node.Host("n4", "10.0.0.4", "linux", "aarch64"),
                new Node.Condition("worker", "active", "ready", true),
                new Node.LabelSets(Map.of(), Map.of()),
                new Node.Resources(1, 1)));
        Plan mixed = plan(tree -> {});
        assertThat(Platform.of(mixed.spec())).isEqualTo(bed.platforms);
        assertThat(mixed.steps()).anyMatch(step -> step.contains("on 3 eligible nodes"));
    }

    @Test
    void platformsOfAnEarlierImageDoNotBindTheNext() {
        bed.platforms = List.of(new Platform("linux", "amd64"));
        Plan plan = plan(tree -> Json.object(tree, "TaskTemplate", "Placement")
                .put("Platforms", List.of(Map.of("OS", "linux", "Architecture", "arm64"))));
        assertThat(plan.problems()).isEmpty();
        assertThat(Platform.of(plan.spec())).isEqualTo(bed.platforms);
    }

    @Test
    void moreTasksThanTheNodesMayTake() {
        Plan plan = plan(tree -> {
            Json.object(tree, "TaskTemplate", "Placement").put("MaxReplicas", 1L);
            Json.object(tree, "Mode", "Replicated").put("Replicas", 4L);
        });
        assertThat(plan.problems()).singleElement().asString().contains("at most 1 each (MaxReplicas)");
    }

    @Test
    void reservationsThatCanNeverFitAreAProblemAndThoseThatMayNotAWarning() {
        assertThat(plan(reserving(9L << 30)).problems())
                .singleElement()
                .asString()
                .contains("memory (bytes)");
        bed.swarm.createByHand(TestBed.spec().withName("other").edited(reserving(5L << 30)));
        Plan plan = plan(reserving(4L << 30));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.warnings()).anyMatch(line -> line.contains("may not fit beside the live release"));
    }

    @Test
    void numbersTooLargeToBeMultipliedAreStillTooLarge() {
        assertThat(plan(reserving(1L << 62)).problems())
                .singleElement()
                .asString()
                .contains("reserves " + Long.MAX_VALUE + " of memory (bytes)");
        assertThat(plan(tree -> Json.object(tree, "TaskTemplate", "Placement").put("MaxReplicas", Long.MAX_VALUE))
                        .problems())
                .isEmpty();
        assertThat(plan(tree -> Json.object(tree, "Mode", "Replicated").put("Replicas", -1L))
                        .problems())
                .singleElement()
                .asString()
                .contains("would have no task");
    }

    private static Consumer<Map<String, Object>> reserving(long bytes) {
        return tree ->
                Json.object(tree, "TaskTemplate", "Resources", "Reservations").put("MemoryBytes", bytes);
    }

    @Test
    void publishedPortsAreAProblemUnlessTheyAreGivenUp() {
        Consumer<Map<String, Object>> publishing =
                tree -> Json.object(tree, "EndpointSpec").put("Ports", List.of(Map.of("PublishedPort", 8080L)));
        assertThat(plan(publishing).problems())
                .singleElement()
                .asString()
                .contains("8080")
                .contains("--drop-ports");
        Plan dropping = bed.engine().plan(order(publishing, true));
        assertThat(dropping.problems()).isEmpty();
        assertThat(dropping.warnings()).anyMatch(line -> line.contains("8080"));
    }

    @Test
    void networkThatIsNotThereOrNoneAtAll() {
        assertThat(plan(networks(List.of(Map.of("Target", "gone")))).problems())
                .singleElement()
                .asString()
                .contains("network gone does not exist");
        assertThat(plan(networks(List.of())).problems())
                .singleElement()
                .asString()
                .contains("joins no overlay network");
    }

    private static Consumer<Map<String, Object>> networks(List<Object> networks) {
        return tree -> Json.object(tree, "TaskTemplate").put("Networks", networks);
    }

    @Test
    void networksThatServicesCannotJoinAreRefusedForTheirTrueReason() {
        assertThat(plan(networks(List.of(Map.of("Target", "host")))).problems())
                .singleElement()
                .asString()
                .contains("network host", "cannot find a service on its nodes' own network by DNS", "same ports");
        for (String network : List.of("none", "bridge", "ingress")) {
            assertThat(plan(networks(List.of(Map.of("Target", network)))).problems())
                    .singleElement()
                    .asString()
                    .startsWith("network " + network)
                    .doesNotContain("does not exist")
                    .contains("put the router's network into TaskTemplate.Networks");
        }
    }

    @Test
    void networkThatTheRouterIsNotOn() {
        bed.swarm.networks.add(new Swarm.OverlayNetwork("other-id", "other", 200));
        assertThat(plan(networks(List.of(Map.of("Target", "other")))).problems())
                .containsExactly("the candidate shares no network with the router, which is on apps; put the router's"
                        + " network into TaskTemplate.Networks");
        assertThat(plan(networks(List.of(Map.of("Target", "other"), Map.of("Target", "apps"))))
                        .problems())
                .isEmpty();
        bed.router.networks = List.of("other-id");
        assertThat(plan(networks(List.of(Map.of("Target", "other")))).problems())
                .isEmpty();
    }

    @Test
    void moreTasksThanTheRouterHasPlacesFor() {
        Consumer<Map<String, Object>> twelve = tree -> tree.put("Mode", Map.of("Replicated", Map.of("Replicas", 12L)));
        assertThat(plan(twelve).problems())
                .containsExactly("the router has slots for 10 of 12 tasks of the candidate; run router up"
                        + " with slots=12 for go-demo, or deliver fewer tasks (--replicas 10)");
        bed.router.slots = 12;
        assertThat(plan(twelve).problems()).isEmpty();
    }

    @Test
    void specTooLargeToBeKeptIsRefusedByThePlan() {
        Consumer<Map<String, Object>> large = tree ->
                Json.object(tree, "TaskTemplate", "ContainerSpec").put("Env", List.of("X=" + "x".repeat(501 << 10)));
        assertThat(plan(large).problems()).singleElement().asString().startsWith("the spec takes ");
        assertThatThrownBy(() -> bed.engine()
                        .start(order(large, false), claim("anna"), bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class);
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void statusTellsTasksThatGetNoRequests() {
        bed.deliver("1.0");
        bed.swarm.changeByHand("go-demo-blue", spec -> spec.withReplicas(12));
        assertThat(bed.engine().status(APP).disagreements())
                .containsExactly("the router has slots for 10 of 12 tasks of service go-demo-blue: 2 get no"
                        + " requests; run router up with slots=12 for go-demo, or scale it to 10");
    }

    @Test
    void writableVolumesAndMissingHealthChecksAreWarnedOf() {
        Plan plan = plan(tree -> {
            Json.object(tree, "TaskTemplate", "ContainerSpec").remove("Healthcheck");
            Json.object(tree, "TaskTemplate", "ContainerSpec")
                    .put("Mounts", List.of(Map.of("Type", "volume", "Source", "data", "Target", "/data")));
        });
        assertThat(plan.warnings())
                .anyMatch(line -> line.contains("data is mounted for writing by both"))
                .anyMatch(line -> line.contains("no health check"));
    }

    @Test
    void neighborsThatCallTheServiceByNameAreNamed() {
        bed.deliver("1.0");
        bed.swarm.createByHand(TestBed.spec()
                .withName("shop")
                .edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                        .put("Env", List.of("BACKEND=http://go-demo-blue:8080"))));
        assertThat(bed.engine().plan(bed.order("2.0")).warnings())
                .anyMatch(line -> line.startsWith("service shop seems to call go-demo-blue"));
    }

    @Test
    void strangersServiceWithTheCandidatesName() {
        bed.swarm.createByHand(TestBed.spec().withName("go-demo-blue"));
        assertThat(plan(tree -> {}).problems()).anyMatch(line -> line.contains("the ledger does not know it"));
    }

    @Test
    void ledgerAndRouterThatDisagree() {
        bed.deliver("1.0");
        bed.router.setByHand(TrafficRouter.Route.NONE);
        assertThatThrownBy(() -> bed.deliver("2.0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the ledger says blue 1.0")
                .hasMessageContaining("router label says no route");
        assertThat(bed.engine().status(APP).disagreements())
                .singleElement()
                .asString()
                .contains("no route");
    }

    @Test
    void imagesWithoutAVersionAreRefused() {
        for (String image : List.of("go-demo", "go-demo:latest")) {
            Order.Deploy order = new Order.Deploy(
                    APP,
                    new Order.Deploy.Wanted(ImageReference.parse(image), Optional.of(TestBed.spec()), Optional.empty()),
                    Order.Deploy.Terms.STRICT,
                    DeliveryOptions.DEFAULTS);
            assertThatThrownBy(() -> bed.engine().plan(order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("image: \"" + image + "\"");
        }
    }

    @Test
    void statusShowsWhatIsThere() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(60));
        Status status = bed.engine().status(APP);
        assertThat(status.services()).extracting(Status.ServiceStatus::role).containsExactly("active", "standby");
        assertThat(status.services()).allMatch(service -> service.healthy() == 3 && service.wanted() == 3);
        assertThat(status.disagreements()).isEmpty();
        assertThat(status.kept()).containsExactly(1, 2);
    }

    @Test
    void unknownApplicationIsNamed() {
        assertThatThrownBy(() -> bed.engine().status(new Application("other")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("\"other\"")
                .hasMessageContaining("none yet");
    }
}
