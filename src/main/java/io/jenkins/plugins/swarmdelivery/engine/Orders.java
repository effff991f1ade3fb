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

/** Does what was ordered, after what an earlier run has left in its way, and keeps the lease between the two. */
final class Orders {
    private final LedgerStore ledgers;
    private final Clock clock;
    private final Starts starts;
    private final Recovery recovery;
    private final Configures configures;
    private final LeaseKeeper leases;

    Orders(Cluster cluster, Clock clock, Starts starts, LeaseKeeper leases) {
        this.ledgers = cluster.ledgers();
        this.clock = clock;
        this.starts = starts;
        this.recovery = new Recovery(ledgers, starts);
        this.configures = new Configures(cluster);
        this.leases = leases;
    }

    /** Empty where there is nothing to do. */
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

    /** What was in the way has ended: begins what was ordered. */
    Progress goOn(DeliveryRun run) {
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
     * What stands against a start may be the work of another who began after the ledger was read, e.g. a service that
     * was not there before: such a start is not wrong, it has to wait.
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

    /** Takes over what must end before the order can be followed. */
    private Optional<DeliveryRun> inTheWay(Intent intent, Order order) {
        if (order instanceof Order.Deploy deploy) {
            starts.requireNewest(intent, deploy);
            return recovery.settle(intent, deploy);
        }
        if (order instanceof Order.Configure configure) {
            return recovery.settle(intent, () -> configures.deploy(intent.ledger(), configure));
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
            return configures.deploy(intent.requireIdle(), configure).map(deploy -> starts.deploy(intent, deploy));
        } else if (order instanceof Order.Register register) {
            return Optional.of(starts.register(intent, register.image(), register.options()));
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

    /** What a new configuration would deliver; empty where nothing would change. */
    Optional<Order.Deploy> configured(Intent intent, Order.Configure order) {
        return configures.deploy(intent.ledger(), order);
    }

    Recovery recovery() {
        return recovery;
    }
}
