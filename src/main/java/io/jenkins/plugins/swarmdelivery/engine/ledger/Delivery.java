package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A delivery in the ledger: all that is needed to resume it.
 *
 * @param from the release that served users when it began; empty for a first release
 * @param to the release that is to serve them; for a retirement, the one that keeps serving
 */
public record Delivery(
        Request request, Course course, Optional<PlacedRelease> from, PlacedRelease to, Reversal reversal) {

    /**
     * The order.
     *
     * @param id unique; also a label of the services that the delivery creates
     * @param options of the order
     * @param author on whose behalf
     */
    public record Request(String id, Kind kind, DeliveryOptions options, Author author) {}

    /**
     * The progress.
     *
     * @param since when it entered the phase
     * @param startedAt when the delivery began
     * @param took how long each completed phase took
     * @param share the percentage of the users that the candidate gets before the switch, or is to get
     */
    public record Course(Phase phase, Instant since, Instant startedAt, Map<Phase, Duration> took, int share) {
        /** @throws RefusedException if the percentage is out of range */
        public Course {
            if (share < 0 || share > 100) {
                throw new RefusedException("share", share, "use a number from 0 to 100");
            }
        }

        /** Creates the progress of a delivery whose candidate gets no users before the switch. */
        public Course(Phase phase, Instant since, Instant startedAt, Map<Phase, Duration> took) {
            this(phase, since, startedAt, took, 0);
        }

        /** The progress of a delivery that begins now. */
        public static Course begun(Phase first, Instant now) {
            return new Course(first, now, now, Map.of());
        }

        Course sharing(int percent) {
            return new Course(phase, since, startedAt, took, percent);
        }

        Course enter(Phase next, Instant now) {
            Map<Phase, Duration> longer = new LinkedHashMap<>(took);
            longer.merge(phase, Duration.between(since, now), Duration::plus);
            boolean shares = next == Phase.SHARING || next == Phase.READY;
            return new Course(next, now, startedAt, Map.copyOf(longer), shares ? share : 0);
        }
    }

    /**
     * Why it is rolled back.
     *
     * @param setback the kind of reason; {@code FAILURE} unless it is rolled back
     * @param reason for people; empty unless it is rolled back
     * @param in the phase in which that happened; empty unless it is rolled back
     * @param gaveUp the standby that had to make room for the candidate, e.g. {@code blue 1.0}; empty if none had to
     */
    public record Reversal(Setback setback, String reason, Optional<Phase> in, String gaveUp) {
        /** For a delivery that is not rolled back. */
        public static final Reversal NONE = new Reversal(Setback.FAILURE, "", Optional.empty(), "");

        /** How many bytes of a reason the ledger keeps; the log has all of it. */
        private static final int LONGEST = 4_000;

        private static final int LONGEST_LINE = 200;

        public Reversal {
            reason = Bounded.lines(reason, LONGEST_LINE, LONGEST);
        }
    }

    /** What a delivery is for, with its phases; a phase that has nothing to do is skipped. */
    public enum Kind {
        /** The first phase is left out unless the router lacks routes of the release. */
        RELEASE(
                Phase.ROUTING,
                Phase.PULLING,
                Phase.PROVIDING,
                Phase.RUNNING_JOBS,
                Phase.CLEARING,
                Phase.STARTING,
                Phase.CONVERGING,
                Phase.PREVIEWING,
                Phase.TESTING,
                Phase.READY,
                Phase.SWITCHING,
                Phase.PROVING,
                Phase.REGISTERING,
                Phase.VERIFYING,
                Phase.BAKING,
                Phase.RETIRING),
        /** If the target runs, it begins with the phase in which that is ready. */
        ROLLBACK(
                Phase.PROVIDING,
                Phase.CLEARING,
                Phase.STARTING,
                Phase.CONVERGING,
                Phase.PREVIEWING,
                Phase.TESTING,
                Phase.READY,
                Phase.SWITCHING,
                Phase.PROVING,
                Phase.REGISTERING,
                Phase.VERIFYING,
                Phase.BAKING,
                Phase.RETIRING),
        ADOPTION(
                Phase.ADOPTING,
                Phase.READY,
                Phase.SWITCHING,
                Phase.PROVING,
                Phase.REGISTERING,
                Phase.VERIFYING,
                Phase.BAKING,
                Phase.RETIRING),
        RETIREMENT(Phase.RETIRING);

        private final List<Phase> phases;

        Kind(Phase... phases) {
            this.phases = List.of(phases);
        }

        /** The phases in order, if nothing fails. */
        public List<Phase> phases() {
            return phases;
        }

        /** The phase after the given one; if this kind lacks that one, its next in the order of all phases. */
        public Phase after(Phase phase) {
            int at = phases.indexOf(phase);
            return phases.stream()
                    .skip(at + 1L)
                    .filter(later -> at >= 0 || later.compareTo(phase) > 0)
                    .findFirst()
                    .orElse(Phase.DONE);
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why a delivery is rolled back: it failed, somebody aborted it, or it exceeded a timeout of its caller. */
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

    /** Its result or its phase, in one word: a delivery that was aborted or timed out has not failed. */
    public String outcome() {
        boolean back = phase() == Phase.FAILED || phase() == Phase.ROLLED_BACK;
        return back && setback() != Setback.FAILURE ? setback().word() : phase().word();
    }

    /** The same for a log, e.g. {@code aborted by Anna, previous state restored}. */
    public String meaning() {
        String meaning = outcome().equals(phase().word())
                ? phase().meaning()
                : failure().lines().findFirst().orElse(setback().word()) + ", "
                        + phase().meaning().replaceFirst("^failed, ", "");
        if (gaveUp().isEmpty() || !ended(Phase.FAILED, Phase.GIVEN_UP, Phase.ROLLED_BACK)) {
            return meaning;
        }
        return meaning + ", without the standby " + gaveUp() + ", which was given up";
    }

    private boolean ended(Phase... ends) {
        return List.of(ends).contains(phase());
    }

    /** Whether it has a ready candidate that waits to be promoted. */
    public boolean parked() {
        return phase() == Phase.READY && !options().autoSwitch();
    }

    /** Whether its candidate waits for its promotion, also if a change of its share was left unfinished. */
    public boolean waits() {
        return parked() || phase() == Phase.SHARING;
    }

    /** The users that its candidate gets before the switch, or is to get; empty: none. */
    public Optional<TrafficRouter.Share> share() {
        return course.share() == 0
                ? Optional.empty()
                : Optional.of(new TrafficRouter.Share(to.target(), course.share()));
    }

    /** Whether users may have reached its candidate before the switch. */
    public boolean shared() {
        return phase() == Phase.SHARING || took().containsKey(Phase.SHARING);
    }

    /** Whether it was to make a release live, and has ended with the previous state restored. */
    public boolean rolledBack() {
        return kind() != Kind.ROLLBACK
                && (phase() == Phase.FAILED || phase() == Phase.GIVEN_UP || phase() == Phase.ROLLED_BACK);
    }

    /** Whether it has ended, or rests, as ordered. */
    public boolean achieved() {
        return achieved(kind());
    }

    /**
     * The same for somebody who ordered that kind, and may have met another delivery: if it was rolled back, that is a
     * failure for whoever delivers, and a success for whoever rolls back.
     */
    public boolean achieved(Kind asked) {
        return phase() == Phase.DONE
                || switch (asked) {
                    case RELEASE, ADOPTION -> parked();
                    case ROLLBACK -> rolledBack();
                    case RETIREMENT -> phase() == Phase.GIVEN_UP;
                };
    }

    /** When a ready candidate is given up; empty: never. */
    public Optional<Instant> expires() {
        return parked() && !options().expires().isZero()
                ? Optional.of(phaseSince().plus(options().expires()))
                : Optional.empty();
    }

    /** Whether nobody promoted the candidate before it expired. */
    public boolean givenUp() {
        Duration waited = took().getOrDefault(Phase.READY, Duration.ZERO);
        return setback() == Setback.FAILURE
                && failedIn().equals(Optional.of(Phase.READY))
                && !options().expires().isZero()
                && waited.compareTo(options().expires()) >= 0;
    }

    /** When users were switched, for a delivery that bakes the new release. */
    public Instant switchedAt() {
        Duration since = Duration.ZERO;
        for (Phase after : List.of(Phase.PROVING, Phase.REGISTERING, Phase.VERIFYING)) {
            since = since.plus(took().getOrDefault(after, Duration.ZERO));
        }
        return phaseSince().minus(since);
    }

    /** The next phase; a single service skips those that only stacks need. */
    public Phase next() {
        Phase next = kind().after(phase());
        while (next.ofStacks() && !to.stack()) {
            next = kind().after(next);
        }
        return next;
    }

    public Delivery enter(Phase next, Instant now) {
        return with(course.enter(next, now), reversal);
    }

    /** Sharing its users: the candidate is to get so many per cent of them. */
    public Delivery sharing(int percent, Instant now) {
        return with(course.enter(Phase.SHARING, now).sharing(percent), reversal);
    }

    public Delivery failing(String reason, Phase next, Instant now) {
        return failing(Setback.FAILURE, reason, next, now);
    }

    /** Rolled back for that reason, beginning with the next phase. */
    public Delivery failing(Setback why, String reason, Phase next, Instant now) {
        return with(course.enter(next, now), new Reversal(why, reason, Optional.of(phase()), gaveUp()));
    }

    /** With a note for the history. */
    public Delivery withNote(String note) {
        return with(course, new Reversal(setback(), note, failedIn(), gaveUp()));
    }

    /** With the standby that has to make room for the candidate, e.g. {@code blue 1.0}. */
    public Delivery withGaveUp(String standby) {
        return with(course, new Reversal(setback(), failure(), failedIn(), standby));
    }

    private Delivery with(Course changed, Reversal why) {
        return new Delivery(request, changed, from, to, why);
    }

    public Delivery withTo(PlacedRelease placed) {
        return new Delivery(request, course, from, placed, reversal);
    }

    public Delivery withFrom(PlacedRelease placed) {
        return new Delivery(request, course, Optional.of(placed), to, reversal);
    }

    public Delivery withoutFrom() {
        return new Delivery(request, course, Optional.empty(), to, reversal);
    }

    public Delivery withOptions(DeliveryOptions changed) {
        return with(new Request(id(), kind(), changed, author()));
    }

    public Delivery withAuthor(Author changed) {
        return with(new Request(id(), kind(), options(), changed));
    }

    private Delivery with(Request changed) {
        return new Delivery(changed, course, from, to, reversal);
    }

    public String id() {
        return request.id();
    }

    public Kind kind() {
        return request.kind();
    }

    public DeliveryOptions options() {
        return request.options();
    }

    public Author author() {
        return request.author();
    }

    public Phase phase() {
        return course.phase();
    }

    public Instant phaseSince() {
        return course.since();
    }

    public Instant startedAt() {
        return course.startedAt();
    }

    public Map<Phase, Duration> took() {
        return course.took();
    }

    public Setback setback() {
        return reversal.setback();
    }

    public String failure() {
        return reversal.reason();
    }

    public Optional<Phase> failedIn() {
        return reversal.in();
    }

    public String gaveUp() {
        return reversal.gaveUp();
    }
}
