package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An application as last seen.
 *
 * @param name of the application
 * @param status as seen; empty if it could never be read
 * @param at when it was seen
 * @param problem why it could not be read since then; empty if it could
 * @param ahead how far the cluster's clock was ahead of ours: its leases are judged by that clock
 */
public record ApplicationView(String name, Optional<Status> status, Instant at, String problem, Duration ahead) {
    /** An application that was not queried yet. */
    public static ApplicationView unseen(String name) {
        return new ApplicationView(name, Optional.empty(), Instant.EPOCH, "", Duration.ZERO);
    }

    ApplicationView failing(String why) {
        return new ApplicationView(name, status, at, why, ahead);
    }

    /** Whether someone holds the lease at this time of our clock. */
    public boolean held(Instant now) {
        return ledger().flatMap(Ledger::lease)
                .filter(lease -> !lease.expired(now.plus(ahead)))
                .isPresent();
    }

    public Optional<Ledger> ledger() {
        return status.map(Status::ledger);
    }
}
