package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deliveries of several applications that go live together, or not at all: none is switched before all candidates are
 * tested, and none retires its old release before all are switched. Each may be advanced by a thread of its own, with
 * {@link #advance} instead of the engine's. If the process dies, each application is consistent by itself.
 */
public final class Bulk {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How far a delivery is, in order. */
    private enum Stage {
        BEFORE,
        READY,
        SWITCHING,
        SWITCHED,
        DONE,
        FAILED
    }

    private final Map<DeliveryRun, Stage> stages = new LinkedHashMap<>();
    private int size;
    private Optional<String> failure = Optional.empty();

    /** @param size the number of deliveries: none is switched before all have begun */
    public Bulk(int size) {
        this.size = size;
    }

    /**
     * The orders that change something, after a check that all of them can begin.
     *
     * @throws RefusedException if one cannot; names each application and its problem. Nothing has been changed
     */
    public static List<Order.Configure> due(DeliveryEngine engine, List<Order.Configure> orders) {
        List<Order.Configure> due = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Order.Configure order : orders) {
            if (engine.record(order.application()).flatMap(Ledger::delivery).isPresent()) {
                due.add(order); // The unfinished delivery ends first; only then can the order be checked.
                continue;
            }
            try {
                Optional<Plan> plan = engine.plan(order);
                plan.ifPresent(each -> each.problems().forEach(problem -> problems.add(named(order, problem))));
                plan.ifPresent(each -> due.add(order));
            } catch (RefusedException e) {
                problems.add(named(order, e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new RefusedException(String.join("\n", problems));
        }
        return due;
    }

    private static String named(Order.Configure order, String problem) {
        return order.application() + ": " + problem;
    }

    /** Adds a delivery that has begun. */
    public synchronized void add(DeliveryRun run) {
        stages.put(run, Stage.BEFORE);
    }

    /** Counts a delivery that has nothing to do. */
    public synchronized void skip() {
        size--;
    }

    /** Ends all deliveries, because one cannot continue for a reason that its run does not report. */
    public synchronized void fail(String reason) {
        failure = failure.or(() -> Optional.of(reason));
    }

    /** Does one thing for a delivery, unless it has to wait for the others; see {@link DeliveryEngine#advance}. */
    public Progress advance(DeliveryEngine engine, DeliveryRun run) {
        Optional<String> waiting = turn(engine, run);
        if (waiting.isPresent()) {
            engine.renew(run);
            return new Progress.Wait(waiting.get(), PAUSE);
        }
        try {
            Progress progress = engine.advance(run);
            saw(run, progress);
            return progress;
        } catch (DeliveryException e) {
            fail(run.application() + ": " + e.getMessage());
            throw e;
        }
    }

    /** What the delivery waits for; empty: it may continue. */
    private synchronized Optional<String> turn(DeliveryEngine engine, DeliveryRun run) {
        Stage stage = stages.get(run);
        if (stage == Stage.FAILED || stage == Stage.DONE) {
            return Optional.empty();
        }
        if (failure.isPresent()) {
            engine.failed(run, "rolled back together with the other applications; " + failure.get());
            return Optional.empty();
        }
        boolean held = stage == Stage.READY || stage == Stage.SWITCHED;
        return held && (stages.size() < size || stages.values().stream().anyMatch(other -> other.compareTo(stage) < 0))
                ? Optional.of(
                        stage == Stage.READY
                                ? "the candidates of the other applications to be ready"
                                : "the other applications to be switched")
                : Optional.empty();
    }

    /**
     * Records how far a delivery is. If an earlier, unfinished one has ended and nothing is left to do, the others do
     * not wait for it.
     */
    private synchronized void saw(DeliveryRun run, Progress progress) {
        Delivery delivery = run.delivery();
        boolean over = progress instanceof Progress.Succeeded || progress instanceof Progress.Failed;
        Stage before = over ? Stage.DONE : Stage.BEFORE;
        Stage stage = run.begun() ? stage(delivery.phase()) : before;
        stages.put(run, stage);
        if (stage == Stage.FAILED) {
            fail(run.application() + ": "
                    + delivery.failure().lines().findFirst().orElse(delivery.outcome()));
        }
    }

    private static Stage stage(Phase phase) {
        return switch (phase) {
            case READY -> Stage.READY;
            case SWITCHING, PROVING, REGISTERING, VERIFYING -> Stage.SWITCHING;
            case BAKING -> Stage.SWITCHED;
            case RETIRING, DONE -> Stage.DONE;
            case ABANDONING, REVERTING, STOPPING, FAILED, ROLLED_BACK, GIVEN_UP, STUCK -> Stage.FAILED;
            default -> Stage.BEFORE;
        };
    }

    /** Why the deliveries do not go live; empty: they do. */
    public synchronized Optional<String> failure() {
        return failure;
    }

    /** The rollbacks of deliveries that were done before another failed; to be called when all have ended. */
    public synchronized List<Order.Rollback> rollbacks(DeliveryOptions options) {
        if (failure.isEmpty()) {
            return List.of();
        }
        return stages.entrySet().stream()
                .filter(entry -> entry.getValue() == Stage.DONE)
                .map(Map.Entry::getKey)
                .filter(DeliveryRun::begun)
                .flatMap(run -> run.delivery().from().stream()
                        .map(from -> new Order.Rollback(
                                run.application(),
                                Order.Rollback.Target.named("#" + from.release().number()),
                                options)))
                .toList();
    }
}
