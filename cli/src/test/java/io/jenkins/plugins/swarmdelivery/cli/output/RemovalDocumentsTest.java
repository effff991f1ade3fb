package io.jenkins.plugins.swarmdelivery.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.TraefikRouter;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemovalDocumentsTest {
    private final FakeCluster cluster = new FakeCluster();

    private List<String> removed(TrafficRouter router) {
        cluster.deliver("1.0");
        return new RemovalDocuments(cluster.engine().removable(TestBed.APP, false), List.of(), false)
                .lines(TestBed.APP, "production", router, true);
    }

    @Test
    void behindHaproxyRoutesRemain() {
        assertThat(removed(cluster.router()))
                .last()
                .asString()
                .contains("503 for go-demo", "router up --without go-demo");
    }

    @Test
    void behindTraefikRoutesAreGone() {
        TraefikRouter traefik = new TraefikRouter(
                cluster.swarm(),
                new TraefikSettings(
                        TraefikSettings.SERVICE,
                        TraefikSettings.EntryPoints.DEFAULTS,
                        TraefikSettings.Ports.DEFAULTS,
                        new TraefikSettings.Api(Optional.empty(), "traefik", Optional.empty()),
                        HaproxySettings.Urls.NONE));

        assertThat(removed(traefik))
                .last()
                .asString()
                .contains("404 for go-demo")
                .doesNotContain("router up");
    }
}
