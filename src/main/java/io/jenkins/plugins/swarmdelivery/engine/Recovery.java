package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes over deliveries that their runs left unfinished. */
final class Recovery {
    private final LedgerStore ledgers;
    private final Starts starts;

    Recovery(LedgerStore ledgers, Starts starts) {
        this.ledgers = ledgers;
        this.starts = starts;
    }

    /**
     * Continues an unfinished delivery; a ready candidate does not count as one. If there is none, retires what is due,
     * such as a leftover of a rollback.
     */
    Optional<DeliveryRun> resume(Intent intent) {
        return unfinished(intent).isPresent()
                ? unfinished(intent).filter(delivery -> !delivery.parked()).map(delivery -> takeOver(intent))
                : starts.retireDue(intent);
    }

    /** Rolls back an unfinished delivery for a new one, after a check that the new one can begin. */
    Optional<DeliveryRun> settle(Intent intent, Order.Deploy next) {
        return settle(intent, () -> {
            starts.requireImage(next);
            unfinished(intent).ifPresent(left -> requireSpec(left, next));
        });
    }

    /** @param next throws if the new delivery cannot begin */
    Optional<DeliveryRun> settle(Intent intent, Runnable next) {
        intent.requireNotStuck();
        return unfinished(intent).map(left -> {
            intent.requireFree();
            next.run();
            return aborted(
                    takeOver(intent),
                    "left unfinished in " + left.phase().word() + ", superseded by "
                            + intent.claim().owner() + ": " + intent.claim().reason());
        });
    }

    /**
     * Refuses a delivery without a spec if the first release would be rolled back for it: nothing would be left to
     * start from.
     */
    private static void requireSpec(Delivery left, Order.Deploy next) {
        boolean rollsBack = left.phase() != Phase.RETIRING;
        if (rollsBack
                && left.from().isEmpty()
                && next.spec().isEmpty()
                && next.stack().isEmpty()) {
            throw new RefusedException(
                    "the first release of " + next.application() + ", " + left.to() + ", was left unfinished in "
                            + left.phase().word()
                            + ", and nothing would be live without it; resume it, or give the spec of the next one with"
                            + " --spec FILE.json");
        }
    }

    /** Rolls back an unfinished delivery by order; a rollback is continued instead. Empty if nothing is unfinished. */
    Optional<DeliveryRun> rollback(Intent intent) {
        intent.requireFree();
        return unfinished(intent).map(left -> {
            DeliveryRun run = takeOver(intent);
            return left.kind() == Delivery.Kind.ROLLBACK
                    ? run
                    : rollingBack(
                            run, "rolled back by " + intent.claim().author().name());
        });
    }

    /** Whether the unfinished delivery, rolled back or continued, ends at the wanted release. */
    boolean leadsTo(Intent intent, Optional<String> wanted) {
        return wanted.isEmpty()
                || unfinished(intent)
                        .filter(left -> left.phase() != Phase.STUCK && left.phase() != Phase.RETIRING)
                        .flatMap(left -> left.kind() == Delivery.Kind.ROLLBACK ? Optional.of(left.to()) : left.from())
                        .filter(placed -> placed.release().named(wanted.get()))
                        .isPresent();
    }

    /**
     * Ends an unfinished delivery that a rollback cannot take over: one that already stops its old release is
     * continued; a rollback that has not kept its spec yet is given up, and so is a delivery that leads to another
     * release than the wanted one. Empty if there is none.
     */
    Optional<DeliveryRun> finish(Intent intent, Optional<String> to) {
        intent.requireFree();
        Delivery left = unfinished(intent).orElse(null);
        if (left == null) {
            return Optional.empty();
        }
        boolean unabortable = left.phase() == Phase.STUCK || left.phase() == Phase.RETIRING;
        if (!unabortable && left.from().isPresent() && !leadsTo(intent, to)) {
            starts.requireTarget(intent, left, to);
            return Optional.of(rollingBack(takeOver(intent), "superseded by a rollback to " + to.get()));
        }
        if (left.kind() != Delivery.Kind.ROLLBACK) {
            return left.phase() == Phase.RETIRING ? Optional.of(takeOver(intent)) : Optional.empty();
        }
        boolean begun =
                ledgers.kept(intent.application(), left.to().release().number()).isPresent();
        return begun ? Optional.empty() : Optional.of(rollingBack(takeOver(intent), "it had not begun"));
    }

    void unlock(Application application, String reason, Author author, Predicate<Lease> meant, Clock clock) {
        if (reason.isBlank()) {
            throw new RefusedException("reason", null, "say why the lease is broken; the history records it");
        }
        LedgerStore.Versioned read = ledgers.read(application)
                .orElseThrow(() -> new RefusedException("application", application, "it has no ledger here"));
        Lease lease = read.ledger()
                .lease()
                .orElseThrow(() -> new RefusedException(application + " is not locked; there is nothing to unlock"));
        if (!meant.test(lease)) {
            throw new RefusedException("nothing was done: another lease is held now, by " + lease.owner() + " since "
                    + Durations.at(lease.since()));
        }
        ledgers.replace(
                read,
                read.ledger()
                        .withLease(Optional.empty())
                        .recording(HistoryEntry.unlocked(lease, reason, author, clock.instant())));
    }

    private static Optional<Delivery> unfinished(Intent intent) {
        return intent.ledger().delivery();
    }

    private static DeliveryRun rollingBack(DeliveryRun run, String reason) {
        run.say(DeliveryRun.Verdict.failed(reason));
        return run;
    }

    private static DeliveryRun aborted(DeliveryRun run, String reason) {
        run.say(DeliveryRun.Verdict.aborted(reason));
        return run;
    }

    /** Takes over the unfinished delivery; a stuck one tries its rollback again. */
    private DeliveryRun takeOver(Intent intent) {
        return starts.take(
                intent,
                ledger -> ledger.withDelivery(ledger.delivery()
                        .map(d -> d.phase() == Phase.STUCK ? d.enter(Phase.REVERTING, intent.now()) : d)));
    }
}
