package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

class TraefikContractTest extends TraefikTestBed implements TrafficRouterContract {
    @BeforeEach
    void bothHaveBothColors() {
        for (Application application : List.of(TrafficRouterContract.SHOP, MAPS)) {
            for (Color color : Color.values()) {
                service(application, color);
            }
        }
    }

    private void service(Application application, Color color) {
        String name = application.serviceName(color);
        Map<String, String> labels = new HashMap<>(
                Map.of("swarm-delivery.route.port", "8080", "swarm-delivery.route.host", application + ".example"));
        labels.putAll(router.labels(name, labels));
        labels.put(Labels.APPLICATION, application.name());
        labels.put(Labels.COLOR, color.word());
        swarm.createByHand(new ServiceSpec(Map.of("Name", name, "Labels", labels)));
    }

    @Override
    public TrafficRouter contracted() {
        return router;
    }

    /** A replica that is silent reads nothing, either. */
    @Override
    public void follow() {
        one.refresh(swarm.services());
        if (two.status == 200) {
            two.refresh(swarm.services());
        }
    }

    @Override
    public void silenceOne() {
        two.status = 503;
    }

    @Override
    public long writes() {
        return swarm.events.size();
    }
}
