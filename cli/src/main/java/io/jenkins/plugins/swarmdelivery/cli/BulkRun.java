package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.DeliveryHandle;
import io.jenkins.plugins.swarmdelivery.cli.drive.Interruption;
import io.jenkins.plugins.swarmdelivery.cli.drive.ProgressDisplay;
import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.Bulk;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Drives deliveries that go live together, each in a thread of its own. If one fails, the others are rolled back. */
final class BulkRun {
    /** What all deliveries have in common. */
    record Terms(TestSpec tests, Claim claim, Duration patience) {}

    /**
     * The outcome of one delivery.
     *
     * @param ended empty if there was nothing to do, or a failure interrupted it midway
     * @param undone its rollback after another one failed; empty if it was not rolled back
     */
    record Outcome(
            Application application,
            Optional<AttendedRun.Ended> ended,
            Optional<RuntimeException> failure,
            Optional<AttendedRun.Ended> undone) {}

    private final String cluster;
    private final Connection connection;
    private final Terms terms;
    private final Console console;
    private final Clock clock;

    BulkRun(String cluster, Connection connection, Terms terms, Console console, Clock clock) {
        this.cluster = cluster;
        this.connection = connection;
        this.terms = terms;
        this.console = console;
        this.clock = clock;
    }

    /** @param options of the rollbacks */
    List<Outcome> run(List<Order.Configure> orders, DeliveryOptions options) {
        DeliveryEngine engine = connection.engine();
        Bulk bulk = new Bulk(orders.size());
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, orders.size()));
        try (Interruption interruption = Interruption.ofProcess()) {
            List<Future<Outcome>> running = new ArrayList<>();
            for (Order.Configure order : orders) {
                ProgressDisplay display = orders.size() == 1
                        ? ProgressDisplay.on(console.progress(), console.live(), clock)
                        : ProgressDisplay.named(order.application().name(), console.progress(), clock);
                running.add(threads.submit(() -> one(engine, order, bulk, display, interruption)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> each : running) {
                outcomes.add(join(each));
            }
            List<Order.Rollback> rollbacks = bulk.rollbacks(options);
            boolean stopped =
                    interruption.signal().isPresent() || bulk.failure().isPresent();
            return outcomes.stream()
                    .map(outcome -> stopped ? undone(engine, outcome, rollbacks, interruption) : whole(outcome))
                    .toList();
        } finally {
            threads.shutdown();
        }
    }

    private Outcome one(
            DeliveryEngine engine,
            Order.Configure order,
            Bulk bulk,
            ProgressDisplay display,
            Interruption interruption) {
        Application application = order.application();
        AttendedRun run = new AttendedRun(engine, subject(application), terms.tests(), display, interruption);
        try {
            Optional<DeliveryRun> begun = run.start(order, terms.claim(), terms.patience());
            begun.ifPresentOrElse(bulk::add, bulk::skip);
            return new Outcome(
                    application,
                    begun.map(each -> run.drive(each, DeliveryHandle.of(engine, each, bulk))),
                    Optional.empty(),
                    Optional.empty());
        } catch (RuntimeException e) {
            bulk.fail(application + ": " + e.getMessage());
            return new Outcome(application, Optional.empty(), Optional.of(e), Optional.empty());
        } finally {
            display.close();
        }
    }

    /** If an earlier delivery was ended first, and nothing was left to do, nothing was delivered. */
    private static Outcome whole(Outcome outcome) {
        return new Outcome(
                outcome.application(),
                outcome.ended().filter(AttendedRun.Ended::begun),
                outcome.failure(),
                outcome.undone());
    }

    private Outcome undone(
            DeliveryEngine engine, Outcome outcome, List<Order.Rollback> rollbacks, Interruption interruption) {
        Optional<Order.Rollback> rollback = rollbacks.stream()
                .filter(order -> order.application().equals(outcome.application()))
                .findFirst();
        if (rollback.isEmpty()) {
            return outcome;
        }
        ProgressDisplay display = ProgressDisplay.named(outcome.application().name(), console.progress(), clock);
        try {
            AttendedRun run =
                    new AttendedRun(engine, subject(outcome.application()), TestSpec.NONE, display, interruption);
            return new Outcome(
                    outcome.application(),
                    outcome.ended(),
                    Optional.empty(),
                    run.deliver(rollback.get(), terms.claim(), terms.patience()));
        } catch (RuntimeException e) {
            return new Outcome(outcome.application(), outcome.ended(), Optional.of(e), Optional.empty());
        } finally {
            display.close();
        }
    }

    private AttendedRun.Subject subject(Application application) {
        return new AttendedRun.Subject(cluster, application, connection.router());
    }

    private static Outcome join(Future<Outcome> running) {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts this thread", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
