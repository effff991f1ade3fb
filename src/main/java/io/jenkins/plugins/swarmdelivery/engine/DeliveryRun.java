package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A delivery in the hands of the one who holds its lease: what an earlier run has left in the way of an order, if it has,
 * then what was ordered. What is remembered here beyond the ledger is only what can be observed again: losing it costs
 * time, never truth.
 */
public final class DeliveryRun {
    /**
     * What the caller says of tests that were due, or of the delivery as a whole.
     *
     * @param setback what that is, where they have not passed
     * @param reason why they have not passed; empty where they have
     */
    record Verdict(boolean passed, Delivery.Setback setback, String reason) {
        static final Verdict PASSED = new Verdict(true, Delivery.Setback.FAILURE, "");

        static Verdict failed(String reason) {
            return new Verdict(false, Delivery.Setback.FAILURE, reason);
        }

        static Verdict aborted(String reason) {
            return new Verdict(false, Delivery.Setback.ABORT, reason);
        }
    }

    /** What was ordered, and waits for the end of what is in its way. */
    record Next(Order order, Claim claim) {}

    /** What was seen of a delivery; with the next one it begins anew. */
    private static final class Sight {
        private Optional<Delivery> ending = Optional.empty();
        private Optional<Instant> healthySince = Optional.empty();
        private Optional<Instant> unprovenSince = Optional.empty();
        private Optional<Set<String>> knownFailures = Optional.empty();
        private boolean fit;
        private boolean cleared;
        private String waitingFor = "";
        private String counted = "";
        private final StackSight stack = new StackSight();
    }

    /** Set by any thread; followed by the one that advances. */
    private final AtomicReference<Verdict> verdict = new AtomicReference<>();

    private final DeliveryLog log;
    private final String token;
    private LedgerStore.Versioned ledger;
    private Delivery last;
    private Sight sight = new Sight();
    private volatile Optional<Next> next = Optional.empty();
    private boolean begun;
    private volatile boolean canceled;
    private Optional<Instant> unreachableSince = Optional.empty();
    private Duration pastOutages = Duration.ZERO;
    /** The begin of the phase that they were in. */
    private Instant pastOutagesSince = Instant.EPOCH;

    /** When it was taken over from another run, in the phase that began when, and how long nobody had watched it then. */
    private Optional<Instant> takenOverAt = Optional.empty();

    private Instant takenOverSince = Instant.EPOCH;
    private Duration unwatched = Duration.ZERO;
    /** Until when the tasks of services that were removed may take to stop, by the service's id. */
    private final Map<String, Instant> stopping = new HashMap<>();
    /** Removed services whose tasks did not stop in that time. */
    private final Set<String> ghosts = new HashSet<>();

    /** What creates the configs and secrets of a candidate: known to the run alone that was given its stack file. */
    private StackSource.Bodies bodies = StackSource.Bodies.NONE;

    DeliveryRun(LedgerStore.Versioned ledger, String token, DeliveryLog log) {
        this.ledger = ledger;
        this.last = ledger.ledger().delivery().orElseThrow();
        this.token = token;
        this.log = log;
    }

    public Application application() {
        return ledger.ledger().application();
    }

    /** As it stands; after its end, as it ended. */
    public Delivery delivery() {
        return last;
    }

    public Ledger ledger() {
        return ledger.ledger();
    }

    /** What it works on was left by an earlier run; what was ordered comes after it. */
    public boolean settling() {
        return next.isPresent();
    }

    /** What was ordered has begun; false for what was in its way, also where that was all that was done. */
    public boolean begun() {
        return begun;
    }

    Optional<Next> next() {
        return next;
    }

    void then(Order order, Claim claim) {
        next = Optional.of(new Next(order, claim));
        begun = false;
    }

    void thenNothing() {
        next = Optional.empty();
    }

    /** What is in the way has ended, and what was ordered has not begun. */
    boolean settled() {
        return settling() && last.phase().terminal();
    }

    /** Whoever has ordered it wants it no more. */
    void cancel() {
        canceled = true;
    }

    boolean canceled() {
        return canceled;
    }

    /** Whether something comes after a delivery that ends so; where it is stuck, that can only be a rollback. */
    boolean goesOnAfter(Phase end) {
        next = next.filter(after -> end != Phase.STUCK || after.order() instanceof Order.Rollback);
        return settling();
    }

    /** The first write of a delivery is done. */
    void begins(LedgerStore.Versioned written) {
        sight = new Sight();
        begun = true;
        saw(written);
    }

    StackSource.Bodies bodies() {
        return bodies;
    }

    void provides(StackSource.Bodies given) {
        bodies = given;
    }

    DeliveryLog log() {
        return log;
    }

    String token() {
        return token;
    }

    LedgerStore.Versioned versioned() {
        return ledger;
    }

    void saw(LedgerStore.Versioned read) {
        ledger = read;
        sight.fit = false;
        read.ledger().delivery().ifPresent(delivery -> last = delivery);
    }

    /** How it is about to end, or to rest; its last write may be done, and the answer lost. */
    Optional<Delivery> ending() {
        return sight.ending;
    }

    void ending(Delivery delivery) {
        sight.ending = Optional.of(delivery);
    }

    void ended(Delivery delivery) {
        last = delivery;
        sight.ending = Optional.empty();
    }

    Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict.get());
    }

    void say(Verdict said) {
        verdict.set(said);
    }

    /** It has been followed; one that was said meanwhile stays. */
    void forget(Verdict followed) {
        verdict.compareAndSet(followed, null);
    }

    Optional<Instant> healthySince() {
        return sight.healthySince;
    }

    void healthySince(Optional<Instant> since) {
        sight.healthySince = since;
    }

    Optional<Instant> unreachableSince() {
        return unreachableSince;
    }

    void unreachable(Instant now) {
        unreachableSince = Optional.of(unreachableSince.orElse(now));
    }

    void reached(Instant now) {
        pastOutages = outages(now);
        pastOutagesSince = last.phaseSince();
        unreachableSince = Optional.empty();
    }

    /** How much of the time since the phase began the cluster could not be reached. */
    Duration outages(Instant now) {
        Instant phase = last.phaseSince();
        Duration before = pastOutagesSince.equals(phase) ? pastOutages : Duration.ZERO;
        return unreachableSince
                .map(since -> since.isBefore(phase) ? phase : since)
                .filter(since -> since.isBefore(now))
                .map(since -> before.plus(Duration.between(since, now)))
                .orElse(before);
    }

    void takenOver(Instant lastSeen, Instant now) {
        takenOverAt = Optional.of(now);
        takenOverSince = last.phaseSince();
        Instant from = lastSeen.isBefore(last.phaseSince()) ? last.phaseSince() : lastSeen;
        unwatched = from.isBefore(now) ? Duration.between(from, now) : Duration.ZERO;
    }

    /** For how long the phase has been watched: not while the cluster was out of reach, nor while nobody held the lease. */
    Duration watched(Instant now) {
        Duration phase = Duration.between(last.phaseSince(), now).minus(outages(now));
        return takenOverInPhase() ? phase.minus(unwatched) : phase;
    }

    /** For how long this run itself has watched a phase that it took over; empty where it did not. */
    Optional<Duration> watchedSinceTakeover(Instant now) {
        return takenOverAt
                .filter(at -> takenOverInPhase())
                .map(at -> Duration.between(at, now).minus(outages(now)));
    }

    private boolean takenOverInPhase() {
        return takenOverAt.isPresent() && takenOverSince.equals(last.phaseSince());
    }

    /** Until when the tasks of a service that has been removed may take to stop; said once for each service. */
    Instant stopping(String serviceId, Instant until) {
        return stopping.computeIfAbsent(serviceId, id -> until);
    }

    /** They did not: it has been said, and they are waited for no longer. */
    void haunts(String serviceId) {
        ghosts.add(serviceId);
    }

    boolean ghostly(String serviceId) {
        return ghosts.contains(serviceId);
    }

    /** They have, though it may not have been seen in that time. */
    void stopped(String serviceId) {
        stopping.remove(serviceId);
    }

    /** Whether its tasks did not stop in that time. */
    boolean ghostly(PlacedRelease removed, Instant now) {
        return removed.services().stream()
                .map(PlacedRelease.ServiceRef::id)
                .filter(stopping::containsKey)
                .anyMatch(id -> now.isAfter(stopping.get(id)));
    }

    Optional<Instant> unprovenSince() {
        return sight.unprovenSince;
    }

    void unprovenSince(Optional<Instant> since) {
        sight.unprovenSince = since;
    }

    /** What it switches to was looked at just before the lease was taken, and no obstacle was seen. */
    void foundFit() {
        sight.fit = true;
    }

    /** Whether that look still counts: until the ledger is read or written again, for what it saw grows old. */
    boolean fit() {
        return sight.fit;
    }

    /** Tasks that had failed before the bake began; empty until the first look. */
    Optional<Set<String>> knownFailures() {
        return sight.knownFailures;
    }

    void knownFailures(Set<String> tasks) {
        sight.knownFailures = Optional.of(tasks);
    }

    /** Docker has accepted the candidate's spec, and what holds its color is being stopped. */
    boolean cleared() {
        return sight.cleared;
    }

    void clearing() {
        sight.cleared = true;
    }

    /** What was seen and done of a stack. */
    StackSight stack() {
        return sight.stack;
    }

    /** Tells the log how many tasks are healthy, once for each change. */
    void counted(Convergence seen) {
        String now = seen.healthy() + " of " + seen.wanted();
        if (!now.equals(sight.counted)) {
            sight.counted = now;
            log.tasks(last, seen.healthy(), seen.wanted());
        }
    }

    /** Tells the log what is waited for, once for each reason. */
    void waiting(String reason) {
        if (!reason.equals(sight.waitingFor)) {
            sight.waitingFor = reason;
            log.waiting(last, reason);
        }
    }
}
