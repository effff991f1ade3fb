package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A delivery brings its routes to a router that lacks them, before anything else exists of the release. */
class RoutingTest {
    private final TestBed bed = new TestBed();
    private final FakeRoutes routes = bed.lacksRoute();

    private static Order.Deploy refusing(Order.Deploy order) {
        return order.with(order.terms().with(Order.Deploy.NewRoutes.REFUSED));
    }

    @Test
    void planSaysWhichRouteIsNewAndThatReplicasAreReplaced() {
        Plan plan = bed.engine().plan(bed.order("1.0"));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.steps())
                .startsWith("new route demo.example.com/ to port 8080", "replace the replicas")
                .anyMatch(step -> step.startsWith("create service go-demo-blue"));
        assertThat(routes.brought).isEmpty();
    }

    @Test
    void routesAreBroughtBeforeTheCandidateIsStarted() {
        bed.afterStep =
                () -> assertThat(routes.known() || bed.swarm.names().isEmpty()).isTrue();

        assertThat(bed.deliver("1.0").phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(routes.brought).hasSize(1);
        assertThat(bed.log).contains("routing -> starting").anyMatch(line -> line.equals("waits: 2 replaced"));
        bed.clean();
    }

    @Test
    void imagesArePulledAfterwards() {
        bed.deliver("1.0", TestOptions::prePull);

        assertThat(bed.log).contains("routing -> pulling", "pulling -> starting");
    }

    @Test
    void knownRoutesAreNotBroughtAgain() {
        bed.deliver("1.0");
        bed.log.clear();

        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);

        assertThat(routes.brought).hasSize(1);
        assertThat(bed.log).noneMatch(line -> line.contains("routing"));
    }

    @Test
    void orderThatForbidsItIsRefusedBeforeAnythingIsTouched() {
        Order.Deploy order = refusing(bed.order("1.0"));

        assertThat(bed.engine().plan(order).problems())
                .anySatisfy(problem -> assertThat(problem)
                        .contains("the router lacks the new route demo.example.com/ to port 8080")
                        .contains("run router up"));
        assertThatThrownBy(() -> bed.engine().start(order, claim("anna"), bed.log()))
                .isInstanceOf(RefusedException.class);
        assertThat(routes.brought).isEmpty();
        assertThat(bed.ledgers.applications()).isEmpty();
        assertThat(bed.swarm.names()).isEmpty();
    }

    @Test
    void orderThatForbidsItGoesOnWhereTheRouterKnowsTheRoutes() {
        bed.deliver("1.0");

        assertThat(TestBeds.finish(bed, refusing(bed.order("2.0", o -> o.autoSwitch())))
                        .phase())
                .isEqualTo(Phase.DONE);
    }

    @Test
    void whatStandsAgainstItRefusesTheDelivery() {
        routes.problems = List.of("these requests go to blog now");

        assertThatThrownBy(() -> bed.deliver("1.0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("these requests go to blog now");
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void routeLabelsAreCheckedBeforeAnythingIsTouched() {
        bed.first = TestBed.spec().withLabels(Map.of("swarm-delivery.route.port", "web"));
        assertThatThrownBy(() -> bed.deliver("1.0"))
                .hasMessage("label swarm-delivery.route.port: \"web\" is not valid; write the port that the containers"
                        + " listen on, 1 to 65535");
        bed.first = TestBed.spec().withLabels(Map.of("swarm-delivery.route.prot", "80"));
        assertThatThrownBy(() -> bed.deliver("1.0")).hasMessageStartingWith("label: \"swarm-delivery.route.prot\"");
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void replicaThatCannotBeProvenFailsTheDeliveryAndNothingIsLeft() {
        routes.unproven = "a replica failed";

        Delivery failed = bed.deliver("1.0");

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failedIn()).contains(Phase.ROUTING);
        assertThat(failed.failure()).contains("the router was not changed: a replica failed");
        assertThat(bed.swarm.names()).isEmpty();
        bed.clean();
    }

    @Test
    void failureLaterLeavesTheRouteAndTheNextDeliveryUsesIt() {
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);
        assertThat(bed.deliver("1.0").phase()).isEqualTo(Phase.FAILED);

        assertThat(routes.known()).isTrue();
        assertThat(bed.log)
                .contains("the router has the routes of this release; they stay, also if the delivery fails");
        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);
        assertThat(routes.brought).hasSize(1);
    }

    @Test
    void abortStopsTheChangeOfTheRouterFirst() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("1.0", o -> o.autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        engine.advance(run);
        engine.advance(run);
        engine.stopped(run, Delivery.Setback.ABORT, "aborted by anna");

        assertThat(bed.drive(engine, run).outcome()).isEqualTo("aborted");

        assertThat(bed.log).contains("the router was not changed: stopped");
        bed.clean();
    }

    @Test
    void anotherChangeOfTheRouterIsWaitedFor() {
        routes.takenByOthers();
        bed.afterStep = () -> {
            if (bed.log.contains("waits: the router is being changed by another router up")) {
                routes.othersAreDone();
            }
        };

        assertThat(bed.deliver("1.0").phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void waitForAnotherChangeOfTheRouterEnds() {
        bed.afterStep = routes::takenByOthers;

        Delivery failed = bed.deliver("1.0");

        assertThat(failed.phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.failure())
                .startsWith("the router could not be changed within 15m: the router is being changed");
        bed.clean();
    }

    @Test
    void runThatDiedIsResumedOnceItsLeaseOfTheRouterHasExpired() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun dead = engine.start(bed.order("1.0", o -> o.autoSwitch()), claim("dead"), bed.log())
                .orElseThrow();
        engine.advance(dead);
        engine.advance(dead);
        assertThat(dead.delivery().phase()).isEqualTo(Phase.ROUTING);
        bed.clock.pass(Lease.TERM);

        TestBeds.resume(bed);

        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(routes.brought).hasSize(2);
        assertThat(bed.log).contains("waits: the router is being changed by another router up");
    }

    @Test
    void rollbackBringsNoRoutes() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        bed.router.routes = Optional.empty();

        bed.rollback(null);

        assertThat(bed.live()).endsWith(" 1.0");
        assertThat(routes.brought).hasSize(1);
    }
}
