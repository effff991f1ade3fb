package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two replicas of Traefik that follow the labels when a test says so. */
abstract class TraefikTestBed {
    static final Application SHOP = new Application("shop");
    static final Target BLUE = new Target(Color.BLUE, "1.0");
    static final Target GREEN = new Target(Color.GREEN, "2.0");
    static final Route LIVE = new Route(Optional.of(BLUE), Optional.empty());
    static final Route PREVIEW = new Route(Optional.of(BLUE), Optional.of(GREEN));
    static final Route SWITCHED = new Route(Optional.of(GREEN), Optional.empty());

    final RouterSwarm swarm = new RouterSwarm();
    FakeTraefik one;
    FakeTraefik two;
    TraefikRouter router;

    @BeforeEach
    void twoReplicas() throws Exception {
        one = new FakeTraefik();
        two = new FakeTraefik();
        swarm.changeByHand(
                RouterSwarm.ROUTER,
                spec -> spec.edited(tree -> tree.put(
                        "TaskTemplate",
                        Map.of(
                                "ContainerSpec",
                                Map.of("Image", "traefik:v3"),
                                "Networks",
                                List.of(Map.of("Target", "apps"))))));
        swarm.node("s1", "ready");
        swarm.node("s2", "ready");
        swarm.task("t1", "s1", "running", one.port());
        swarm.task("t2", "s2", "running", two.port());
        router = router(Optional.empty());
    }

    TraefikRouter router(Optional<TraefikSettings.Login> login) {
        return new TraefikRouter(
                swarm,
                new TraefikSettings(
                        RouterSwarm.ROUTER,
                        TraefikSettings.EntryPoints.DEFAULTS,
                        new TraefikSettings.Ports(8080, 8081, 9999),
                        new TraefikSettings.Api(Optional.empty(), "traefik", login),
                        HaproxySettings.Urls.NONE));
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    void refresh() {
        one.refresh(swarm.services());
        two.refresh(swarm.services());
    }

    /** A service as a delivery makes it: from the labels of a stack file, with those that the router adds. */
    void deliver(String part, Color color, Map<String, String> written) {
        String name = "shop-" + part + "-" + color;
        Map<String, String> labels = new HashMap<>(written);
        labels.put(Labels.SERVICE, part);
        Map<String, String> added = router.labels(name, labels);
        labels.keySet().removeIf(label -> label.startsWith("traefik."));
        labels.putAll(added);
        labels.put(Labels.APPLICATION, "shop");
        labels.put(Labels.COLOR, color.word());
        swarm.createByHand(new ServiceSpec(Map.of("Name", name, "Labels", labels)));
    }
}
