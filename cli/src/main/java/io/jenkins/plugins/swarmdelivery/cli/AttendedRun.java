package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.DeliveryHandle;
import io.jenkins.plugins.swarmdelivery.cli.drive.Driver;
import io.jenkins.plugins.swarmdelivery.cli.drive.Interruption;
import io.jenkins.plugins.swarmdelivery.cli.drive.ProgressDisplay;
import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.TestVariables;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Drives deliveries of an application from their start until they rest, and shows their progress. */
final class AttendedRun implements AutoCloseable {
    private final DeliveryEngine engine;
    private final Interruption interruption;
    private final ProgressDisplay display;
    private final Driver driver;

    /**
     * @param subject cluster and application, for the variables of tests
     * @param tests the tests to run when they are due
     */
    AttendedRun(DeliveryEngine engine, Subject subject, TestSpec tests, Console console, Clock clock) {
        this(
                engine,
                subject,
                tests,
                ProgressDisplay.on(console.progress(), console.live(), clock),
                Interruption.ofProcess());
    }

    /** One of several, which share the interruption. */
    AttendedRun(
            DeliveryEngine engine,
            Subject subject,
            TestSpec tests,
            ProgressDisplay display,
            Interruption interruption) {
        this.engine = engine;
        this.display = display;
        this.interruption = interruption;
        this.driver = new Driver(
                tests,
                due -> TestVariables.of(
                        subject.cluster(),
                        subject.application(),
                        due,
                        subject.router().addresses(subject.application())),
                display,
                interruption);
    }

    /** What is delivered, and where. */
    record Subject(String cluster, Application application, TrafficRouter router) {}

    /**
     * @param begun the ordered delivery has begun; false if an earlier delivery was ended first, and nothing followed
     *     it
     */
    record Ended(Delivery delivery, boolean begun) {
        boolean achieved(Delivery.Kind asked) {
            return begun && delivery.achieved(asked);
        }
    }

    /**
     * Begins the order and drives it.
     *
     * @param patience how long to retry while someone else holds the lease
     * @return the outcome; empty if there was nothing to do
     * @throws UnfinishedException if it had to be left midway
     */
    Optional<Ended> deliver(Order order, Claim claim, Duration patience) {
        return start(order, claim, patience).map(run -> drive(run, DeliveryHandle.of(engine, run)));
    }

    Optional<DeliveryRun> start(Order order, Claim claim, Duration patience) {
        return driver.start(() -> engine.start(order, claim, display), patience);
    }

    Ended drive(DeliveryRun run, DeliveryHandle handle) {
        try {
            return new Ended(driver.drive(handle), run.begun());
        } catch (RuntimeException e) {
            throw run.delivery().phase().terminal() ? e : new UnfinishedException(run.delivery(), e);
        }
    }

    @Override
    public void close() {
        display.close();
        interruption.close();
    }
}
