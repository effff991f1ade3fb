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
 * @param application whose it is
 * @param lastRelease the highest release number given out so far
 * @param history newest first, bounded
 */
public record Ledger(
        Application application, int lastRelease, Releases releases, Work work, List<HistoryEntry> history) {
    /**
     * What runs.
     *
     * @param active serves users
     * @param warm the release before, kept running as standby
     * @param left what still runs though nobody wants it: a failed candidate that was kept for inspection, or a release
     *     that could not be stopped yet
     */
    public record Releases(Optional<PlacedRelease> active, Optional<Kept> warm, Optional<Kept> left) {
        static final Releases NONE = new Releases(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * What is done.
     *
     * @param delivery the one under way, or the stuck one; empty when all is done
     * @param lease who may change the application now
     */
    public record Work(Optional<Delivery> delivery, Optional<Lease> lease) {
        static final Work NONE = new Work(Optional.empty(), Optional.empty());
    }

    /** So many entries at the most; {@link LedgerFit} sees to it that they fit. */
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

    /** The release before, kept running. */
    public Optional<PlacedRelease> standby() {
        return warm().map(Kept::placed);
    }

    /** When the standby is due to be retired; present where there is one. */
    public Optional<Instant> standbyUntil() {
        return warm().map(Kept::until);
    }

    /** What still runs though nobody wants it. */
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

    /** With one more entry; a retirement that is tried again and again takes the place of its last try. */
    public Ledger recording(HistoryEntry entry) {
        int replaced = !history.isEmpty() && entry.repeats(history.get(0)) ? 1 : 0;
        return withHistory(Stream.concat(Stream.of(entry), history.stream().skip(replaced))
                .limit(HISTORY)
                .toList());
    }

    Ledger withHistory(List<HistoryEntry> changed) {
        return new Ledger(application, lastRelease, releases, work, List.copyOf(changed));
    }

    /** By which entry of the history the live release came to be live. */
    public Optional<HistoryEntry> cameLive() {
        return active().flatMap(live -> history.stream()
                .filter(entry -> entry.release() == live.release().number()
                        && entry.outcome().equals(Phase.DONE.word()))
                .findFirst());
    }

    /** Whether all that the history tells of a release is that it failed: it was never live, or not for good. */
    public boolean failed(int release) {
        List<String> outcomes = history.stream()
                .filter(entry -> entry.release() == release)
                .map(HistoryEntry::outcome)
                .toList();
        return !outcomes.isEmpty() && !outcomes.contains(Phase.DONE.word());
    }

    /**
     * The version of the release that was live before this one, for a rollback that is told none; empty where the engine
     * knows better, for something is unfinished or kept warm, and where the history does not tell.
     */
    public Optional<String> previous() {
        return delivery().isPresent() || warm().isPresent()
                ? Optional.empty()
                : cameLive().map(HistoryEntry::previousVersion).filter(version -> !version.isEmpty());
    }

    /** The services that belong to the application now, by what the ledger says. */
    public List<PlacedRelease> placed() {
        return Stream.of(active(), standby(), leftover(), delivery().map(Delivery::to))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** The candidate that nobody has promoted in time; empty: there is none, or somebody works on it. */
    public Optional<Delivery> expired(Instant now) {
        return delivery()
                .filter(waiting -> waiting.parked()
                        && waiting.expires().filter(at -> !now.isBefore(at)).isPresent());
    }

    /** What should have been retired or given up by now, a line each. */
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
