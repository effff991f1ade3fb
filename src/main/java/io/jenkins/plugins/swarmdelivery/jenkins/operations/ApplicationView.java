package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An application as it was seen last.
 *
 * @param name of the application
 * @param status what was seen; empty where it could never be read
 * @param at when that was
 * @param problem why it could not be read since; empty while it can
 * @param ahead how far the cluster's clock was ahead of ours then: its leases are judged by that clock
 */
public record ApplicationView(String name, Optional<Status> status, Instant at, String problem, Duration ahead) {
    /** One that was not looked at yet. */
    public static ApplicationView unseen(String name) {
        return new ApplicationView(name, Optional.empty(), Instant.EPOCH, "", Duration.ZERO);
    }

    ApplicationView failing(String why) {
        return new ApplicationView(name, status, at, why, ahead);
    }

    /** Somebody holds the lease at this time of ours. */
    public boolean held(Instant now) {
        return ledger().flatMap(Ledger::lease)
                .filter(lease -> !lease.expired(now.plus(ahead)))
                .isPresent();
    }

    public Optional<Ledger> ledger() {
        return status.map(Status::ledger);
    }
}
