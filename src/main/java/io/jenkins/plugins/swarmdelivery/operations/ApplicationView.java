package io.jenkins.plugins.swarmdelivery.operations;

import io.jenkins.plugins.swarmdelivery.engine.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import java.time.Instant;
import java.util.Optional;

/**
 * An application as it was seen last.
 *
 * @param name of the application
 * @param status what was seen; empty where it could never be read
 * @param at when that was
 * @param problem why it could not be read since; empty while it can
 */
public record ApplicationView(String name, Optional<Status> status, Instant at, String problem) {
    /** One that was not looked at yet. */
    public static ApplicationView unseen(String name) {
        return new ApplicationView(name, Optional.empty(), Instant.EPOCH, "");
    }

    ApplicationView failing(String why) {
        return new ApplicationView(name, status, at, why);
    }

    public Optional<Ledger> ledger() {
        return status.map(Status::ledger);
    }
}
