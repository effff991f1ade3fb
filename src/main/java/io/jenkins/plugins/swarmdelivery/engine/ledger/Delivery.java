package io.jenkins.plugins.swarmdelivery.engine.ledger;

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
 * @param from what served users when it began; empty for a first release
 * @param to what shall serve them; for a retirement, what goes on serving
 */
public record Delivery(
        Request request, Course course, Optional<PlacedRelease> from, PlacedRelease to, Reversal reversal) {

    /**
     * What was asked for.
     *
     * @param id unique; on the label of the service that the delivery creates
     * @param options how careful it is
     * @param author on whose behalf
     */
    public record Request(String id, Kind kind, DeliveryOptions options, Author author) {}

    /**
     * Where it stands.
     *
     * @param since when it got there
     * @param startedAt when the delivery began
     * @param took how long each phase took that has been left
     */
    public record Course(Phase phase, Instant since, Instant startedAt, Map<Phase, Duration> took) {
        /** Of a delivery that begins now. */
        public static Course begun(Phase first, Instant now) {
            return new Course(first, now, now, Map.of());
        }

        Course enter(Phase next, Instant now) {
            Map<Phase, Duration> longer = new LinkedHashMap<>(took);
            longer.merge(phase, Duration.between(since, now), Duration::plus);
            return new Course(next, now, startedAt, Map.copyOf(longer));
        }
    }

    /**
     * Why it is rolled back.
     *
     * @param setback what kind of reason that is; {@code FAILURE} while it is not
     * @param reason in words; empty while it is not
     * @param in the phase in which that happened; empty likewise
     * @param gaveUp the standby that had to make room for the candidate, e.g. {@code blue 1.0}; empty where none had to
     */
    public record Reversal(Setback setback, String reason, Optional<Phase> in, String gaveUp) {
        /** Of a delivery that is not rolled back. */
        public static final Reversal NONE = new Reversal(Setback.FAILURE, "", Optional.empty(), "");

        /** Bytes of what the ledger keeps of a reason; the log has all of it. */
        private static final int LONGEST = 4_000;

        private static final int LONGEST_LINE = 200;

        public Reversal {
            reason = Bounded.lines(reason, LONGEST_LINE, LONGEST);
        }
    }

    /** What it is for, and the phases that lead there; one in which there is nothing to do is passed over. */
    public enum Kind {
        RELEASE(
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
        /** To a release that runs it begins where that is ready. */
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

        /** In order, where nothing fails. */
        public List<Phase> phases() {
            return phases;
        }

        /** What comes after a phase; after one that this kind has not, what is nearest. */
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

    /** A candidate that {@code deploy} left ready, waiting to be promoted. */
    public boolean parked() {
        return phase() == Phase.READY && !options().autoSwitch();
    }

    /** It was to make a release live, and has ended with what was before it. */
    public boolean rolledBack() {
        return kind() != Kind.ROLLBACK
                && (phase() == Phase.FAILED || phase() == Phase.GIVEN_UP || phase() == Phase.ROLLED_BACK);
    }

    /** It has ended, or rests, as it was to. */
    public boolean achieved() {
        return achieved(kind());
    }

    /**
     * The same for somebody who had asked for that, and may have found another delivery in the way: that it was rolled
     * back is failure for whoever delivers, and success for whoever rolls back.
     */
    public boolean achieved(Kind asked) {
        return phase() == Phase.DONE
                || switch (asked) {
                    case RELEASE, ADOPTION -> parked();
                    case ROLLBACK -> rolledBack();
                    case RETIREMENT -> phase() == Phase.GIVEN_UP;
                };
    }

    /** When a candidate that is ready will be given up; empty: never. */
    public Optional<Instant> expires() {
        return parked() && !options().expires().isZero()
                ? Optional.of(phaseSince().plus(options().expires()))
                : Optional.empty();
    }

    /** A candidate that nobody promoted before it expired. */
    public boolean givenUp() {
        Duration waited = took().getOrDefault(Phase.READY, Duration.ZERO);
        return setback() == Setback.FAILURE
                && failedIn().equals(Optional.of(Phase.READY))
                && !options().expires().isZero()
                && waited.compareTo(options().expires()) >= 0;
    }

    /** When users were moved, for a delivery that watches the new release. */
    public Instant switchedAt() {
        Duration since = Duration.ZERO;
        for (Phase after : List.of(Phase.PROVING, Phase.REGISTERING, Phase.VERIFYING)) {
            since = since.plus(took().getOrDefault(after, Duration.ZERO));
        }
        return phaseSince().minus(since);
    }

    /** The phase that comes next; what only stacks need is passed over for a single service. */
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

    public Delivery failing(String reason, Phase next, Instant now) {
        return failing(Setback.FAILURE, reason, next, now);
    }

    /** Rolled back from its next phase on, for that reason. */
    public Delivery failing(Setback why, String reason, Phase next, Instant now) {
        return with(course.enter(next, now), new Reversal(why, reason, Optional.of(phase()), gaveUp()));
    }

    /** With a word on why it is done, for the history. */
    public Delivery withNote(String note) {
        return with(course, new Reversal(setback(), note, failedIn(), gaveUp()));
    }

    /** Whose candidate takes the place of a standby, e.g. {@code blue 1.0}. */
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
