package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.time.Duration;
import java.time.Instant;

/**
 * A release that serves nobody, or should not, and still runs; it is retired when its time has come.
 *
 * @param placed the release and its service
 * @param until when it is due
 * @param reason why it still runs, for a person; empty for a standby
 */
public record Kept(PlacedRelease placed, Instant until, String reason) {
    /** How long a failed candidate is kept for inspection. */
    public static final Duration INSPECTION = Duration.ofHours(24);

    /** Until tasks that do not end are looked at again. */
    public static final Duration GHOST = Duration.ofHours(1);

    /** What begins the reason of a release that silent replicas of the router may still send users to. */
    public static final String WAITING = "rolled back, waiting for the router: ";

    /** What begins the reason of a release that was left when a stuck delivery was accepted as it stood; likewise. */
    public static final String STUCK = "left by a delivery that was stuck";

    private static final int LONGEST_REASON = 500;

    public Kept {
        reason = Bounded.text(reason, LONGEST_REASON);
    }

    public boolean due(Instant now) {
        return !now.isBefore(until);
    }

    /** A replica of the router that is silent may still send users to it. */
    public boolean mayServe() {
        return reason.startsWith(WAITING) || reason.startsWith(STUCK);
    }

    @Override
    public String toString() {
        return placed + (reason.isEmpty() ? "" : ": " + reason);
    }
}
