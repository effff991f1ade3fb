package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plan advises fits the router of the cluster. */
class RouterRemediesTest {
    private final TestBed bed = new TestBed();

    private Plan plan() {
        return bed.engine().plan(bed.order("2.0"));
    }

    @Test
    void routeThatDiffersFromTheLedgerIsPutBackWhereTheRouterReadsIt() {
        bed.deliver("1.0");
        bed.router.setByHand(
                new TrafficRouter.Route(Optional.of(new TrafficRouter.Target(Color.GREEN, "0.9")), Optional.empty()));

        assertThat(plan().problems())
                .anySatisfy(problem ->
                        assertThat(problem).contains("put the router's labels back, then restart the replicas"));
        bed.router.routesWithRelease = true;
        assertThat(plan().problems())
                .anySatisfy(problem -> assertThat(problem)
                        .contains(
                                "Every replica follows the labels of the routes by itself: put them back as the ledger says")
                        .doesNotContain("adopt", "restart"));
    }

    @Test
    void replicaThatDoesNotKnowTheColorIsMendedByTheCommandOfItsRouter() {
        bed.deliver("1.0");
        bed.router.backendError = "refused";

        assertThat(plan().problems()).anySatisfy(problem -> assertThat(problem).contains("refused; run router "));
        bed.router.routesWithRelease = true;
        assertThat(plan().problems())
                .anySatisfy(problem -> assertThat(problem).endsWith("refused; check the router: swarm-delivery check"));
    }

    @Test
    void whatTheRouterObjectsToRefusesADeliveryAndOnlyWarnsInARollback() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        bed.router.objections = List.of("no entry point other");

        assertThat(plan().problems()).contains("no entry point other");
        bed.rollback(null);

        assertThat(bed.ledger().active().orElseThrow().release().version()).isEqualTo("1.0");
    }
}
