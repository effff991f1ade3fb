package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users who come through a real Caddy and a real nginx, configured as the page shows. Both run on this machine, whose address
 * the spare router trusts: see lab/for-tests.
 */
@OnLab(cluster = "spare", app = "it-behind")
class EdgeProxiesIT extends LabTest {
    /** A user's address on this machine. */
    private static final String USER = "127.0.0.7";

    @TempDir
    private Path folder;

    @BeforeAll
    static void programsCanBeHad() {
        for (Path program : List.of(Path.of("/usr/bin/caddy"), Path.of("/usr/sbin/nginx"))) {
            assumeTrue(
                    Files.isExecutable(program), program + " comes from a Debian package that could not be installed");
        }
    }

    @Test
    void usersLoseNothingWhileReleasesSwitchAndAReplicaDies() {
        deliver("1.0").expect(0);
        List<URI> replicas = cluster.replicas(app);
        try (EdgeProcess caddy = EdgeProcess.caddy(folder, replicas);
                EdgeProcess nginx = EdgeProcess.nginx(folder, replicas);
                Traffic traffic = Traffic.behind(app, List.of(caddy.address(), nginx.address()))) {
            deliver("2.0").expect(0);
            deliver("2.1", "--keep-standby", "5m").expect(0);
            cli("rollback").expect(0);
            String killed = Proxies.kill(cluster, "p2");
            Proxies.awaitAnother(cluster, "p2", killed);

            assertApplicationIsTold(List.of(caddy, nginx), replicas);
            assertThat(traffic.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0", "blue 2.1");
        }
        assertLive("green 2.0", green());
    }

    /** Who the users are that come through a proxy, and that come directly; whatever they say themselves. */
    private void assertApplicationIsTold(List<EdgeProcess> edges, List<URI> replicas) {
        assertThat(edges)
                .allSatisfy(edge -> assertThat(LAB.curl(request(edge.address(), "--interface", USER))
                                .strip())
                        .isEqualTo(USER + " http"));
        String neighbor = LAB.property("node.s1.address");
        assertThat(replicas)
                .allSatisfy(replica -> assertThat(LAB.lab(request(replica, "ns", "s1", "curl", "-sSf"))
                                .strip())
                        .isEqualTo(neighbor + " http"));
    }

    private String[] request(URI address, String... before) {
        List<String> words = new ArrayList<>(List.of(before));
        for (String header : List.of("Host: " + app + ".lab", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https")) {
            words.addAll(List.of("--header", header));
        }
        words.addAll(List.of("--noproxy", "*", address.resolve("/forwarded").toString()));
        return words.toArray(String[]::new);
    }
}
