package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

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
 * @param outcome {@code done}, {@code failed}, {@code rolled-back}, {@code stuck}
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

    /** Long enough for a task's error and a few log lines; fifty of them fit into a ledger. */
    private static final int LONGEST_REASON = 600;

    public HistoryEntry {
        if (reason.length() > LONGEST_REASON) {
            boolean pair = Character.isHighSurrogate(reason.charAt(LONGEST_REASON - 1));
            reason = reason.substring(0, pair ? LONGEST_REASON - 1 : LONGEST_REASON) + "…";
        }
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
                ended.phase().word(),
                ended.failure(),
                ended.author(),
                ended.took());
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
                "lease of " + broken.owner() + " since " + broken.since() + ": " + broken.reason(),
                "done",
                reason,
                author,
                Map.of());
    }
}
