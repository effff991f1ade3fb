package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.time.Duration;
import java.time.Instant;

/**
 * The right to change an application.
 *
 * @param token known to its holder alone; tells two runs of the same owner apart
 * @param owner who holds it
 * @param reason what for
 * @param since when it was taken
 * @param expires when anybody may take it over; moved on while the holder works
 */
public record Lease(String token, String owner, String reason, Instant since, Instant expires) {
    /** Long enough for a holder that is slow or cut off for a moment, short enough for on-call people. */
    public static final Duration TERM = Duration.ofSeconds(60);

    private static final int LONGEST = 200;

    public Lease {
        owner = Bounded.text(owner, LONGEST);
        reason = Bounded.text(reason, LONGEST);
    }

    /** Who holds it, since when and what for, for a person. */
    public String holder() {
        return owner + " since " + Durations.at(since) + ": " + reason;
    }

    public boolean expired(Instant now) {
        return !now.isBefore(expires);
    }

    /**
     * After a third of the term: a write to a Swarm that has just lost its quorum was seen to take half a minute to
     * fail, and there should be time for another.
     */
    public boolean dueForRenewal(Instant now) {
        return now.isAfter(expires.minus(TERM.multipliedBy(2).dividedBy(3)));
    }

    public Lease renewed(Instant now) {
        return new Lease(token, owner, reason, since, now.plus(TERM));
    }
}
