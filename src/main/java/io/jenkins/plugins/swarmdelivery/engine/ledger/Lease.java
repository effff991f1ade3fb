package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.time.Duration;
import java.time.Instant;

/**
 * The right to change an application.
 *
 * @param token known to its holder alone; distinguishes two runs of the same owner
 * @param owner who holds it
 * @param reason why it was taken
 * @param since when it was taken
 * @param expires when it can be taken over; extended while the holder works
 */
public record Lease(String token, String owner, String reason, Instant since, Instant expires) {
    /** Long enough for a holder that is slow or briefly cut off, short enough for people on call. */
    public static final Duration TERM = Duration.ofSeconds(60);

    private static final int LONGEST = 200;

    public Lease {
        owner = Bounded.text(owner, LONGEST);
        reason = Bounded.text(reason, LONGEST);
    }

    /** Who holds it, since when and why, for people. */
    public String holder() {
        return owner + " since " + Durations.at(since) + ": " + reason;
    }

    public boolean expired(Instant now) {
        return !now.isBefore(expires);
    }

    /**
     * Whether a third of the term has passed: a write to a Swarm that has just lost its quorum can take half a minute
     * to fail, and there should be time for another.
     */
    public boolean dueForRenewal(Instant now) {
        return now.isAfter(expires.minus(TERM.multipliedBy(2).dividedBy(3)));
    }

    public Lease renewed(Instant now) {
        return new Lease(token, owner, reason, since, now.plus(TERM));
    }
}
