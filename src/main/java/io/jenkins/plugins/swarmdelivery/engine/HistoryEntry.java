package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was done to an application, and how it ended.
 *
 * @param at when it ended
 * @param event {@code release}, {@code rollback}, {@code adoption}, {@code retirement} or {@code unlock}
 * @param delivery its id; empty for an unlock
 * @param release number of the release that it was about; 0 where there is none
 * @param version text of that release
 * @param image of that release, with its digest
 * @param color of that release
 * @param previous what served before, e.g. {@code blue 1.0}
 * @param outcome {@code done}, {@code failed}, {@code rolled-back}, {@code given-up}, {@code stuck}; {@code aborted} or
 *     {@code timed-out} where that rolled it back
 * @param reason why it ended so; for an unlock, why it was done
 * @param author on whose behalf
 * @param took how long each phase took
 */
public record HistoryEntry(
        Instant at,
        String event,
        String delivery,
        int release,
        String version,
        String image,
        String color,
        String previous,
        String outcome,
        String reason,
        Author author,
        Map<Phase, Duration> took) {

    /** Bytes: long enough for a task's error and a few log lines. */
    private static final int LONGEST_REASON = 500;

    /** Bytes: long enough for why it ended so. */
    private static final int BRIEF_REASON = 100;

    private static final int LONGEST_PREVIOUS = 300;

    public HistoryEntry {
        reason = Bounded.text(reason, LONGEST_REASON);
        previous = Bounded.text(previous, LONGEST_PREVIOUS);
    }

    /** What is kept of an old one where there is no room for all: what it was, who did it and how it ended. */
    HistoryEntry brief() {
        return new HistoryEntry(
                at,
                event,
                delivery,
                release,
                version,
                image,
                color,
                previous,
                outcome,
                Bounded.text(reason, BRIEF_REASON),
                author,
                Map.of());
    }

    /** Whether it is the same retirement once more, with the same end: background work tries until it is done. */
    boolean repeats(HistoryEntry last) {
        return event.equals(Delivery.Kind.RETIREMENT.word())
                && event.equals(last.event)
                && release == last.release
                && previous.equals(last.previous)
                && outcome.equals(last.outcome);
    }

    /** Whether that is what somebody wanted who had asked for a delivery of that kind, see {@link Delivery#achieved}. */
    public boolean achieved(Delivery.Kind asked) {
        boolean rolledBack = !event.equals(Delivery.Kind.ROLLBACK.word()) && !outcome.equals(Phase.STUCK.word());
        return outcome.equals(Phase.DONE.word())
                || switch (asked) {
                    case RELEASE, ADOPTION -> false;
                    case ROLLBACK -> rolledBack;
                    case RETIREMENT -> outcome.equals(Phase.GIVEN_UP.word());
                };
    }

    /** Color of what served before; empty where nothing did. */
    public String previousColor() {
        int space = previous.indexOf(' ');
        return space < 0 ? "" : previous.substring(0, space);
    }

    /** Version of what served before, likewise. */
    public String previousVersion() {
        return previous.substring(previous.indexOf(' ') + 1);
    }

    public static HistoryEntry of(Delivery ended, Instant now) {
        PlacedRelease to = ended.to();
        return new HistoryEntry(
                now,
                ended.kind().word(),
                ended.id(),
                to.release().number(),
                to.release().version(),
                to.release().image().toString(),
                to.color().word(),
                ended.from().map(PlacedRelease::toString).orElse(""),
                ended.outcome(),
                reason(ended),
                ended.author(),
                ended.took());
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
                "unlock",
                "",
                0,
                "",
                "",
                "",
                "lease of " + broken.owner() + " since " + Durations.at(broken.since()) + ": " + broken.reason(),
                "done",
                reason,
                author,
                Map.of());
    }
}
