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

/** Writes the ledger, and only for the holder of the lease. */
final class LeaseKeeper {
    private final LedgerStore ledgers;

    LeaseKeeper(LedgerStore ledgers) {
        this.ledgers = ledgers;
    }

    /**
     * Takes the lease, or goes on with the one that is held already, and makes a first change with it, in one write.
     *
     * @throws LockedException if somebody else holds the lease
     * @throws SwarmException.Conflict if the ledger is no longer the one that the intent is based on
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
        before.delivery().ifPresent(left -> run.takenOver(lastSeen(before, left), now));
        return run;
    }

    /** Until when somebody watched a delivery that is taken over: its holder renewed the lease as long as it could. */
    private static Instant lastSeen(Ledger before, Delivery left) {
        return before.lease().map(lease -> lease.expires().minus(Lease.TERM)).orElse(left.phaseSince());
    }

    /**
     * Changes the ledger, renewing the lease with it. A change by others that left the lease alone (none is known
     * today) is built upon.
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

    /** The last write of a run: changes the ledger and gives the lease back. */
    void writeAndRelease(DeliveryRun run, UnaryOperator<Ledger> change) {
        while (true) {
            requireOurs(run);
            if (replaced(run, change.apply(run.ledger()).withLease(Optional.empty()))) {
                return;
            }
        }
    }

    /** A run that died between two deliveries has left its lease, and nothing that anybody would take over with it. */
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
            // Somebody has begun to work on it, and has taken it over.
        }
    }

    /** What was held between two deliveries is not needed any more; where that cannot be written, it lapses by itself. */
    void giveBack(DeliveryRun run) {
        try {
            writeAndRelease(run, UnaryOperator.identity());
        } catch (DeliveryException e) {
            run.log().warn("the lease was not given back, and lapses within a minute: " + e.getMessage());
        }
    }

    void renewIfDue(DeliveryRun run, Instant now) {
        requireOurs(run);
        if (run.ledger().lease().orElseThrow().dueForRenewal(now)) {
            write(run, now, UnaryOperator.identity());
        }
    }

    /**
     * By what this run knows, without asking: one that stalled for longer than its lease must not write any more.
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

    /** @throws LockedException if the ledger in the cluster says that the lease is not, or no longer, this run's */
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
     * Reads again what this run may have missed.
     *
     * @return false if the last write of the run is seen to be done, whose answer was lost
     * @throws LockedException if the lease is no longer ours, and not because we gave it back
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

    /** The delivery stands in the ledger as it was to end, or rest, and the lease is no longer ours, unless it is kept. */
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
