package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A delivery, as run by the holder of its lease: first an unfinished one of an earlier run, if there is any, then the
 * ordered one. What it remembers beyond the ledger can be observed again: to lose it costs time, but is never wrong.
 */
public final class DeliveryRun {
    /**
     * The caller's verdict on tests that were due, or on the delivery.
     *
     * @param setback the kind of setback, unless they have passed
     * @param reason why they have not passed; empty if they have
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

    /** The order that waits for an unfinished delivery to end. */
    record Next(Order order, Claim claim) {}

    /** What was observed of a delivery; the next one begins with a new object. */
    private static final class Observations {
        private Optional<Delivery> ending = Optional.empty();
        private Optional<Instant> healthySince = Optional.empty();
        private Optional<Instant> unprovenSince = Optional.empty();
        private Optional<Set<String>> knownFailures = Optional.empty();
        private Optional<TrafficRouter.RouteChange> routing = Optional.empty();
        private boolean fit;
        private boolean cleared;
        private String waitingFor = "";
        private String counted = "";
        private Set<String> checkedEarly = Set.of();
        private boolean earlyEnded;
        private final StackObservations stack = new StackObservations();
    }

    /** Set by any thread; acted on by the thread that advances. */
    private final AtomicReference<Verdict> verdict = new AtomicReference<>();

    private final DeliveryLog log;
    private final String token;
    private LedgerStore.Versioned ledger;
    private Delivery last;
    private Observations observed = new Observations();
    private volatile Optional<Next> next = Optional.empty();
    private boolean begun;
    private volatile boolean canceled;
    private Optional<Instant> unreachableSince = Optional.empty();
    private Duration pastOutages = Duration.ZERO;
    /** When the phase of these outages began. */
    private Instant pastOutagesSince = Instant.EPOCH;

    /** When this run took over the delivery; below, when its phase had begun, and how long nobody had watched it. */
    private Optional<Instant> takenOverAt = Optional.empty();

    private Instant takenOverSince = Instant.EPOCH;
    private Duration unwatched = Duration.ZERO;
    /** The deadline for tasks of removed services to stop, by the service's ID. */
    private final Map<String, Instant> stopping = new HashMap<>();
    /** Removed services whose tasks did not stop in time. */
    private final Set<String> unstoppable = new HashSet<>();

    private Author author;
    /** The requests that create the candidate's configs and secrets: only a run that has the stack file knows them. */
    private StackSource.Bodies bodies = StackSource.Bodies.NONE;

    DeliveryRun(LedgerStore.Versioned ledger, String token, DeliveryLog log) {
        this.ledger = ledger;
        this.last = ledger.ledger().delivery().orElseThrow();
        this.author = last.author();
        this.token = token;
        this.log = log;
    }

    public Application application() {
        return ledger.ledger().application();
    }

    /** The delivery in its present state; after its end, in its final state. */
    public Delivery delivery() {
        return last;
    }

    public Ledger ledger() {
        return ledger.ledger();
    }

    /** Whether it first ends an unfinished delivery of an earlier run; the order follows. */
    public boolean settling() {
        return next.isPresent();
    }

    /** Whether the order has begun; false while, and if, only an unfinished delivery of an earlier run is ended. */
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

    /** Whether the unfinished delivery has ended, and the order has not begun. */
    boolean settled() {
        return settling() && last.phase().terminal();
    }

    /** The caller no longer wants the order. */
    void cancel() {
        canceled = true;
    }

    boolean canceled() {
        return canceled;
    }

    /** Whether an order follows a delivery that ends in this phase; only a rollback can follow a stuck one. */
    boolean continuesAfter(Phase end) {
        next = next.filter(after -> end != Phase.STUCK || after.order() instanceof Order.Rollback);
        return settling();
    }

    /** The first write of a delivery has succeeded. */
    void begins(LedgerStore.Versioned written) {
        observed = new Observations();
        begun = true;
        saw(written);
    }

    /** On whose behalf it works now; the delivery may be somebody else's. */
    Author author() {
        return author;
    }

    void worksFor(Author claimant) {
        author = claimant;
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
        observed.fit = false;
        read.ledger().delivery().ifPresent(delivery -> last = delivery);
    }

    /** The state in which the delivery is about to end or rest; the write may have succeeded with its response lost. */
    Optional<Delivery> ending() {
        return observed.ending;
    }

    void ending(Delivery delivery) {
        observed.ending = Optional.of(delivery);
    }

    void ended(Delivery delivery) {
        last = delivery;
        observed.ending = Optional.empty();
    }

    Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict.get());
    }

    void say(Verdict given) {
        verdict.set(given);
    }

    /** Drops a verdict that has been acted on; a newer one stays. */
    void forget(Verdict followed) {
        verdict.compareAndSet(followed, null);
    }

    Optional<Instant> healthySince() {
        return observed.healthySince;
    }

    void healthySince(Optional<Instant> since) {
        observed.healthySince = since;
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

    /** How long the cluster was unreachable since the phase began. */
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

    /**
     * How long the phase has been watched, without the time in which the cluster was unreachable or nobody held the
     * lease.
     */
    Duration watched(Instant now) {
        Duration phase = Duration.between(last.phaseSince(), now).minus(outages(now));
        return takenOverInPhase() ? phase.minus(unwatched) : phase;
    }

    /** How long this run has watched a phase that it took over; empty if it did not take it over. */
    Optional<Duration> watchedSinceTakeover(Instant now) {
        return takenOverAt
                .filter(at -> takenOverInPhase())
                .map(at -> Duration.between(at, now).minus(outages(now)));
    }

    private boolean takenOverInPhase() {
        return takenOverAt.isPresent() && takenOverSince.equals(last.phaseSince());
    }

    /** The deadline for the tasks of a removed service to stop; the first one given for each service counts. */
    Instant stopping(String serviceId, Instant until) {
        return stopping.computeIfAbsent(serviceId, id -> until);
    }

    /** The tasks of the service did not stop in time; nobody waits for them any longer. */
    void markUnstoppable(String serviceId) {
        unstoppable.add(serviceId);
    }

    boolean unstoppable(String serviceId) {
        return unstoppable.contains(serviceId);
    }

    /** The tasks of the service have stopped, in time or later. */
    void stopped(String serviceId) {
        stopping.remove(serviceId);
    }

    /** Whether tasks of a removed release did not stop in time. */
    boolean unstoppable(PlacedRelease removed, Instant now) {
        return removed.services().stream()
                .map(PlacedRelease.ServiceRef::id)
                .filter(stopping::containsKey)
                .anyMatch(id -> now.isAfter(stopping.get(id)));
    }

    Optional<Instant> unprovenSince() {
        return observed.unprovenSince;
    }

    void unprovenSince(Optional<Instant> since) {
        observed.unprovenSince = since;
    }

    /** The target was checked just before the lease was taken, and no obstacle was found. */
    void foundFit() {
        observed.fit = true;
    }

    /** Whether that check is still current: it lasts until the ledger is read or written again. */
    boolean fit() {
        return observed.fit;
    }

    /** The tasks that failed before the bake; empty until they are first read. */
    Optional<Set<String>> knownFailures() {
        return observed.knownFailures;
    }

    void knownFailures(Set<String> tasks) {
        observed.knownFailures = Optional.of(tasks);
    }

    /** Whether Docker has accepted the candidate's spec, and the releases that hold its color are being stopped. */
    boolean cleared() {
        return observed.cleared;
    }

    void clearing() {
        observed.cleared = true;
    }

    /** The change of the router that this run has begun; empty if it has begun none, or that has ended. */
    Optional<TrafficRouter.RouteChange> routing() {
        return observed.routing;
    }

    void routing(Optional<TrafficRouter.RouteChange> change) {
        observed.routing = change;
    }

    /** What was observed and done for a stack. */
    StackObservations stack() {
        return observed.stack;
    }

    /** Logs how many tasks are healthy, once for each change. */
    void counted(Convergence seen) {
        String now = seen.healthy() + " of " + seen.wanted();
        if (!now.equals(observed.counted)) {
            observed.counted = now;
            log.tasks(last, seen.healthy(), seen.wanted());
        }
    }

    /** The addresses that the router checks early, as far as this run has told it. */
    Set<String> checkedEarly() {
        return observed.checkedEarly;
    }

    void checkedEarly(Set<String> addresses) {
        observed.earlyEnded = addresses.isEmpty() && !observed.checkedEarly.isEmpty();
        observed.checkedEarly = addresses;
    }

    /** Whether early checks have ended, so that what they showed counts no longer. */
    boolean earlyEnded() {
        return observed.earlyEnded;
    }

    /** Logs what the phase waits for, once for each reason. */
    void waiting(String reason) {
        if (!reason.equals(observed.waitingFor)) {
            observed.waitingFor = reason;
            log.waiting(last, reason);
        }
    }
}
