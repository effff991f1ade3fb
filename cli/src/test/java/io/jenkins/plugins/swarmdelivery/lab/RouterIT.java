package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Three replicas of HAProxy, used only by these tests: all of them switch, whatever happens to one of them. */
@OnLab(cluster = "spare", app = "it-router")
@Order(1) // The longest ones first.
class RouterIT extends LabTest {
    private static final List<String> NODES = List.of("p1", "p2", "p3");

    @TempDir
    Path folder;

    @AfterEach
    void awaitEveryReplica() {
        NODES.forEach(Proxies::reconnectAdmin);
        Proxies.awaitAll(cluster);
        cluster.router.forget(app);
    }

    @Test
    void switchesEveryReplicaWithoutAFailedRequest() {
        deliver("1.0").expect(0);
        Proxies.assertServed(cluster, app, "blue 1.0");
        try (Traffic traffic = Traffic.to(cluster, app)) {
            deliver("2.0").expect(0);
            Proxies.assertServed(cluster, app, "green 2.0");
            deliver("2.1", "--keep-standby", "1h").expect(0);
            Proxies.assertServed(cluster, app, "blue 2.1");
            cli("rollback").expect(0);
            Proxies.assertServed(cluster, app, "green 2.0");
            deliver("3.0", "--post-test", "false").expect(1);
            Proxies.assertServed(cluster, app, "green 2.0");
            assertThat(traffic.endWithoutFailure())
                    .containsExactlyInAnyOrder("blue 1.0", "green 2.0", "blue 2.1", "blue 3.0");
        }
        assertLive("green 2.0", green());
    }

    @ParameterizedTest
    @Cases(
            value = "p2",
            slow = {"p1", "p3"})
    @Fault(
            value = "router: each replica is killed in turn, with no delivery",
            outcome = "its replacement starts with the live color; behind a load balancer no request fails")
    void killedReplicaReturnsWithTheLiveColor(String node) {
        deliver("1.0").expect(0);
        deliver("2.0").expect(0);
        try (Traffic traffic = Traffic.balanced(cluster, app)) {
            Proxies.awaitAnother(cluster, node, Proxies.kill(cluster, node));
            assertThat(traffic.endWithoutFailure()).containsExactly("green 2.0");
        }
        // A replica that runs may not listen yet.
        Await.until(
                "every replica answers", () -> cluster.router.view(app).silent().isEmpty());
        assertLive("green 2.0", green());
        Proxies.assertServed(cluster, app, "green 2.0");
    }

    @ParameterizedTest
    @Cases(
            value = "switching",
            slow = {"previewing", "baking", "retiring"})
    @Fault(
            value = "router: a replica is killed before, during and after the switch",
            outcome = "the release goes live or the previous state is restored; in both cases, all replicas"
                    + " serve the same color")
    void replicaKilledDuringADeliveryReturnsWithTheLiveColor(String phase) {
        deliver("1.0").expect(0);
        String killed;
        int status;
        try (CliProcess delivery = CliProcess.start(
                folder, arguments("deliver", "--image", LAB.image("2.0"), "--bake", "5s", "--revert-timeout", "10m"))) {
            delivery.awaitPhase(phase);
            killed = Proxies.kill(cluster, "p2");
            status = delivery.awaitEnd();
        }
        // It may or may not have been back in time; if not, the previous state is restored.
        assertThat(status).isIn(0, 1);
        Proxies.awaitAnother(cluster, "p2", killed);
        assertLive(status == 0 ? "green 2.0" : "blue 1.0", status == 0 ? green() : blue());
        Proxies.assertServed(cluster, app, status == 0 ? "green 2.0" : "blue 1.0");
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "router: a replica is unreachable when a delivery begins",
            outcome = "refused before anything changes",
            says = "replica p2 ")
    void nothingBeginsWithAnUnreachableReplica() {
        deliver("1.0").expect(0);
        LAB.run("sh", "-c", Proxies.cutOffAdmin("p2"));
        assertThat(deliver("2.0").expect(2).text()).contains(unreachable());
        assertThat(cluster.services(app)).containsExactly(blue());
        Proxies.assertServed(cluster, app, "blue 1.0");

        Proxies.reconnectAdmin("p2");
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "router: a replica is unreachable before the switch",
            outcome = "users stay where they are; no request fails",
            says = "the preview could not be cleared: ")
    void replicaUnreachableBeforeTheSwitchEndsTheDelivery() {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            Cli.Outcome outcome = deliver(
                            "2.0", "--shell", "--pre-test", Proxies.cutOffAdmin("p2"), "--revert-timeout", "3s")
                    .expect(1);
            assertThat(failure(outcome)).contains(unreachable());
            assertThat(outcome.progress()).contains("the preview could not be cleared: ");
            assertThat(traffic.endWithoutFailure()).containsExactly("blue 1.0");
        }
        Proxies.reconnectAdmin("p2");
        assertLive("blue 1.0", blue());
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Fault(
            value = "router: a replica is unreachable after the switch and during the rollback",
            outcome = "the others are rolled back at once; the new release keeps running until that replica"
                    + " has shown the rollback",
            says = "rolled back, waiting for the router: ")
    void replicaUnreachableAfterTheSwitchKeepsWhatItMayServe() {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            Cli.Outcome outcome = deliver(
                            "2.0", "--shell", "--post-test", Proxies.cutOffAdmin("p2"), "--revert-timeout", "3s")
                    .expect(1);
            assertThat(outcome.json().path("outcome").asText()).isEqualTo("rolled-back");
            assertThat(failure(outcome)).contains(unreachable());
            assertThat(cluster.services(app)).containsExactly(blue(), green());
            assertThat(Proxies.served(cluster, app).values()).containsExactly("blue 1.0", "green 2.0", "blue 1.0");
            assertThat(cli("status").expect(0).text())
                    .contains("rolled back, waiting for the router: ", unreachable(), "overdue");
            assertThat(cli("retire", "--due").expect(0).text()).contains("\"retired\" : [ ]");
            assertThat(deliver("2.1").expect(2).text()).contains(unreachable());
            assertThat(cluster.services(app)).containsExactly(blue(), green());

            Proxies.reconnectAdmin("p2");
            assertThat(cli("resume").expect(0).json().path("outcome").asText()).isEqualTo("done");
            Proxies.assertServed(cluster, app, "blue 1.0");
            traffic.endWithoutFailure();
        }
        assertLive("blue 1.0", blue());
        deliver("2.1").expect(0);
        assertLive("green 2.1", green());
    }

    @ParameterizedTest
    @Cases(value = "3", slow = "1")
    @Fault(
            value = "router: a replica stops answering during the switch",
            outcome = "users stay where they are; resume retires what that replica may still serve",
            says = "replica p2 ")
    void replicaFailingAroundTheSwitchEndsInADefinedState(int connections) {
        deliver("1.0").expect(0);
        String silent = Proxies.cutOffAdmin("p2", connections);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            Cli.Outcome outcome =
                    deliver("2.0", "--shell", "--pre-test", silent, "--bake", "2s", "--revert-timeout", "3s");
            outcome.expect(1);
            assertThat(failure(outcome)).contains(unreachable());
            assertThat(cluster.ledger(app).delivery()).isEmpty();

            Proxies.reconnectAdmin("p2");
            cli("resume").expect(0);
            assertLive("blue 1.0", blue());
            deliver("2.0").expect(0);
            traffic.endWithoutFailure();
        }
        assertLive("green 2.0", green());
        Proxies.assertServed(cluster, app, "green 2.0");
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "router: a replica accepts requests and does not answer",
            outcome = "users stay where they are",
            says = "replica p2 ")
    void replicaFrozenBeforeTheSwitchEndsTheDelivery() {
        deliver("1.0").expect(0);
        try {
            Cli.Outcome outcome = deliver(
                            "2.0", "--shell", "--pre-test", Proxies.freeze(cluster, "p2"), "--revert-timeout", "3s")
                    .expect(1);
            assertThat(failure(outcome)).contains(unreachable());
        } finally {
            Proxies.thaw(cluster, "p2");
        }
        assertLive("blue 1.0", blue());
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
        Proxies.assertServed(cluster, app, "green 2.0");
    }

    @Test
    @Fault(
            value = "rollback: a replica of the router accepts requests and does not answer",
            outcome = "the others switch; the release that users leave keeps running until that replica has"
                    + " shown the change",
            says = "rolled back, waiting for the router: ")
    void rollbackDoesNotWaitForAFrozenReplica() {
        deliver("1.0").expect(0);
        deliver("2.0", "--keep-standby", "1h").expect(0);
        try {
            LAB.run("sh", "-c", Proxies.freeze(cluster, "p2"));
            Cli.Outcome outcome = cli("rollback").expect(0);
            assertThat(outcome.progress()).contains("rolled back, waiting for the router: ", unreachable());
            assertThat(cluster.services(app)).containsExactly(blue(), green());
        } finally {
            Proxies.thaw(cluster, "p2");
        }
        cli("resume").expect(0);
        assertLive("blue 1.0", blue());
        Proxies.assertServed(cluster, app, "blue 1.0");
    }

    @Test
    @Fault(
            value = "router: an application is paused under load, delivered, and a replica is killed meanwhile",
            outcome = "users get the maintenance page and no other error, also from the replaced replica; tests get"
                    + " through; after the pause no request fails")
    void pausedApplicationSendsItsPageAndNoOtherError() throws Exception {
        deliver("1.0").expect(0);
        try (Visitors visitors = Visitors.to(cluster, app)) {
            pause("pause", "--message", "Back soon.").expect(0);
            visitors.enter("paused");
            assertThat(Proxies.previewed(cluster, app).values()).containsOnly("blue 1.0");
            Cli.Outcome delivered = deliver("2.0", "--probe", "/version").expect(0);
            assertThat(delivered.progress()).contains("is paused by ", "Back soon.");
            assertThat(Proxies.previewed(cluster, app).values()).containsOnly("green 2.0");
            visitors.enter("ending");
            pause("unpause").expect(0);
            visitors.enter("unpaused");
            assertThat(visitors.end())
                    .contains("paused: 503 page", "unpaused: 200 green 2.0")
                    .isSubsetOf(
                            "beginning: 200 blue 1.0",
                            "beginning: 503 page",
                            "paused: 503 page",
                            "ending: 503 page",
                            "ending: 200 green 2.0",
                            "unpaused: 200 green 2.0");
        }

        pause("pause").expect(0);
        Proxies.awaitAnother(cluster, "p2", Proxies.kill(cluster, "p2"));
        Await.until(
                "every replica answers", () -> cluster.router.view(app).silent().isEmpty());
        assertThat(cluster.router.view(app).pause().durable()).isPresent();
        assertThat(cluster.router.view(app).pause().differing()).isEmpty();
        for (URI replica : cluster.replicas(app)) {
            assertThat(Visitors.ask(replica, app)).as("%s", replica).isEqualTo("503 page");
        }
        assertThat(cli("status").expect(0).text()).contains("\"paused\" : {", "\"disagreements\" : [ ]");
        pause("unpause").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            deliver("2.1").expect(0);
            assertThat(traffic.endWithoutFailure()).containsExactlyInAnyOrder("green 2.0", "blue 2.1");
        }
    }

    private Cli.Outcome pause(String verb, String... options) {
        List<String> arguments = new ArrayList<>(List.of("router", verb, cluster.name, app.name()));
        arguments.addAll(List.of(options));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private static String failure(Cli.Outcome outcome) {
        JsonNode failure = outcome.json().path("delivery").path("failure");
        assertThat(failure.isTextual()).as("failure in %s", outcome.text()).isTrue();
        return failure.asText();
    }

    /** The name of the cut-off replica in messages. */
    private static String unreachable() {
        return "replica p2 " + LAB.property("node.p2.address") + ": ";
    }
}
