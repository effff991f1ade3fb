package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The record of an application inside its cluster; the only memory of a delivery.
 *
 * @param application that it belongs to
 * @param lastRelease the highest release number assigned so far
 * @param history newest first, bounded
 */
public record Ledger(
        Application application, int lastRelease, Releases releases, Work work, List<HistoryEntry> history) {
    /**
     * The releases that run.
     *
     * @param active serves users
     * @param warm the standby: the previous release, kept running
     * @param left the leftover: a failed candidate that is kept for inspection, or a release that could not be stopped
     *     yet
     */
    public record Releases(Optional<PlacedRelease> active, Optional<Kept> warm, Optional<Kept> left) {
        static final Releases NONE = new Releases(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The work in progress.
     *
     * @param delivery the one in progress, or stuck; empty if there is none
     * @param lease who may change the application now
     */
    public record Work(Optional<Delivery> delivery, Optional<Lease> lease) {
        static final Work NONE = new Work(Optional.empty(), Optional.empty());
    }

    /** The most entries of the history; {@link LedgerFit} makes them fit. */
    public static final int HISTORY = 50;

    public static Ledger empty(Application application) {
        return new Ledger(application, 0, Releases.NONE, Work.NONE, List.of());
    }

    public Optional<PlacedRelease> active() {
        return releases.active();
    }

    public Optional<Kept> warm() {
        return releases.warm();
    }

    public Optional<Kept> left() {
        return releases.left();
    }

    public Optional<Delivery> delivery() {
        return work.delivery();
    }

    public Optional<Lease> lease() {
        return work.lease();
    }

    /** The standby. */
    public Optional<PlacedRelease> standby() {
        return warm().map(Kept::placed);
    }

    /** When the standby is to be retired; empty if there is none. */
    public Optional<Instant> standbyUntil() {
        return warm().map(Kept::until);
    }

    /** The leftover. */
    public Optional<PlacedRelease> leftover() {
        return left().map(Kept::placed);
    }

    public Ledger withActive(Optional<PlacedRelease> changed) {
        return with(new Releases(changed, warm(), left()));
    }

    public Ledger withStandby(PlacedRelease placed, Instant until) {
        return withWarm(Optional.of(new Kept(placed, until, "")));
    }

    public Ledger withoutStandby() {
        return withWarm(Optional.empty());
    }

    /** With another standby, or none. */
    public Ledger withWarm(Optional<Kept> changed) {
        return with(new Releases(active(), changed, left()));
    }

    public Ledger withLeft(Optional<Kept> changed) {
        return with(new Releases(active(), warm(), changed));
    }

    private Ledger with(Releases changed) {
        return new Ledger(application, lastRelease, changed, work, history);
    }

    public Ledger withDelivery(Optional<Delivery> changed) {
        int highest = changed.map(d -> Math.max(lastRelease, d.to().release().number()))
                .orElse(lastRelease);
        return new Ledger(application, highest, releases, new Work(changed, lease()), history);
    }

    public Ledger withLease(Optional<Lease> changed) {
        return new Ledger(application, lastRelease, releases, new Work(delivery(), changed), history);
    }

    /** With one more entry; a retried retirement replaces its previous attempt. */
    public Ledger recording(HistoryEntry entry) {
        int replaced = !history.isEmpty() && entry.repeats(history.get(0)) ? 1 : 0;
        return withHistory(Stream.concat(Stream.of(entry), history.stream().skip(replaced))
                .limit(HISTORY)
                .toList());
    }

    Ledger withHistory(List<HistoryEntry> changed) {
        return new Ledger(application, lastRelease, releases, work, List.copyOf(changed));
    }

    /** The entry of the history by which the live release went live. */
    public Optional<HistoryEntry> cameLive() {
        return active().flatMap(live -> history.stream()
                .filter(entry -> entry.release() == live.release().number()
                        && entry.outcome().equals(Phase.DONE.word()))
                .findFirst());
    }

    /** Whether the history has only failures of a release: it was never live, or only until it was rolled back. */
    public boolean failed(int release) {
        List<String> outcomes = history.stream()
                .filter(entry -> entry.release() == release)
                .map(HistoryEntry::outcome)
                .toList();
        return !outcomes.isEmpty() && !outcomes.contains(Phase.DONE.word());
    }

    /**
     * The version that was live before the present one, for a rollback without a target. Empty if an unfinished
     * delivery or a standby tells better what to roll back to, or if the history does not tell.
     */
    public Optional<String> previous() {
        return delivery().isPresent() || warm().isPresent()
                ? Optional.empty()
                : cameLive().map(HistoryEntry::previousVersion).filter(version -> !version.isEmpty());
    }

    /** The releases that have services now, according to the ledger. */
    public List<PlacedRelease> placed() {
        return Stream.of(active(), standby(), leftover(), delivery().map(Delivery::to))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** The delivery whose candidate has expired; empty: there is none, or it is no longer waiting. */
    public Optional<Delivery> expired(Instant now) {
        return delivery()
                .filter(waiting -> waiting.parked()
                        && waiting.expires().filter(at -> !now.isBefore(at)).isPresent());
    }

    /** What should have been retired or given up by now, one line each. */
    public List<String> overdue(Instant now) {
        return Stream.of(
                        expired(now)
                                .map(waiting -> "candidate " + waiting.to() + " has expired: nobody promoted it within "
                                        + Durations.text(waiting.options().expires())),
                        warm().filter(kept -> kept.due(now))
                                .map(kept -> "standby " + kept.placed() + " was to be retired at "
                                        + Durations.at(kept.until())),
                        left().filter(kept -> kept.due(now))
                                .map(kept -> kept + "; it was due to be retired at " + Durations.at(kept.until())))
                .flatMap(Optional::stream)
                .toList();
    }
}
