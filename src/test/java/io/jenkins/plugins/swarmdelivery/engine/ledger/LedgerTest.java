package io.jenkins.plugins.swarmdelivery.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import org.junit.jupiter.api.Test;

class LedgerTest {
    @Test
    void historyStaysBounded() {
        Ledger ledger = Ledger.empty(new Application("a"));
        Lease lease = new Lease("t", "o", "r", java.time.Instant.EPOCH, java.time.Instant.EPOCH);
        for (int i = 0; i < 60; i++) {
            ledger = ledger.recording(
                    HistoryEntry.unlocked(lease, "x".repeat(5000) + i, Author.named("a"), java.time.Instant.EPOCH));
        }
        assertThat(ledger.history())
                .hasSize(Ledger.HISTORY)
                .allMatch(entry -> entry.reason().length() < 700);
    }
}
