package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.time.Duration;
import java.time.Instant;

/**
 * A release that still runs although it serves nobody, or should not; it is retired at its deadline.
 *
 * @param placed the release and its service
 * @param until when it is due
 * @param reason why it still runs, for people; empty for a standby
 */
public record Kept(PlacedRelease placed, Instant until, String reason) {
    /** How long a failed candidate is kept for inspection. */
    public static final Duration INSPECTION = Duration.ofHours(24);

    /** How long until tasks that do not stop are checked again. */
    public static final Duration RECHECK = Duration.ofHours(1);

    /** The prefix of the reason if silent replicas of the router may still send users to the release. */
    public static final String WAITING = "rolled back, waiting for the router: ";

    /** The prefix of the reason if the release was left when a stuck delivery was accepted; likewise. */
    public static final String STUCK = "left by a delivery that was stuck";

    private static final int LONGEST_REASON = 500;

    public Kept {
        reason = Bounded.text(reason, LONGEST_REASON);
    }

    public boolean due(Instant now) {
        return !now.isBefore(until);
    }

    /** Whether a silent replica of the router may still send users to it. */
    public boolean mayServe() {
        return reason.startsWith(WAITING) || reason.startsWith(STUCK);
    }

    @Override
    public String toString() {
        return placed + (reason.isEmpty() ? "" : ": " + reason);
    }
}
