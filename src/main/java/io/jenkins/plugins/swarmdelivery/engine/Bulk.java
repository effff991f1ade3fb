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
 * Deliveries of several applications that go live together, or not at all: none is switched before the candidates of all are
 * tested, and none retires its old release before all are switched. Each may be advanced by a thread of its own, by {@link
 * #advance} in place of the engine's. Where the process dies, each application is whole by itself.
 */
public final class Bulk {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How far one has come; the order counts. */
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

    /** @param size how many deliveries there will be: none is switched before all have begun */
    public Bulk(int size) {
        this.size = size;
    }

    /**
     * The orders that change something, once it is known that all of them can begin.
     *
     * @throws RefusedException if one cannot; names each application, and what stands against it. Nothing is touched then
     */
    public static List<Order.Configure> due(DeliveryEngine engine, List<Order.Configure> orders) {
        List<Order.Configure> due = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Order.Configure order : orders) {
            if (engine.record(order.application()).flatMap(Ledger::delivery).isPresent()) {
                due.add(order); // What was left unfinished ends first; only then can be told what stands against it.
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

    /** One of them has begun. */
    public synchronized void add(DeliveryRun run) {
        stages.put(run, Stage.BEFORE);
    }

    /** There is nothing to do for one of them. */
    public synchronized void skip() {
        size--;
    }

    /** One of them cannot go on, and its run does not tell: the others end as well. */
    public synchronized void fail(String reason) {
        failure = failure.or(() -> Optional.of(reason));
    }

    /** Does one thing for one of them, if the others are as far; see {@link DeliveryEngine#advance}. */
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

    /** What is waited for; empty: it is its turn. */
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

    /** What was in the way of one may have ended, and nothing be left to do: then nobody waits for it. */
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

    /** Why they do not go live; empty: they do. */
    public synchronized Optional<String> failure() {
        return failure;
    }

    /** Once each has ended: what brings those back that had been done already when another failed. */
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
