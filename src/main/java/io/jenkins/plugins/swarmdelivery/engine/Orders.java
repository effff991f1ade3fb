package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Carries out orders: first ends an unfinished delivery of an earlier run, then begins the order, under one lease. */
final class Orders {
    private final LedgerStore ledgers;
    private final Clock clock;
    private final Starts starts;
    private final Recovery recovery;
    private final Reconfiguration reconfiguration;
    private final LeaseKeeper leases;

    Orders(Cluster cluster, Clock clock, Starts starts, LeaseKeeper leases) {
        this.ledgers = cluster.ledgers();
        this.clock = clock;
        this.starts = starts;
        this.recovery = new Recovery(ledgers, starts);
        this.reconfiguration = new Reconfiguration(cluster);
        this.leases = leases;
    }

    /** Empty if there is nothing to do. */
    Optional<DeliveryRun> start(Order order, Claim claim, DeliveryLog log) {
        Optional<DeliveryRun> run =
                starting(() -> Intent.of(ledgers, order.application(), claim, log, clock), intent -> {
                    Optional<DeliveryRun> left = inTheWay(intent, order);
                    left.ifPresent(each -> each.then(order, claim));
                    Optional<DeliveryRun> begun = left.isPresent() ? left : begin(intent, order);
                    if (begun.isEmpty()) {
                        leases.dropDead(intent);
                    }
                    return begun;
                });
        run.ifPresent(this::tell);
        return run;
    }

    /** Begins the order, after the unfinished delivery has ended. */
    Progress proceed(DeliveryRun run) {
        DeliveryRun.Next next = run.next().orElseThrow();
        if (run.canceled()) {
            return endsHere(run);
        }
        try {
            Optional<DeliveryRun> begun = starting(
                    () -> Intent.again(ledgers, run, next.claim(), clock), intent -> begin(intent, next.order()));
            if (begun.isEmpty()) {
                return endsHere(run);
            }
        } catch (DeliveryException e) {
            leases.giveBack(run);
            throw e;
        }
        run.thenNothing();
        tell(run);
        return new Progress.Continue();
    }

    private Progress endsHere(DeliveryRun run) {
        leases.giveBack(run);
        run.thenNothing();
        return Steps.outcome(run.delivery());
    }

    private void tell(DeliveryRun run) {
        Delivery begun = run.delivery();
        run.log().entered(begun, begun.phase(), Duration.ZERO, clock.instant());
    }

    /**
     * Starts something. The reason for a refusal may be the work of another run that began after the ledger was read,
     * e.g. a new service: then the refusal becomes a {@link LockedException}.
     */
    private static <T> T starting(Supplier<Intent> read, Function<Intent, T> start) {
        Intent intent = read.get();
        try {
            return start.apply(intent);
        } catch (RefusedException e) {
            read.get().requireFree();
            throw e;
        }
    }

    /** Takes over an unfinished delivery that must end before the order can begin. */
    private Optional<DeliveryRun> inTheWay(Intent intent, Order order) {
        if (order instanceof Order.Deploy deploy) {
            starts.requireNewest(intent, deploy);
            return recovery.settle(intent, deploy);
        }
        if (order instanceof Order.Configure configure) {
            return recovery.settle(intent, () -> reconfiguration.deploy(intent.ledger(), configure));
        }
        if (order instanceof Order.Rollback rollback && RollbackTarget.due(rollback.target(), intent)) {
            return recovery.finish(intent, rollback.target().release());
        }
        return Optional.empty();
    }

    private Optional<DeliveryRun> begin(Intent intent, Order order) {
        if (order instanceof Order.Deploy deploy) {
            return Optional.of(starts.deploy(intent, deploy));
        } else if (order instanceof Order.Configure configure) {
            return reconfiguration.deploy(intent.requireIdle(), configure).map(deploy -> starts.deploy(intent, deploy));
        } else if (order instanceof Order.Register register) {
            return Optional.of(starts.register(intent, register.image(), register.options()));
        } else if (order instanceof Order.Share share) {
            return Optional.of(starts.share(intent, share.percent()));
        } else if (order instanceof Order.Rollback rollback) {
            return RollbackTarget.due(rollback.target(), intent)
                    ? Optional.of(rollback(intent, rollback))
                    : Optional.empty();
        } else if (order instanceof Order.Retire retire) {
            return retire.due() ? starts.retireDue(intent) : Optional.of(starts.retire(intent, retire.options()));
        } else if (order instanceof Order.Adopt adopt) {
            return Optional.of(starts.adopt(intent, adopt.service(), adopt.options()));
        } else if (order instanceof Order.AdoptStack adopt) {
            return Optional.of(starts.adopt(intent, adopt.stack(), adopt.options()));
        }
        Optional<String> accepting = ((Order.Resume) order).accepting();
        return accepting.isPresent() ? Optional.of(starts.accept(intent, accepting.get())) : recovery.resume(intent);
    }

    private DeliveryRun rollback(Intent intent, Order.Rollback order) {
        Optional<String> to = RollbackTarget.wanted(order.target(), intent.ledger());
        Optional<DeliveryRun> unfinished = recovery.leadsTo(intent, to) ? recovery.rollback(intent) : Optional.empty();
        return unfinished.orElseGet(() -> starts.rollback(intent, to, order.options()));
    }

    /** The delivery of an order with other values; empty if nothing would change. */
    Optional<Order.Deploy> configured(Intent intent, Order.Configure order) {
        return reconfiguration.deploy(intent.ledger(), order);
    }

    Recovery recovery() {
        return recovery;
    }
}
