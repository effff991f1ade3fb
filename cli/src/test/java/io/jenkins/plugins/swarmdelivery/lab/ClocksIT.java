package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anna's clock is an hour ahead; Bert's and the managers' clocks are right. */
@OnLab(cluster = "production", app = "it-clocks")
class ClocksIT extends LabTest {
    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
    /**
     * Only the time of day is wrong: Java waits by the monotonic clock, which is neither faked nor corrected by
     * libfaketime.
     */
    private static final Map<String, String> AHEAD = Map.of(
            "LD_PRELOAD",
            LIBRARY.toString(),
            "FAKETIME",
            "+1h",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0");

    @TempDir
    Path folder;

    @BeforeEach
    void deliverFirstRelease() {
        assumeTrue(Files.exists(LIBRARY), "Debian's faketime is installed");
        deliver("1.0").expect(0);
    }

    @Test
    @Fault(
            value = "clocks: a client an hour ahead wants a lease that is held",
            outcome = "refused: the managers' clock counts",
            says = "it-clocks is locked by bert")
    void fastClockDoesNotTakeOverALiveLease() {
        Gate gate = Gate.in(folder);
        try (CliProcess bert = deliverAs("bert", Map.of(), "2.0", "--pre-test", gate.command())) {
            gate.awaitReached();
            try (CliProcess anna = deliverAs("anna", AHEAD, "2.1")) {
                anna.expect(4);
            }
            gate.open();
            bert.expect(0);
        }
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "clocks: a client an hour ahead takes the lease and dies",
            outcome = "another client takes over after a minute, not after an hour",
            says = "took over the lease of anna")
    void leaseOfAFastClockExpiresNormally() {
        Gate gate = Gate.in(folder);
        try (CliProcess anna = deliverAs("anna", AHEAD, "2.0", "--pre-test", gate.command())) {
            gate.awaitReached();
            anna.kill();
        }
        Lease left = cluster.ledger(app).lease().orElseThrow();
        assertThat(left.owner()).startsWith("anna");
        assertThat(left.expires()).isBefore(Instant.now().plus(Lease.TERM).plus(Duration.ofSeconds(30)));
        deliver("2.1", "--wait", "10m").expect(0);
        assertLive("green 2.1", green());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "clocks: two clients an hour apart race for a lease",
            outcome = "one gets it, the other waits, and they deliver one after the other",
            says = "waiting: it-clocks is locked by ")
    void ownersWithDifferentClocksTakeTurns() {
        try (CliProcess anna = deliverAs("anna", AHEAD, "2.0", "--wait", "10m");
                CliProcess bert = deliverAs("bert", Map.of(), "2.1", "--wait", "10m")) {
            anna.expect(0);
            bert.expect(0);
        }
        assertThat(cluster.ledger(app).history())
                .extracting(entry -> entry.version() + " " + entry.outcome())
                .hasSize(3)
                .contains("2.0 done", "2.1 done");
        String last = cluster.ledger(app).active().orElseThrow().toString();
        assertLive(last, blue());
        assertThat(last).startsWith("blue");
    }

    private CliProcess deliverAs(String who, Map<String, String> clock, String version, String... options) {
        String[] all = Stream.concat(Stream.of("--image", LAB.image(version), "--by", who), Stream.of(options))
                .toArray(String[]::new);
        return CliProcess.start(folder, clock, arguments("deliver", all));
    }
}
