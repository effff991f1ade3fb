package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A delivery in the ledger: all that somebody who resumes it needs to know.
 *
 * @param id unique; on the label of the service that it creates
 * @param kind what was asked for
 * @param phase where it stands
 * @param phaseSince when it got there
 * @param startedAt when it began
 * @param from what served users when it began; empty for a first release
 * @param to what shall serve them; for a retirement, what goes on serving
 * @param options how careful it is
 * @param author on whose behalf
 * @param failure why it goes back; empty while it does not
 * @param failedIn the phase in which that happened; empty likewise
 * @param setback what kind of reason that is; {@code FAILURE} while it does not go back
 * @param gaveUp the standby that had to make room for the candidate, e.g. {@code blue 1.0}; empty where none had to
 * @param took how long each phase took that has been left
 */
public record Delivery(
        String id,
        Kind kind,
        Phase phase,
        Instant phaseSince,
        Instant startedAt,
        Optional<PlacedRelease> from,
        PlacedRelease to,
        DeliveryOptions options,
        Author author,
        String failure,
        Optional<Phase> failedIn,
        Setback setback,
        String gaveUp,
        Map<Phase, Duration> took) {

    /** Bytes of what the ledger keeps of a failure; the log has all of it. */
    private static final int LONGEST_FAILURE = 4_000;

    private static final int LONGEST_LINE = 200;

    public Delivery {
        failure = Bounded.lines(failure, LONGEST_LINE, LONGEST_FAILURE);
    }

    public enum Kind {
        RELEASE,
        ROLLBACK,
        ADOPTION,
        RETIREMENT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What sends a delivery back: it was found wrong, somebody wanted that, or it took too long for whoever waits. */
    public enum Setback {
        FAILURE("failed"),
        ABORT("aborted"),
        TIMEOUT("timed-out");

        private final String word;

        Setback(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** How it has ended, or where it stands, in one word: one that was aborted or timed out did not fail. */
    public String outcome() {
        boolean back = phase == Phase.FAILED || phase == Phase.ROLLED_BACK;
        return back && setback != Setback.FAILURE ? setback.word() : phase.word();
    }

    /** The same for a log, e.g. {@code aborted by Anna, everything as before}. */
    public String meaning() {
        String meaning = outcome().equals(phase.word())
                ? phase.meaning()
                : failure.lines().findFirst().orElse(setback.word()) + ", "
                        + phase.meaning().replaceFirst("^failed, ", "");
        if (gaveUp.isEmpty() || !ended(Phase.FAILED, Phase.GIVEN_UP, Phase.ROLLED_BACK)) {
            return meaning;
        }
        return meaning.replace("everything as before", "as before") + ", without the standby " + gaveUp
                + ", which was given up";
    }

    private boolean ended(Phase... ends) {
        return List.of(ends).contains(phase);
    }

    /** A candidate that {@code deploy} left ready, waiting to be promoted. */
    public boolean parked() {
        return phase == Phase.READY && !options.wholeWay();
    }

    /**
     * It was to make a release live, and has ended with what was before it: that is failure for whoever delivers, and
     * success for whoever rolls back.
     */
    public boolean rolledBack() {
        return kind != Kind.ROLLBACK
                && (phase == Phase.FAILED || phase == Phase.GIVEN_UP || phase == Phase.ROLLED_BACK);
    }

    /** When a candidate that is ready will be given up; empty: never. */
    public Optional<Instant> expires() {
        return parked() && !options.expires().isZero()
                ? Optional.of(phaseSince.plus(options.expires()))
                : Optional.empty();
    }

    /** A candidate that nobody promoted before it expired. */
    boolean givenUp() {
        Duration waited = took.getOrDefault(Phase.READY, Duration.ZERO);
        return setback == Setback.FAILURE
                && failedIn.equals(Optional.of(Phase.READY))
                && !options.expires().isZero()
                && waited.compareTo(options.expires()) >= 0;
    }

    /** When users were moved, for a delivery that watches the new release. */
    Instant switchedAt() {
        Duration since = Duration.ZERO;
        for (Phase after : List.of(Phase.PROVING, Phase.REGISTERING, Phase.VERIFYING)) {
            since = since.plus(took.getOrDefault(after, Duration.ZERO));
        }
        return phaseSince.minus(since);
    }

    public Delivery enter(Phase next, Instant now) {
        Map<Phase, Duration> longer = new LinkedHashMap<>(took);
        longer.merge(phase, Duration.between(phaseSince, now), Duration::plus);
        return new Delivery(
                id,
                kind,
                next,
                now,
                startedAt,
                from,
                to,
                options,
                author,
                failure,
                failedIn,
                setback,
                gaveUp,
                Map.copyOf(longer));
    }

    public Delivery failing(String reason, Phase next, Instant now) {
        return failing(Setback.FAILURE, reason, next, now);
    }

    Delivery failing(Setback why, String reason, Phase next, Instant now) {
        Delivery left = enter(next, now);
        return new Delivery(
                id,
                kind,
                next,
                now,
                startedAt,
                from,
                to,
                options,
                author,
                reason,
                Optional.of(phase),
                why,
                gaveUp,
                left.took);
    }

    /** With a word on why it is done, for the history. */
    Delivery withNote(String note) {
        return new Delivery(
                id,
                kind,
                phase,
                phaseSince,
                startedAt,
                from,
                to,
                options,
                author,
                note,
                failedIn,
                setback,
                gaveUp,
                took);
    }

    public Delivery withTo(PlacedRelease placed) {
        return new Delivery(
                id,
                kind,
                phase,
                phaseSince,
                startedAt,
                from,
                placed,
                options,
                author,
                failure,
                failedIn,
                setback,
                gaveUp,
                took);
    }

    public Delivery withFrom(PlacedRelease placed) {
        return new Delivery(
                id,
                kind,
                phase,
                phaseSince,
                startedAt,
                Optional.of(placed),
                to,
                options,
                author,
                failure,
                failedIn,
                setback,
                gaveUp,
                took);
    }

    public Delivery withoutFrom() {
        return new Delivery(
                id,
                kind,
                phase,
                phaseSince,
                startedAt,
                Optional.empty(),
                to,
                options,
                author,
                failure,
                failedIn,
                setback,
                gaveUp,
                took);
    }

    Delivery withGaveUp(String standby) {
        return new Delivery(
                id,
                kind,
                phase,
                phaseSince,
                startedAt,
                from,
                to,
                options,
                author,
                failure,
                failedIn,
                setback,
                standby,
                took);
    }

    public Delivery withOptions(DeliveryOptions changed) {
        return new Delivery(
                id,
                kind,
                phase,
                phaseSince,
                startedAt,
                from,
                to,
                changed,
                author,
                failure,
                failedIn,
                setback,
                gaveUp,
                took);
    }

    public Delivery withAuthor(Author changed) {
        return new Delivery(
                id,
                kind,
                phase,
                phaseSince,
                startedAt,
                from,
                to,
                options,
                changed,
                failure,
                failedIn,
                setback,
                gaveUp,
                took);
    }
}
