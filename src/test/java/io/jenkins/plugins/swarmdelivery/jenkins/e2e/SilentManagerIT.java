package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The only manager of a cluster says nothing, as if it had lost its power. */
class SilentManagerIT {
    private static final ServerSocket MANAGER = open();
    private static final String ADDRESS = MANAGER.getInetAddress().getHostAddress() + ":" + MANAGER.getLocalPort();

    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatGoesDown(Map.of("silent", ADDRESS));

    private static ServerSocket open() {
        try {
            return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void close() throws IOException {
        MANAGER.close();
    }

    @Test
    void deliveryFailsWithItsAddress() {
        DeliverJob job = DeliverJob.in(JENKINS, "silent", JENKINS.as(LabJenkins.RELEASE_MANAGER), DeliverJob.DURABLE);

        int build = job.start("silent", "it-silent", "1.0", Map.of());

        JENKINS.assertResult(job.name(), build, "FAILURE");
        assertThat(JENKINS.log(job.name(), build)).contains(ADDRESS, "no manager of the Swarm answers");
    }
}
