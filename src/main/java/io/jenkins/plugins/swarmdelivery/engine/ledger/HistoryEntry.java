package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was done to an application, and how it ended.
 *
 * @param at when it ended
 * @param author on whose behalf
 */
public record HistoryEntry(Instant at, Deed deed, Subject subject, End end, Author author) {
    /**
     * @param event {@code release}, {@code rollback}, {@code adoption}, {@code retirement} or {@code unlock}
     * @param delivery its id; empty for an unlock
     */
    public record Deed(String event, String delivery) {}

    /**
     * The release that it was about; of an unlock only what was there before.
     *
     * @param release its number; 0 where there is none
     * @param version text of it
     * @param image with its digest
     * @param previous what served before, e.g. {@code blue 1.0}
     */
    public record Subject(int release, String version, String image, String color, String previous) {
        private static final int LONGEST_PREVIOUS = 300;

        public Subject {
            previous = Bounded.text(previous, LONGEST_PREVIOUS);
        }
    }

    /**
     * @param outcome {@code done}, {@code failed}, {@code rolled-back}, {@code given-up}, {@code stuck}; {@code aborted}
     *     or {@code timed-out} where that rolled it back
     * @param reason why it ended so; for an unlock, why it was done
     * @param took how long each phase took
     */
    public record End(String outcome, String reason, Map<Phase, Duration> took) {
        public End {
            reason = Bounded.text(reason, LONGEST_REASON);
        }
    }

    /** Bytes: long enough for a task's error and a few log lines. */
    private static final int LONGEST_REASON = 500;

    /** Bytes: long enough for why it ended so. */
    private static final int BRIEF_REASON = 100;

    /** What is kept of an old one where there is no room for all: what it was, who did it and how it ended. */
    HistoryEntry brief() {
        return new HistoryEntry(
                at, deed, subject, new End(outcome(), Bounded.text(reason(), BRIEF_REASON), Map.of()), author);
    }

    /** Whether it is the same retirement once more, with the same end: background work tries until it is done. */
    boolean repeats(HistoryEntry last) {
        return event().equals(Delivery.Kind.RETIREMENT.word())
                && event().equals(last.event())
                && release() == last.release()
                && previous().equals(last.previous())
                && outcome().equals(last.outcome());
    }

    /** Whether that is what somebody wanted who had asked for a delivery of that kind, see {@link Delivery#achieved}. */
    public boolean achieved(Delivery.Kind asked) {
        boolean rolledBack =
                !event().equals(Delivery.Kind.ROLLBACK.word()) && !outcome().equals(Phase.STUCK.word());
        return outcome().equals(Phase.DONE.word())
                || switch (asked) {
                    case RELEASE, ADOPTION -> false;
                    case ROLLBACK -> rolledBack;
                    case RETIREMENT -> outcome().equals(Phase.GIVEN_UP.word());
                };
    }

    /** Color of what served before; empty where nothing did. */
    public String previousColor() {
        int space = previous().indexOf(' ');
        return space < 0 ? "" : previous().substring(0, space);
    }

    /** Version of what served before, likewise. */
    public String previousVersion() {
        return previous().substring(previous().indexOf(' ') + 1);
    }

    public static HistoryEntry of(Delivery ended, Instant now) {
        PlacedRelease to = ended.to();
        return new HistoryEntry(
                now,
                new Deed(ended.kind().word(), ended.id()),
                new Subject(
                        to.release().number(),
                        to.release().version(),
                        to.release().image().toString(),
                        to.color().word(),
                        ended.from().map(PlacedRelease::toString).orElse("")),
                new End(ended.outcome(), reason(ended), ended.took()),
                ended.author());
    }

    /** Why it was rolled back, and what cannot be rolled back to at once any more. */
    private static String reason(Delivery ended) {
        if (ended.gaveUp().isEmpty() || ended.failure().isEmpty()) {
            return ended.failure();
        }
        List<String> lines = ended.failure().lines().collect(Collectors.toList());
        lines.set(0, lines.get(0) + "; the standby " + ended.gaveUp() + " was given up");
        return String.join("\n", lines);
    }

    public static HistoryEntry unlocked(Lease broken, String reason, Author author, Instant now) {
        return new HistoryEntry(
                now,
                new Deed("unlock", ""),
                new Subject(0, "", "", "", "lease of " + broken.holder()),
                new End("done", reason, Map.of()),
                author);
    }

    public String event() {
        return deed.event();
    }

    public String delivery() {
        return deed.delivery();
    }

    public int release() {
        return subject.release();
    }

    public String version() {
        return subject.version();
    }

    public String image() {
        return subject.image();
    }

    public String color() {
        return subject.color();
    }

    public String previous() {
        return subject.previous();
    }

    public String outcome() {
        return end.outcome();
    }

    public String reason() {
        return end.reason();
    }

    public Map<Phase, Duration> took() {
        return end.took();
    }
}
