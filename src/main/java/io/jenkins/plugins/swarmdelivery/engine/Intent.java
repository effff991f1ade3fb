package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.StuckException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;

/**
 * The intent to change an application, with the ledger as read.
 *
 * @param id for the delivery that may follow
 * @param held the run that already has the lease; empty: it is to be taken
 */
record Intent(String id, Found found, Claim claim, DeliveryLog log, Optional<DeliveryRun> held) {
    /**
     * @param read the ledger; empty if the application is new here
     * @param now when it was read
     */
    record Found(Application application, Optional<LedgerStore.Versioned> read, Instant now) {}

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** The time is read after the ledger, because the managers' responses carry it. */
    static Intent of(LedgerStore ledgers, Application application, Claim claim, DeliveryLog log, Clock clock) {
        Found found = found(ledgers, application, clock);
        return new Intent(id(found), found, claim, log, Optional.empty());
    }

    /** For a run that has ended an unfinished delivery and still has the lease. */
    static Intent again(LedgerStore ledgers, DeliveryRun run, Claim claim, Clock clock) {
        Found found = found(ledgers, run.application(), clock);
        return new Intent(id(found), found, claim, run.log(), Optional.of(run));
    }

    private static Found found(LedgerStore ledgers, Application application, Clock clock) {
        Optional<LedgerStore.Versioned> read = ledgers.read(application);
        return new Found(application, read, clock.instant());
    }

    private static String id(Found found) {
        return TIME.format(found.now()) + "-" + UUID.randomUUID().toString().substring(0, 6);
    }

    Application application() {
        return found.application();
    }

    Optional<LedgerStore.Versioned> read() {
        return found.read();
    }

    Instant now() {
        return found.now();
    }

    Ledger ledger() {
        return read().map(LedgerStore.Versioned::ledger).orElse(Ledger.empty(application()));
    }

    /** The same with another ledger, which is written together with the lease. */
    Intent with(Ledger changed) {
        Optional<LedgerStore.Versioned> instead =
                read().map(before -> new LedgerStore.Versioned(changed, before.id(), before.version()));
        return new Intent(id, new Found(application(), instead, now()), claim, log, held);
    }

    /** @throws LockedException if somebody else holds the lease */
    Ledger requireFree() {
        ledger().lease().filter(lease -> !lease.expired(now()) && !ours(lease)).ifPresent(lease -> {
            throw new LockedException(application(), lease.holder(), lease.expires());
        });
        return ledger();
    }

    private boolean ours(Lease lease) {
        return held.filter(run -> run.token().equals(lease.token())).isPresent();
    }

    /** @throws StuckException if an earlier rollback failed */
    Ledger requireNotStuck() {
        ledger().delivery().filter(delivery -> delivery.phase() == Phase.STUCK).ifPresent(delivery -> {
            throw new StuckException(application(), delivery.phaseSince(), delivery.failure());
        });
        return ledger();
    }

    /**
     * Requires that nobody holds the lease, and that no delivery is unfinished.
     *
     * @throws LockedException if somebody else holds the lease
     * @throws StuckException if an earlier rollback failed
     * @throws RefusedException if a delivery is unfinished
     */
    Ledger requireIdle() {
        requireFree();
        requireNotStuck();
        ledger().delivery().ifPresent(left -> {
            throw new RefusedException("a delivery of " + left.to() + " is unfinished in "
                    + left.phase().word() + "; register it, resume it or roll it back");
        });
        return ledger();
    }

    /** A delivery from the active release. */
    Delivery delivery(Delivery.Kind kind, Phase first, PlacedRelease to, DeliveryOptions options) {
        return new Delivery(
                new Delivery.Request(id, kind, options, claim.author()),
                Delivery.Course.begun(first, now()),
                ledger().active(),
                to,
                Delivery.Reversal.NONE);
    }

    /** A delivery that has to start its candidate. */
    Delivery starting(Delivery.Kind kind, PlacedRelease to, DeliveryOptions options) {
        // Nodes may have an image that the registry no longer has, so a rollback does not pull.
        boolean pulls = options.prePull() && kind != Delivery.Kind.ROLLBACK;
        return delivery(kind, pulls ? Phase.PULLING : bringUp(ledger(), to), to, options);
    }

    /** The first phase of a candidate whose images are on the nodes. */
    static Phase bringUp(Ledger ledger, PlacedRelease candidate) {
        if (candidate.stack()) {
            return Phase.PROVIDING;
        }
        boolean held = ledger.standby().isPresent() || ledger.leftover().isPresent();
        return held ? Phase.CLEARING : Phase.STARTING;
    }
}
