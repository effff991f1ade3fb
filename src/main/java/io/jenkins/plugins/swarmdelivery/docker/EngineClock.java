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
 * response. So everybody who changes a Swarm judges its leases by the managers' clocks, whatever their own clocks show.
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
     * @param sentAt when the request was sent, by this clock
     * @param date its header, RFC 9110; if null or unreadable, as when a proxy removed it, the clock is left unchanged
     */
    void answered(Instant sentAt, String date) {
        if (date == null) {
            return;
        }
        Instant engineTime;
        try {
            engineTime = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeException e) {
            return;
        }
        boolean agrees = !engineTime.isBefore(sentAt.minus(TOLERANCE))
                && !engineTime.isAfter(instant().plus(TOLERANCE));
        if (!agrees) {
            ahead = Duration.between(local.instant(), engineTime);
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
