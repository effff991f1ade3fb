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
public record HistoryEntry(Instant at, Action action, Subject subject, End end, Author author) {
    /**
     * @param event {@code release}, {@code rollback}, {@code adoption}, {@code retirement}, {@code share} or
     *     {@code unlock}
     * @param delivery its ID; empty for a share and an unlock
     */
    public record Action(String event, String delivery) {}

    /**
     * The release concerned; for an unlock, only the previous state.
     *
     * @param release its number; 0 if there is none, and for a share, which does not end its delivery
     * @param version of the release
     * @param image with its digest
     * @param previous what served before, e.g. {@code blue 1.0}; for an unlock, whose lease was broken
     */
    public record Subject(int release, String version, String image, String color, String previous) {
        private static final int LONGEST_PREVIOUS = 300;

        public Subject {
            previous = Bounded.text(previous, LONGEST_PREVIOUS);
        }
    }

    /**
     * @param outcome {@code done}, {@code failed}, {@code rolled-back}, {@code given-up}, {@code stuck}; {@code
     *     aborted} or {@code timed-out} if that is why it was rolled back
     * @param reason why it ended like this; for a share, how large it is; for an unlock, the operator's reason
     * @param took how long each phase took
     */
    public record End(String outcome, String reason, Map<Phase, Duration> took) {
        public End {
            reason = Bounded.text(reason, LONGEST_REASON);
        }
    }

    /** Bytes: long enough for a task's error and a few log lines. */
    private static final int LONGEST_REASON = 500;

    /** Bytes: long enough for the cause. */
    private static final int BRIEF_REASON = 100;

    /** The short form of an old entry, if there is no room for all details: what, who and how it ended. */
    HistoryEntry brief() {
        return new HistoryEntry(
                at, action, subject, new End(outcome(), Bounded.text(reason(), BRIEF_REASON), Map.of()), author);
    }

    /** Whether it repeats a retirement with the same result: background work retries until it succeeds. */
    boolean repeats(HistoryEntry last) {
        return event().equals(Delivery.Kind.RETIREMENT.word())
                && event().equals(last.event())
                && release() == last.release()
                && previous().equals(last.previous())
                && outcome().equals(last.outcome());
    }

    /** Whether this is what somebody wanted who ordered a delivery of that kind; see {@link Delivery#achieved}. */
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

    /** The color that served before; empty if none did. */
    public String previousColor() {
        int space = previous().indexOf(' ');
        return space < 0 ? "" : previous().substring(0, space);
    }

    /** The version that served before, likewise. */
    public String previousVersion() {
        return previous().substring(previous().indexOf(' ') + 1);
    }

    public static HistoryEntry of(Delivery ended, Instant now) {
        PlacedRelease to = ended.to();
        return new HistoryEntry(
                now,
                new Action(ended.kind().word(), ended.id()),
                new Subject(
                        to.release().number(),
                        to.release().version(),
                        to.release().image().toString(),
                        to.color().word(),
                        ended.from().map(PlacedRelease::toString).orElse("")),
                new End(ended.outcome(), reason(ended), ended.took()),
                ended.author());
    }

    /** Why it was rolled back, and which standby was given up for it. */
    private static String reason(Delivery ended) {
        if (ended.gaveUp().isEmpty() || ended.failure().isEmpty()) {
            return ended.failure();
        }
        List<String> lines = ended.failure().lines().collect(Collectors.toList());
        lines.set(0, lines.get(0) + "; the standby " + ended.gaveUp() + " was given up");
        return String.join("\n", lines);
    }

    /** The candidate of a delivery that waits for its promotion got another part of the users. */
    public static HistoryEntry shared(Delivery delivery, Author author, Instant now) {
        String part = delivery.share().map(share -> share.percent() + "%").orElse("none") + " of the users";
        return new HistoryEntry(
                now,
                new Action("share", ""),
                new Subject(
                        0,
                        delivery.to().release().version(),
                        "",
                        delivery.to().color().word(),
                        delivery.from().map(PlacedRelease::toString).orElse("")),
                new End("done", part, Map.of()),
                author);
    }

    public static HistoryEntry unlocked(Lease broken, String reason, Author author, Instant now) {
        return new HistoryEntry(
                now,
                new Action("unlock", ""),
                new Subject(0, "", "", "", "lease of " + broken.holder()),
                new End("done", reason, Map.of()),
                author);
    }

    public String event() {
        return action.event();
    }

    public String delivery() {
        return action.delivery();
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
