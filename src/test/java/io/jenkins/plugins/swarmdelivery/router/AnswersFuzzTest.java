package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.fuzz.Fuzz;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feeds damaged runtime API responses to the router: each one yields either a valid route or a replica with an error.
 */
class AnswersFuzzTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";
    private static final Application APP = new Application("go-demo");
    private static final byte[] MAP =
            "0x55d4 go-demo.active blue/1.0\n0x55d5 go-demo.preview none\n0x55d6 shop.active green/2.0\n\n"
                    .getBytes(StandardCharsets.UTF_8);
    private static final byte[] STAT = """
            # pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,bck
            be_go-demo_blue,s1,0,0,3,3,,7,0,0,,0,,0,0,0,0,UP,1,0
            be_go-demo_blue,s2,0,0,0,0,,0,0,0,,0,,0,0,0,0,UP 1/2,1,0
            be_go-demo_blue,s3,0,0,1,0,,0,0,0,,0,,0,0,0,0,MAINT,1,0
            be_go-demo_blue,nobody,0,0,1,0,,0,0,0,,0,,0,0,0,0,no check,1,1
            """.getBytes(StandardCharsets.UTF_8);
    private static final byte[] BOTH = (text(MAP) + text(STAT)).getBytes(StandardCharsets.UTF_8);
    private static final String[] WORDS = {
        "0x1 go-demo.active ", "blue/", "green/3.0", "none", "0x", "\n", " ", ",", "UP", "99999999999999999999", "-1"
    };

    @TempDir
    Path folder;

    @Test
    void parsersTolerateDamagedResponses() throws Exception {
        Fuzz.of("HAProxy responses, parsed", 1000, damage -> {
            String map = text(damage.bytes(MAP, WORDS));
            HaproxyMap.parse(map).values().forEach(AnswersFuzzTest::route);
            try {
                HaproxyStats stats = HaproxyStats.parse(text(damage.bytes(STAT, WORDS)), Set.of());
                assertThat(stats.all().up()).isLessThanOrEqualTo(stats.all().used());
            } catch (IOException e) {
                throw new SwarmException.Unavailable("HaproxyRouter reports it as the replica's error", e);
            }
        });
    }

    /** Reads a route as HaproxyRouter does. */
    private static void route(String value) {
        try {
            assertThat(RouteText.write(RouteText.read(value))).isEqualTo(value);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains("is not a route");
        }
    }

    @Test
    void routerToleratesDamagedResponsesOverTls() throws Exception {
        TestCertificates server = TestCertificates.make(folder, EC, "dns:swarm-router");
        TestCertificates client = TestCertificates.make(folder, EC, "dns:delivery");
        RouterSwarm swarm = new RouterSwarm();
        swarm.node("s1", "ready");
        HaproxySettings settings = HaproxyTestBed.settings("swarm-router", client.trusting(server));
        HaproxyRouter router = new HaproxyRouter(swarm, settings, Clock.systemUTC());
        try (FakeHaproxy haproxy = new FakeHaproxy(server.admitting(client))) {
            Fuzz.of("HAProxy responses, over TLS", 8, damage -> {
                haproxy.commands.clear();
                haproxy.rawResponse = damage.bytes(damage.one(MAP, STAT, BOTH), WORDS);
                swarm.tasks.clear();
                swarm.task("t1", "s1", "running", haproxy.port());
                swarm.task("t2", "s1", "running", damage.one(haproxy.port(), 0, -1, 65_536, Integer.MAX_VALUE));
                try {
                    assertThat(router.view(APP).replicas()).hasSize(2);
                    assertThat(router.backends(APP, Color.BLUE)).hasSize(2);
                    assertThat(router.look(APP, Color.BLUE).backends()).hasSize(2);
                    router.addresses(APP);
                    swarm.labels(Map.of(RoutedHosts.LABEL, "go-demo=*"));
                    assertThat(router.addresses(APP).service()).hasSize(2);
                    swarm.labels(Map.of());
                } catch (DeliveryException e) {
                    throw new AssertionError("an error of one replica must not hide the other", e);
                }
            });
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
