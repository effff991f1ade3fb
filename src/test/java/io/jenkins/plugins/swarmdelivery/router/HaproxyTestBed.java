package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A router with two replicas, on nodes s1 and s2, that serve blue 1.0. */
abstract class HaproxyTestBed {
    private static final String EC = "-keyalg EC -groupname secp256r1";
    static final Application APP = new Application("go-demo");
    static final Target BLUE = new Target(Color.BLUE, "1.0");
    static final Target GREEN = new Target(Color.GREEN, "2.0");
    static final Route SWITCHED = new Route(Optional.of(GREEN), Optional.empty());

    static TestCertificates server;
    static TestCertificates client;
    static TestCertificates stranger;

    final RouterSwarm swarm = new RouterSwarm();
    private final List<FakeHaproxy> started = new ArrayList<>();
    FakeHaproxy one;
    FakeHaproxy two;
    HaproxyRouter router;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws Exception {
        server = TestCertificates.make(folder, EC, "dns:swarm-router");
        client = TestCertificates.make(folder, EC, "dns:delivery");
        stranger = TestCertificates.make(folder, EC, "dns:stranger");
    }

    @BeforeEach
    void twoReplicas() throws Exception {
        one = haproxy();
        two = haproxy();
        swarm.node("s1", "ready");
        swarm.node("s2", "ready");
        swarm.task("t1", "s1", "running", one.port());
        swarm.task("t2", "s2", "running", two.port());
        router = new HaproxyRouter(swarm, settings("swarm-router", client.trusting(server)), Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        for (FakeHaproxy haproxy : started) {
            haproxy.close();
        }
    }

    FakeHaproxy haproxy() throws Exception {
        FakeHaproxy haproxy = new FakeHaproxy(server.admitting(client));
        haproxy.map.putAll(Map.of("go-demo.active", "blue/1.0", "go-demo.preview", "none"));
        started.add(haproxy);
        return haproxy;
    }

    static HaproxySettings settings(String serverName, TlsMaterial tls) {
        return new HaproxySettings(
                "swarm-router", serverName, HaproxySettings.Ports.DEFAULTS, HaproxySettings.Urls.NONE, () -> tls);
    }
}
