package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend.Servers;
import org.junit.jupiter.api.Test;

/** Services that were there before the engine. */
class AdoptionTest {
    private final TestBed bed = new TestBed();

    private Delivery adopt(String service) {
        DeliveryEngine engine = bed.engine();
        return bed.drive(
                engine,
                engine.start(new Order.Adopt(APP, service, DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                        .orElseThrow());
    }

    private ServiceSpec handMade() {
        return TestBed.spec().withName("shop").withImage(ImageReference.parse("go-demo:0.9"));
    }

    @Test
    void handMadeServiceBecomesBlueByALabelAlone() {
        Service made = bed.swarm.createByHand(handMade());
        assertThat(adopt("shop").phase()).isEqualTo(Phase.DONE);

        assertThat(bed.swarm.events).containsExactly("update shop");
        assertThat(bed.swarm.spec("shop").fingerprint()).isEqualTo(made.spec().fingerprint());
        assertThat(bed.live()).isEqualTo("blue 0.9");
        assertThat(bed.ledger().active().orElseThrow().adopted()).isTrue();
    }

    @Test
    void refusesAServiceThatItsRouterWouldNotServe() {
        bed.swarm.createByHand(handMade());
        bed.router.routesWithRelease = true;

        assertThatThrownBy(() -> adopt("shop"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("service shop: the router has no route to it");
        assertThat(bed.swarm.events).isEmpty();
    }

    @Test
    void nextReleaseReplacesItAndItCanBeGoneBackTo() {
        bed.swarm.createByHand(handMade());
        adopt("shop");
        bed.usersDependOnIt();
        assertThat(bed.deliver("1.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 1.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");

        DeliveryEngine engine = bed.engine();
        Delivery back = bed.drive(
                engine,
                engine.start(
                                new Order.Rollback(APP, Target.named("0.9"), DeliveryOptions.DEFAULTS),
                                claim("anna"),
                                bed.log())
                        .orElseThrow());
        assertThat(back.phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 0.9");
        bed.clean();
    }

    @Test
    void rollbackNeedsNoTaskOfServicesThatItDoesNotHave() {
        bed.swarm.createByHand(handMade());
        adopt("shop");
        bed.router.adopted = "shop";
        bed.router.besides.put("go-demo-api-blue", new Servers(10, 0, 0));
        assertThat(bed.deliver("1.0", o -> o.keepStandby(600)).phase()).isEqualTo(Phase.DONE);
        DeliveryEngine engine = bed.engine();

        Delivery back = bed.drive(
                engine,
                engine.start(new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                        .orElseThrow());

        assertThat(back.phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 0.9");
    }

    @Test
    void failedAdoptionGivesTheServiceBackAsItWas() {
        bed.swarm.createByHand(handMade());
        bed.swarm.behaves("0.9", FakeSwarm.Behavior.NEVER_HEALTHY);
        assertThat(adopt("shop").phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.swarm.spec("shop").labels()).isEqualTo(handMade().labels());
        assertThat(bed.live()).isEqualTo("nothing");
    }

    @Test
    void changeByHandIsRefusedUntilItIsAdopted() {
        bed.deliver("1.0");
        bed.swarm.changeByHand("go-demo-blue", spec -> spec.withImage(ImageReference.parse("go-demo:1.0.1")));
        assertThatThrownBy(() -> bed.deliver("2.0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("it runs go-demo:1.0.1")
                .hasMessageContaining("adopt CLUSTER go-demo --service go-demo-blue");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");

        assertThat(adopt("go-demo-blue").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0.1");
        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);
        bed.clean();
    }

    @Test
    void lostLedgerIsMadeAnewFromTheServiceThatServesWithoutTakingUsersOff() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        bed.usersDependOnIt();
        bed.ledgers.removeByHand(APP);
        int routed = bed.router.events.size();

        assertThat(adopt("go-demo-green").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.router.events).hasSize(routed);
        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 3.0");
        assertThat(bed.swarm.names()).containsExactly("go-demo-blue");
        assertThat(bed.ledgers.keptNow(APP)).as("1.0, 2.0, 3.0").containsExactly(1, 3, 4);
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void nothingIsAdoptedWhileTheRouterServesSomethingElse() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
        bed.ledgers.removeByHand(APP);
        bed.swarm.createByHand(handMade());
        assertThatThrownBy(() -> adopt("shop"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("router label says blue 1.0");
        assertThat(bed.router.serving()).containsOnly(java.util.Optional.of(Color.BLUE));
        assertThat(bed.swarm.spec("shop").labels()).isEqualTo(handMade().labels());
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void failedAdoptionLeavesARouteThatSomebodyMadeMeanwhile() {
        bed.swarm.createByHand(handMade());
        bed.swarm.behaves("0.9", FakeSwarm.Behavior.NEVER_HEALTHY);
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(new Order.Adopt(APP, "shop", DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                .orElseThrow();
        TrafficRouter.Route made = new TrafficRouter.Route(
                java.util.Optional.of(new TrafficRouter.Target(Color.BLUE, "0.9")), java.util.Optional.empty());
        engine.advance(run);
        bed.router.setByHand(made);
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.router.durable).isEqualTo(made);
    }

    @Test
    void serviceThatTheRouterCannotReachIsRefusedAtOnce() {
        bed.swarm.networks.add(new Swarm.OverlayNetwork("other-id", "other", 200));
        for (String network : java.util.List.of("other", "host")) {
            bed.swarm.createByHand(handMade()
                    .withName("on-" + network)
                    .edited(tree -> Json.object(tree, "TaskTemplate")
                            .put("Networks", java.util.List.of(java.util.Map.of("Target", network)))));
            assertThatThrownBy(() -> adopt("on-" + network))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("router")
                    .hasMessageContaining("docker service update --network-add NETWORK on-" + network);
        }
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void serviceOfAnotherApplicationIsRefused() {
        bed.swarm.createByHand(handMade().withLabels(java.util.Map.of(Labels.APPLICATION, "other")));
        assertThatThrownBy(() -> adopt("shop")).hasMessageContaining("belongs to application other");
        assertThatThrownBy(() -> adopt("nothing")).hasMessageContaining("no service of this name");
    }
}
