package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Writes the ledger, but only for the holder of the lease. */
final class LeaseKeeper {
    private final LedgerStore ledgers;

    LeaseKeeper(LedgerStore ledgers) {
        this.ledgers = ledgers;
    }

    /**
     * Takes the lease, or keeps the one that the run holds, and makes a first change in the same write.
     *
     * @throws LockedException if somebody else holds the lease
     * @throws SwarmException.Conflict if the ledger has changed since the intent read it
     */
    DeliveryRun take(Intent intent, UnaryOperator<Ledger> change) {
        Ledger before = intent.requireFree();
        Claim claim = intent.claim();
        Instant now = intent.now();
        before.lease()
                .filter(dead -> !dead.owner().equals(claim.owner()))
                .ifPresent(dead -> intent.log()
                        .warn("took over the lease of " + dead.owner() + " (" + dead.reason() + "), which expired at "
                                + Durations.at(dead.expires())));
        String token = intent.held()
                .map(DeliveryRun::token)
                .orElseGet(() -> UUID.randomUUID().toString());
        Lease lease = new Lease(token, claim.owner(), claim.reason(), now, now.plus(Lease.TERM));
        Ledger after = change.apply(before).withLease(Optional.of(lease));
        LedgerStore.Versioned written =
                intent.read().map(read -> ledgers.replace(read, after)).orElseGet(() -> ledgers.create(after));
        DeliveryRun run = intent.held().orElseGet(() -> new DeliveryRun(written, token, intent.log()));
        run.begins(written);
        run.worksFor(claim.author());
        before.delivery().ifPresent(left -> run.takenOver(lastSeen(before, left), now));
        return run;
    }

    /** When somebody last watched a delivery that is taken over: its holder renewed the lease as long as it could. */
    private static Instant lastSeen(Ledger before, Delivery left) {
        return before.lease().map(lease -> lease.expires().minus(Lease.TERM)).orElse(left.phaseSince());
    }

    /**
     * Changes the ledger, and renews the lease with it. If somebody else changed the ledger without taking the lease,
     * the change is applied to the new content.
     *
     * @throws LockedException if the lease is no longer ours
     */
    void write(DeliveryRun run, Instant now, UnaryOperator<Ledger> change) {
        while (true) {
            requireOurs(run);
            Ledger after =
                    change.apply(run.ledger()).withLease(run.ledger().lease().map(l -> l.renewed(now)));
            if (replaced(run, after)) {
                return;
            }
        }
    }

    /** The last write of a run: changes the ledger and releases the lease. */
    void writeAndRelease(DeliveryRun run, UnaryOperator<Ledger> change) {
        while (true) {
            requireOurs(run);
            if (replaced(run, change.apply(run.ledger()).withLease(Optional.empty()))) {
                return;
            }
        }
    }

    /** Removes the expired lease of a run that died between two deliveries and left nothing to take over. */
    void dropDead(Intent intent) {
        intent.read()
                .filter(read -> read.ledger().delivery().isEmpty())
                .filter(read -> read.ledger()
                        .lease()
                        .filter(lease -> lease.expired(intent.now()))
                        .isPresent())
                .ifPresent(this::drop);
    }

    private void drop(LedgerStore.Versioned read) {
        try {
            ledgers.replace(read, read.ledger().withLease(Optional.empty()));
        } catch (SwarmException.Conflict | SwarmException.NotFound e) {
            // Another run has taken the lease.
        }
    }

    /** Releases a lease that was kept between two deliveries; if that fails, it expires. */
    void giveBack(DeliveryRun run) {
        try {
            writeAndRelease(run, UnaryOperator.identity());
        } catch (DeliveryException e) {
            run.log().warn("the lease was not released, and expires within a minute: " + e.getMessage());
        }
    }

    void renewIfDue(DeliveryRun run, Instant now) {
        requireOurs(run);
        if (run.ledger().lease().orElseThrow().dueForRenewal(now)) {
            write(run, now, UnaryOperator.identity());
        }
    }

    /**
     * Checks the lease by the clock alone: a run that stalled for longer than its lease must not write.
     *
     * @throws LockedException if the lease has expired
     */
    static void requireFresh(DeliveryRun run, Instant now) {
        requireOurs(run);
        Lease lease = run.ledger().lease().orElseThrow();
        if (lease.expired(now)) {
            throw new LockedException(run.application(), "it expired at " + Durations.at(lease.expires()));
        }
    }

    /** @throws LockedException if the lease in the cluster's ledger is not this run's, or has expired */
    void requireHeld(DeliveryRun run, Instant now) {
        Lease lease = ledgers.read(run.application())
                .flatMap(read -> read.ledger().lease())
                .filter(held -> held.token().equals(run.token()))
                .orElseThrow(() -> new LockedException(run.application(), "somebody else has it, or broke it"));
        if (lease.expired(now)) {
            throw new LockedException(run.application(), "it expired at " + Durations.at(lease.expires()));
        }
    }

    /**
     * Reads the ledger again.
     *
     * @return false if the run's last write turns out to have succeeded, although its response was lost
     * @throws LockedException if the lease was lost, other than by this run's last write
     */
    boolean refresh(DeliveryRun run) {
        run.saw(ledgers.read(run.application())
                .orElseThrow(() -> new LockedException(run.application(), "its ledger was removed")));
        if (run.ending().filter(end -> givenBack(run, end)).isPresent()) {
            return false;
        }
        requireOurs(run);
        return true;
    }

    /**
     * Whether the ledger has the delivery in the state in which it was to end or rest, with the lease released, unless
     * it is kept.
     */
    private static boolean givenBack(DeliveryRun run, Delivery end) {
        Ledger ledger = run.ledger();
        boolean ours = ledger.lease()
                .filter(lease -> lease.token().equals(run.token()))
                .isPresent();
        boolean rests = ledger.delivery()
                .filter(there -> there.id().equals(end.id()) && there.phase() == end.phase())
                .isPresent();
        boolean recorded = ledger.history().stream()
                .anyMatch(entry ->
                        entry.delivery().equals(end.id()) && entry.outcome().equals(end.outcome()));
        return (run.settling() || !ours) && (rests || recorded);
    }

    private boolean replaced(DeliveryRun run, Ledger after) {
        try {
            run.saw(ledgers.replace(run.versioned(), after));
            return true;
        } catch (SwarmException.Conflict | SwarmException.NotFound e) {
            return !refresh(run);
        }
    }

    private static void requireOurs(DeliveryRun run) {
        Optional<Lease> lease = run.ledger().lease();
        if (lease.isEmpty()) {
            throw new LockedException(run.application(), "somebody broke it");
        }
        if (!lease.get().token().equals(run.token())) {
            throw new LockedException(
                    run.application(), "it was taken over by " + lease.get().owner());
        }
    }
}
