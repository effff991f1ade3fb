package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The network from the engine to all managers is cut for half a minute, in one direction; the lease is longer than
 * that.
 */
@OnLab(cluster = "production", app = "it-network", alone = true)
@Tag("slow")
class NetworkIT extends LabTest {
    private static final List<String> NODES = List.of("p1", "p2", "p3");
    private static final long CUT_SECONDS = 30;

    @TempDir
    Path folder;

    @Override
    String spec() {
        return exampleSpec();
    }

    @AfterEach
    void reconnect() {
        NodeFaults.reconnect(NODES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "switching", "retiring"})
    @Fault(
            value = "network: no request reaches a manager for 30 s, in three phases",
            outcome = "the delivery waits, continues, and succeeds; no request fails",
            says = "the cluster cannot be reached: ")
    void waitsWhileRequestsAreLost(String phase) throws InterruptedException {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            cut(phase, () -> NodeFaults.dropRequests(NODES));
            traffic.endWithoutFailure();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "switching", "retiring"})
    @Fault(
            value = "network: requests reach managers, but no response comes back for 30 s, in three phases",
            outcome = "completed work is recognized and not repeated; the delivery continues and succeeds; no"
                    + " request fails",
            says = "the cluster cannot be reached: ")
    void readsBackWhenResponsesAreLost(String phase) throws InterruptedException {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            cut(phase, () -> NodeFaults.dropAnswers(NODES));
            traffic.endWithoutFailure();
        }
    }

    private void cut(String phase, Runnable fault) throws InterruptedException {
        try (CliProcess delivery =
                CliProcess.start(folder, arguments("deliver", "--image", LAB.image("2.0"), "--bake", "2s"))) {
            delivery.awaitPhase(phase);
            fault.run();
            TimeUnit.SECONDS.sleep(CUT_SECONDS);
            NodeFaults.reconnect(NODES);
            delivery.expect(0);
        }
        assertLive("green 2.0", green());
        Proxies.assertServed(cluster, app, "green 2.0");
        assertThat(cluster.ledger(app).history()).hasSize(2);
    }
}
