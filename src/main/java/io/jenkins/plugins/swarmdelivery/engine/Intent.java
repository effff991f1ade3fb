package io.jenkins.plugins.swarmdelivery.engine;

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
 * @param read the ledger; empty where the application is new here
 */
record Intent(
        String id,
        Application application,
        Optional<LedgerStore.Versioned> read,
        Claim claim,
        DeliveryLog log,
        Instant now) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** The time is read after the ledger: it is the managers', and the first answer tells it. */
    static Intent of(LedgerStore ledgers, Application application, Claim claim, DeliveryLog log, Clock clock) {
        Optional<LedgerStore.Versioned> read = ledgers.read(application);
        Instant now = clock.instant();
        String id = TIME.format(now) + "-" + UUID.randomUUID().toString().substring(0, 6);
        return new Intent(id, application, read, claim, log, now);
    }

    Ledger ledger() {
        return read.map(LedgerStore.Versioned::ledger).orElse(Ledger.empty(application));
    }

    /** The same, for whoever leaves what the ledger says for something else, in the write that takes the lease. */
    Intent with(Ledger changed) {
        return new Intent(
                id,
                application,
                read.map(before -> new LedgerStore.Versioned(changed, before.id(), before.version())),
                claim,
                log,
                now);
    }

    /** @throws LockedException if somebody works on the application */
    Ledger requireFree() {
        LeaseKeeper.requireFree(ledger(), now);
        return ledger();
    }

    /** @throws StuckException if an earlier rollback failed */
    Ledger requireNotStuck() {
        ledger().delivery().filter(delivery -> delivery.phase() == Phase.STUCK).ifPresent(delivery -> {
            throw new StuckException(application, delivery);
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
                Delivery.Course.begun(first, now),
                ledger().active(),
                to,
                Delivery.Reversal.NONE);
    }

    /** Where a delivery begins that has to start its candidate. */
    Phase firstPhase(Delivery.Kind kind, DeliveryOptions options) {
        // The nodes may have what the registry no longer gives: a rollback does not ask it.
        if (options.prePull() && kind != Delivery.Kind.ROLLBACK) {
            return Phase.PULLING;
        }
        return CandidatePhases.clearsFirst(ledger()) ? Phase.CLEARING : Phase.STARTING;
    }
}
