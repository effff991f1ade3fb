package io.jenkins.plugins.swarmdelivery.docker;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The time of the engines that are asked, as the {@code Date} of their answers tells it; before the first answer, that
 * of this machine. So all who change one Swarm judge its leases by its managers' clocks, whatever their own say.
 *
 * <p>A date has whole seconds and takes a moment to get here: this machine's clock, moved by the difference last seen,
 * counts until it is off by more than {@link #TOLERANCE}.
 */
final class EngineClock extends Clock {
    /**
     * What is owed to whole seconds and slow answers, and nothing beside {@link
     * io.jenkins.plugins.swarmdelivery.engine.ledger.Lease#TERM}.
     */
    static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final Clock local;
    private volatile Duration ahead = Duration.ZERO;

    EngineClock(Clock local) {
        this.local = local;
    }

    /**
     * An answer came just now.
     *
     * @param asked when, by this clock
     * @param date its header, RFC 9110; null or unreadable where a proxy took it away: then nothing is learnt
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

    /** Instants alone are asked for. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
