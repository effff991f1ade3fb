package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two users who want to change one application at the same time. */
@OnLab(cluster = "production", app = "it-lease")
class LeaseIT extends LabTest {
    @TempDir
    Path folder;

    private Gate gate;
    private CliProcess holder;

    /** 1.0 is live, and a delivery of 2.0 by someone else holds the lease until the gate opens. */
    @BeforeEach
    void startDelivery() {
        deliver("1.0").expect(0);
        gate = Gate.in(folder);
        holder = CliProcess.start(
                folder,
                arguments("deliver", "--image", LAB.image("2.0"), "--pre-test", gate.command(), "--by", "anna"));
        gate.awaitReached();
    }

    @AfterEach
    void closeDelivery() {
        holder.close();
    }

    @Test
    @Fault(
            value = "lease: another delivery holds it",
            outcome = "refused, with the holder, the reason and the time",
            says = "it-lease is locked by anna")
    void refusesASecondDeliveryAndNamesTheHolder() {
        Lease held = cluster.ledger(app).lease().orElseThrow();
        assertThat(held.owner()).isEqualTo("anna pid " + holder.pid());
        for (String command : List.of("deploy", "deliver")) {
            Cli.Outcome refused = cli(command, "--image", LAB.image("2.1")).expect(4);
            assertThat(refused.json().path("error").path("kind").asText()).isEqualTo("locked");
            assertThat(refused.json().path("error").path("message").asText())
                    .contains("it-lease is locked by anna pid " + holder.pid() + " since " + Durations.at(held.since()))
                    .contains(": deliver 2.0 (expires ");
        }
        cli("rollback").expect(4);
        cli("resume").expect(4);
        cli("retire").expect(4);
        cli("adopt", "--service", blue()).expect(4);
        assertThat(cluster.ledger(app).lease().map(Lease::token)).contains(held.token());
        assertThat(cli("status")
                        .expect(0)
                        .json()
                        .path("applications")
                        .path(0)
                        .path("lease")
                        .path("owner")
                        .asText())
                .isEqualTo(held.owner());

        gate.open();
        holder.expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    void waitingDeliveryGivesUpAfterItsPatience() {
        Cli.Outcome refused =
                cli("deliver", "--image", LAB.image("2.1"), "--wait", "3s").expect(4);
        assertThat(refused.progress()).contains("waiting: it-lease is locked by anna");
        gate.open();
        holder.expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    void waitingDeliveryContinuesWhenTheFirstHasEnded() {
        try (CliProcess second =
                CliProcess.start(folder, arguments("deliver", "--image", LAB.image("2.1"), "--wait", "10m"))) {
            second.awaitProgress("waiting: it-lease is locked by anna");
            gate.open();
            holder.expect(0);
            second.expect(0);
        }
        assertLive("blue 2.1", blue());
        assertThat(versions()).containsExactly("2.1 done", "2.0 done", "1.0 done");
    }

    @Test
    @Fault(
            value = "lease: its holder is killed",
            outcome = "taken over once it has expired, not before",
            says = "took over the lease of anna")
    void takesOverADeadOwnersLeaseOnceExpired() {
        holder.kill();
        Lease left = cluster.ledger(app).lease().orElseThrow();
        assertThat(cli("deliver", "--image", LAB.image("2.1")).expect(4).text()).contains("locked by anna");

        Cli.Outcome outcome =
                cli("deliver", "--image", LAB.image("2.1"), "--wait", "10m").expect(0);
        assertThat(outcome.progress())
                .contains("took over the lease of " + left.owner() + " (deliver 2.0), which expired at ");
        assertThat(Instant.parse(
                        outcome.json().path("delivery").path("startedAt").asText()))
                .as("nobody was early")
                .isAfterOrEqualTo(left.expires());
        assertLive("green 2.1", green());
        assertThat(versions()).containsExactly("2.1 done", "2.0 aborted", "1.0 done");
    }

    @Test
    @Fault(
            value = "lease: somebody breaks it during a delivery",
            outcome = "the holder changes nothing more",
            says = "the lease was lost, somebody broke it; this run changes nothing more")
    void holderOfABrokenLeaseChangesNothingMore() {
        assertThat(cli("unlock").expect(2).text()).contains("--reason");
        assertThat(cli("unlock", "--reason", " ").expect(2).text()).contains("say why");
        Lease broken = cluster.ledger(app).lease().orElseThrow();

        cli("unlock", "--reason", "anna went home", "--by", "bert").expect(0);
        JsonNode entry = cli("history").expect(0).json().path("history").path(0);
        assertThat(entry.path("event").asText()).isEqualTo("unlock");
        assertThat(entry.path("reason").asText()).isEqualTo("anna went home");
        assertThat(entry.path("author").path("name").asText()).isEqualTo("bert");
        assertThat(entry.path("previous").asText())
                .contains(broken.owner(), "deliver 2.0", Durations.at(broken.since()));
        assertThat(cli("unlock", "--reason", "again").expect(2).text()).contains("it-lease is not locked");

        gate.open();
        holder.expect(4);
        assertThat(holder.said()).contains("the lease was lost, somebody broke it; this run changes nothing more");
        assertLive("blue 1.0", blue(), green());
        Proxies.assertServed(cluster, app, "blue 1.0");

        cli("resume", "--pre-test", "true").expect(0);
        assertLive("green 2.0", green());
    }

    private List<String> versions() {
        return cluster.ledger(app).history().stream()
                .map(entry -> entry.version() + " " + entry.outcome())
                .toList();
    }
}
