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
 * Somebody who wants to change an application, and the ledger as they found it.
 *
 * @param id of the delivery that it may become
 * @param held the run that has the lease already; empty: it is to be taken
 */
record Intent(String id, Found found, Claim claim, DeliveryLog log, Optional<DeliveryRun> held) {
    /**
     * @param read the ledger; empty where the application is new here
     * @param now when it was read
     */
    record Found(Application application, Optional<LedgerStore.Versioned> read, Instant now) {}

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** The time is read after the ledger: it is the managers', and the first answer tells it. */
    static Intent of(LedgerStore ledgers, Application application, Claim claim, DeliveryLog log, Clock clock) {
        Found found = found(ledgers, application, clock);
        return new Intent(id(found), found, claim, log, Optional.empty());
    }

    /** Of a run that has ended what was in the way, and has the lease still. */
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

    /** The same, for whoever leaves what the ledger says for something else, in the write that takes the lease. */
    Intent with(Ledger changed) {
        Optional<LedgerStore.Versioned> instead =
                read().map(before -> new LedgerStore.Versioned(changed, before.id(), before.version()));
        return new Intent(id, new Found(application(), instead, now()), claim, log, held);
    }

    /** @throws LockedException if somebody works on the application */
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

    /** Nobody works on the application, and nothing is left over from before. */
    Ledger requireIdle() {
        requireFree();
        requireNotStuck();
        ledger().delivery().ifPresent(left -> {
            throw new RefusedException("a delivery of " + left.to() + " is unfinished in "
                    + left.phase().word() + "; register it, resume it or roll it back");
        });
        return ledger();
    }

    /** A delivery from what is active now. */
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
        // The nodes may have what the registry no longer gives: a rollback does not ask it.
        boolean pulls = options.prePull() && kind != Delivery.Kind.ROLLBACK;
        return delivery(kind, pulls ? Phase.PULLING : bringUp(ledger(), to), to, options);
    }

    /** Where a candidate begins to come up whose images are there. */
    static Phase bringUp(Ledger ledger, PlacedRelease candidate) {
        if (candidate.stack()) {
            return Phase.PROVIDING;
        }
        boolean held = ledger.standby().isPresent() || ledger.leftover().isPresent();
        return held ? Phase.CLEARING : Phase.STARTING;
    }
}
