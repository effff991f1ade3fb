package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Managers' engines are killed: the others replace one; if two are killed, the delivery waits. */
@OnLab(cluster = "production", app = "it-managers", alone = true)
@Tag("slow")
class ManagersIT extends LabTest {
    private static final List<String> NODES = List.of("p1", "p2", "p3");

    /** Requests that two of three nodes may lose when their engines die: those of half a second. */
    private static final int IN_FLIGHT = 10;

    @TempDir
    Path folder;

    @Override
    String spec() {
        return exampleSpec();
    }

    @AfterEach
    void repair() {
        NodeFaults.repair(cluster, NODES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "converging", "baking"})
    @Fault(
            value = "managers: the engine of the leader is killed while a delivery is starting, converging, baking",
            outcome = "the other managers are asked; the delivery completes, and one color serves on every"
                    + " remaining proxy")
    void otherManagersReplaceAKilledLeader(String phase) {
        deliver("1.0").expect(0);
        String leader = NodeFaults.leader(cluster);
        int status;
        try (CliProcess delivery =
                CliProcess.start(folder, arguments("deliver", "--image", LAB.image("2.0"), "--bake", "10s"))) {
            delivery.awaitPhase(phase);
            NodeFaults.killEngine(leader);
            status = delivery.awaitEnd();
        }
        assertThat(status).isIn(0, 1);
        NodeFaults.repair(cluster, NODES);
        // An engine that restarts also restarts its replica of the router, and only then does the Swarm notice.
        Await.passes(() -> assertLive(status == 0 ? "green 2.0" : "blue 1.0", status == 0 ? green() : blue()));
        deliver("2.1").expect(0);
    }

    @Test
    @Fault(
            value = "managers: quorum is lost",
            outcome = "refused, nothing changes; users are served, except by a node whose engine died: its"
                    + " proxy knows its tasks for 30 s, then responds with 503. A delivery starts within a"
                    + " minute of regained quorum",
            says = "The swarm does not have a leader")
    void nothingBeginsWithoutQuorum() {
        deliver("1.0").expect(0);
        URI dead = replica("p2");
        String left = replica("p1").getHost();
        try (Traffic traffic =
                Traffic.through(cluster, app, replica -> replica.getHost().equals(left))) {
            loseQuorum();
            ask(dead);
            cli("deliver", "--image", LAB.image("2.0")).expect(5);
            // For some seconds, a leader that is alone still answers from what it knows, or does not answer in time.
            Await.passes(() -> assertThat(cli("status").expect(5).text()).contains("The swarm does not have a leader"));
            traffic.endWithFailures(IN_FLIGHT);
        }
        Await.passes(() -> assertThatThrownBy(() -> ask(dead)).hasMessageContaining("503"));
        NodeFaults.repair(cluster, NODES);
        Await.passes(() -> Proxies.assertServed(cluster, app, "blue 1.0"));
        deliver("2.0", "--wait", "2m").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Fault(
            value = "managers: quorum is lost during a delivery, and regained",
            outcome = "the delivery waits, then continues",
            says = "the cluster cannot be reached: ")
    void deliveryWaitsUntilQuorumIsRegained() {
        deliver("1.0").expect(0);
        Gate gate = Gate.in(folder);
        try (CliProcess delivery = CliProcess.start(
                folder, arguments("deliver", "--image", LAB.image("2.0"), "--pre-test", gate.command()))) {
            gate.awaitReached();
            loseQuorum();
            gate.open();
            delivery.awaitProgress("the cluster cannot be reached: ");
            NodeFaults.repair(cluster, NODES);
            delivery.expect(0);
        }
        assertLive("green 2.0", green());
        Proxies.assertServed(cluster, app, "green 2.0");
    }

    /** The address at which users reach the router's replica on a node. */
    private URI replica(String node) {
        String host = LAB.property("node." + node + ".address");
        return cluster.replicas(app).stream()
                .filter(address -> address.getHost().equals(host))
                .findFirst()
                .orElseThrow();
    }

    /** As a user does; fails if there is no response, or an error. */
    private void ask(URI replica) {
        LAB.curl("--header", "Host: " + app + ".lab", replica + "/version");
    }

    private static void loseQuorum() {
        NodeFaults.killEngine("p2");
        NodeFaults.killEngine("p3");
    }
}
