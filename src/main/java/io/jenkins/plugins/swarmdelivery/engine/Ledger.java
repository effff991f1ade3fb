package io.jenkins.plugins.swarmdelivery.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The record of an application inside its cluster; the only memory of a delivery.
 *
 * @param application whose it is
 * @param lastRelease the highest release number given out so far
 * @param active serves users
 * @param standby the one before, kept warm
 * @param standbyUntil when it may be retired; present where there is a standby
 * @param leftover a failed candidate that was kept for looking at
 * @param delivery the one under way, or the stuck one; empty when all is done
 * @param lease who may change the application now
 * @param history newest first, bounded
 */
public record Ledger(
        Application application,
        int lastRelease,
        Optional<PlacedRelease> active,
        Optional<PlacedRelease> standby,
        Optional<java.time.Instant> standbyUntil,
        Optional<PlacedRelease> leftover,
        Optional<Delivery> delivery,
        Optional<Lease> lease,
        List<HistoryEntry> history) {

    /** So many entries at the most; {@link LedgerFit} sees to it that they fit. */
    public static final int HISTORY = 50;

    public static Ledger empty(Application application) {
        return new Ledger(
                application,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    public Ledger withActive(Optional<PlacedRelease> changed) {
        return new Ledger(application, lastRelease, changed, standby, standbyUntil, leftover, delivery, lease, history);
    }

    public Ledger withStandby(PlacedRelease placed, java.time.Instant until) {
        return new Ledger(
                application,
                lastRelease,
                active,
                Optional.of(placed),
                Optional.of(until),
                leftover,
                delivery,
                lease,
                history);
    }

    public Ledger withoutStandby() {
        return new Ledger(
                application,
                lastRelease,
                active,
                Optional.empty(),
                Optional.empty(),
                leftover,
                delivery,
                lease,
                history);
    }

    public Ledger withLeftover(Optional<PlacedRelease> changed) {
        return new Ledger(application, lastRelease, active, standby, standbyUntil, changed, delivery, lease, history);
    }

    public Ledger withDelivery(Optional<Delivery> changed) {
        int highest = changed.map(d -> Math.max(lastRelease, d.to().release().number()))
                .orElse(lastRelease);
        return new Ledger(application, highest, active, standby, standbyUntil, leftover, changed, lease, history);
    }

    public Ledger withLease(Optional<Lease> changed) {
        return new Ledger(
                application, lastRelease, active, standby, standbyUntil, leftover, delivery, changed, history);
    }

    public Ledger recording(HistoryEntry entry) {
        List<HistoryEntry> longer =
                Stream.concat(Stream.of(entry), history.stream()).limit(HISTORY).toList();
        return new Ledger(application, lastRelease, active, standby, standbyUntil, leftover, delivery, lease, longer);
    }

    Ledger withHistory(List<HistoryEntry> changed) {
        return new Ledger(
                application,
                lastRelease,
                active,
                standby,
                standbyUntil,
                leftover,
                delivery,
                lease,
                List.copyOf(changed));
    }

    /** By which entry of the history the live release came to be live. */
    public Optional<HistoryEntry> cameLive() {
        int live = active.map(placed -> placed.release().number()).orElse(0);
        return history.stream()
                .filter(entry -> entry.release() == live && entry.outcome().equals(Phase.DONE.word()))
                .findFirst();
    }

    /** The version of the release that was live before, as far as the history tells. */
    public Optional<String> liveBefore() {
        return cameLive()
                .map(HistoryEntry::previous)
                .map(colorAndVersion -> colorAndVersion.replaceFirst("^\\S+ ", ""))
                .filter(version -> !version.isEmpty());
    }

    /** The services that belong to the application now, by what the ledger says. */
    public List<PlacedRelease> placed() {
        return Stream.of(active, standby, leftover, delivery.map(Delivery::to))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }
}
