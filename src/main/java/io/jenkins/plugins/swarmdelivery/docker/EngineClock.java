package io.jenkins.plugins.swarmdelivery.docker;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The engines' time, taken from the {@code Date} header of their responses; this machine's time before the first
 * response. All who change one Swarm thus judge its leases by its managers' clocks, whatever their own clocks show.
 *
 * <p>The header has whole seconds and takes a moment to arrive. This clock therefore keeps the last difference to the
 * machine's clock until it is off by more than {@link #TOLERANCE}.
 */
final class EngineClock extends Clock {
    /**
     * Covers whole seconds and slow responses; negligible beside {@link
     * io.jenkins.plugins.swarmdelivery.engine.ledger.Lease#TERM}.
     */
    static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final Clock local;
    private volatile Duration ahead = Duration.ZERO;

    EngineClock(Clock local) {
        this.local = local;
    }

    /**
     * Called when a response has just arrived.
     *
     * @param asked when the request was sent, by this clock
     * @param date its header, RFC 9110; if null or unreadable, as when a proxy removed it, the clock is left unchanged
     */
    void answered(Instant asked, String date) {
        if (date == null) {
            return;
        }
        Instant theirs;
        try {
            theirs = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeException e) {
            return;
        }
        boolean agrees = !theirs.isBefore(asked.minus(TOLERANCE))
                && !theirs.isAfter(instant().plus(TOLERANCE));
        if (!agrees) {
            ahead = Duration.between(local.instant(), theirs);
        }
    }

    @Override
    public Instant instant() {
        return local.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Only instants are used. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
