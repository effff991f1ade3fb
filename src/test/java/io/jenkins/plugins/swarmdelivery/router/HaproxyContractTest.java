package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

class HaproxyContractTest extends HaproxyTestBed implements TrafficRouterContract {
    @BeforeEach
    void knowsBoth() {
        Stream.of(one, two)
                .forEach(replica -> replica.map.putAll(Map.of(
                        "shop.active", "none", "shop.preview", "none", "maps.active", "none", "maps.preview", "none")));
    }

    @Override
    public TrafficRouter contracted() {
        return router;
    }

    /** It is told. */
    @Override
    public void follow() {}

    @Override
    public void silenceOne() throws Exception {
        two.close();
    }

    @Override
    public long writes() {
        return swarm.events.stream().filter(event -> event.startsWith("update")).count();
    }
}
