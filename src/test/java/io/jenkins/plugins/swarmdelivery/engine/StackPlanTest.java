package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend.Servers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a stack before anything is touched. */
class StackPlanTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void routeToWeb() {
        bed.router.stack = true;
    }

    private Delivery deliver(FakeStack stack) {
        return TestBeds.finish(bed, stack.order(o -> o.autoSwitch()));
    }

    @Test
    void refusesASecretThatNobodyProvides() {
        FakeStack stack =
                new FakeStack("1.0").edited(part -> part.name().equals("api") ? part.with(unknown(part)) : part);

        assertThatThrownBy(() -> deliver(stack))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("api: secret token does not exist");
        assertThat(bed.swarm.names()).isEmpty();
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void formerServiceThatExistsAgainIsReportedOnce() {
        bed.router.stack = false;
        bed.swarm.createByHand(TestBed.spec().withName("old"));
        bed.drive(
                bed.engine(),
                bed.engine()
                        .start(
                                new Order.Adopt(TestBed.APP, "old", DeliveryOptions.DEFAULTS),
                                TestBed.claim("anna"),
                                bed.log())
                        .orElseThrow());
        bed.deliver("1.0");
        bed.swarm.createByHand(TestBed.spec().withName("old"));
        bed.router.stack = true;

        Plan plan = bed.engine().plan(new FakeStack("2.0").order(o -> o));

        assertThat(plan.warnings())
                .filteredOn(line -> line.startsWith("service old exists again beside the colors"))
                .hasSize(1);
    }

    @Test
    void servicesOfOneImageGetTheDigestOfOneAnswer() {
        FakeStack stack = new FakeStack("1.0")
                .edited(part -> part.with(part.spec().withImage(ImageReference.parse("registry:5000/shop:1.0"))));

        bed.engine().plan(stack.order(o -> o));

        assertThat(bed.imagesAsked)
                .extracting(ImageReference::toString)
                .doesNotHaveDuplicates()
                .contains("registry:5000/shop:1.0");
    }

    @Test
    void planTellsWhatChangesOfEachService() {
        deliver(new FakeStack("1.0"));

        Plan plan = bed.engine().plan(new FakeStack("1.0").version("api", "2.0").order(o -> o));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.parts())
                .extracting(change -> change.part().name() + " " + change.word())
                .containsExactly(
                        "db unchanged", "migrate unchanged", "api changed", "web unchanged", "worker unchanged");
        assertThat(plan.parts().get(2).changes())
                .extracting(SpecDiff.Change::path)
                .containsExactly("TaskTemplate.ContainerSpec.Image");
        assertThat(plan.warnings()).contains("port 80 of web is not published");
    }

    @Test
    void planSaysWhatTheServicesOfTheColorNeedTogether() {
        assertThat(bed.engine().plan(new FakeStack("1.0").order(o -> o)).steps())
                .contains("run 4 tasks of 2 services; they reserve neither memory nor CPUs");
        deliver(new FakeStack("1.0"));

        Plan plan = bed.engine().plan(reserving(3L << 29, 250_000_000L).order(o -> o));

        assertThat(plan.steps())
                .contains("run 4 tasks of 2 services beside the live release; together they reserve 6144 MiB of memory"
                        + " and 1 CPUs");
        assertThat(plan.problems()).isEmpty();
    }

    @Test
    void refusesServicesThatFitAloneButNotTogether() {
        assertThat(bed.engine().plan(reserving(7L << 30, 0).order(o -> o)).problems())
                .containsExactly("the services of the color reserve together " + (28L << 30)
                        + " of memory (bytes), all eligible nodes together have " + (24L << 30));
        assertThat(bed.engine().plan(reserving(6L << 30, 0).order(o -> o)).problems())
                .isEmpty();
    }

    @Test
    void warnsOfANetworkWithTooFewAddressesForAllServices() {
        deliver(new FakeStack("1.0"));
        bed.swarm.networks.replaceAll(network -> new Swarm.OverlayNetwork(network.id(), network.name(), 3));

        List<String> warnings =
                bed.engine().plan(new FakeStack("2.0").order(o -> o)).warnings();

        assertThat(warnings)
                .filteredOn(line -> line.contains("the services of the color"))
                .containsExactly(
                        "network go-demo_default has 3 free addresses, the services of the color need 4 together;"
                                + " retire a release, or use a larger subnet");
    }

    /** Api and web reserve as much for each task; worker, which starts only at the switch, does too. */
    private static FakeStack reserving(long bytes, long cpus) {
        return new FakeStack("2.0")
                .edited(part -> part.role().ofColor()
                        ? part.with(part.spec()
                                .edited(tree -> Json.object(tree, "TaskTemplate", "Resources", "Reservations")
                                        .putAll(Map.of("MemoryBytes", bytes, "NanoCPUs", cpus))))
                        : part);
    }

    @Test
    void refusesMoreTasksOfAServiceThanTheRouterHasPlacesFor() {
        bed.router.besides.put("go-demo-admin-blue", new Servers(1, 0, 0));
        assertThat(deliver(new FakeStack("1.0")).phase()).isEqualTo(Phase.DONE);

        bed.router.slots = 1;
        assertThatThrownBy(() -> deliver(new FakeStack("2.0")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the router has slots for 1 of 2 tasks of service web; run router up with slots=2"
                        + " for go-demo, or reduce the replicas in the stack file");
    }

    @Test
    void refusesAStackThatTheRouterHasNoRouteTo() {
        bed.router.stack = false;

        assertThatThrownBy(() -> deliver(new FakeStack("1.0")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the router has no route to service web; run router up");
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void refusesARouteThatTheRouterDoesNotHave() {
        bed.router.rules = List.of(new RouteRule("web", 8080, "old.example", "/"));

        assertThatThrownBy(() -> deliver(new FakeStack("1.0")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the router does not send requests for shop.example/ to port 8080 of web;"
                        + " run router up with this stack file");
    }

    @Test
    void namesARouteThatTheStackFileNoLongerHas() {
        bed.router.rules = List.of(
                new RouteRule("web", 8080, "shop.example", "/"), new RouteRule("web", 8080, "shop.example", "/old"));

        assertThat(bed.engine().plan(new FakeStack("1.0").order(o -> o)).warnings())
                .contains(
                        "the router sends requests for shop.example/old to port 8080 of web, which the stack file does"
                                + " not have; no delivery removes a route, router up with this stack file does");
        assertThat(deliver(new FakeStack("1.0")).phase()).isEqualTo(Phase.DONE);
    }

    private static ServiceSpec unknown(Part part) {
        return part.spec()
                .edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                        .put("Secrets", List.of(Map.of("SecretName", "token", "File", Map.of("Name", "token")))));
    }
}
