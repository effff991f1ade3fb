package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaproxyAdminTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";

    @Test
    void resumesTlsSessionsPerReplicaDespiteSharedName(@TempDir Path folder) throws Exception {
        TestCertificates server = TestCertificates.make(folder, EC, "dns:swarm-router");
        TestCertificates client = TestCertificates.make(folder, EC, "dns:delivery");
        HaproxyAdmin admin = new HaproxyAdmin(HaproxyTestBed.settings("swarm-router", client.trusting(server)));
        try (FakeHaproxy one = new FakeHaproxy(server.admitting(client));
                FakeHaproxy two = new FakeHaproxy(server.admitting(client))) {
            for (int i = 0; i < 3; i++) {
                for (FakeHaproxy replica : Set.of(one, two)) {
                    admin.send(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), replica.port()), HaproxyMap.SHOW);
                }
                // Creation times of sessions have a resolution of one millisecond.
                Thread.sleep(5);
            }
            for (FakeHaproxy replica : Set.of(one, two)) {
                assertThat(replica.sessionStarts).hasSize(3);
                assertThat(Set.copyOf(replica.sessionStarts))
                        .as("creation times of the sessions with one replica")
                        .hasSize(1);
            }
        }
    }
}
