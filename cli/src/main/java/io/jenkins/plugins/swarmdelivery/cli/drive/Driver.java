package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Drives a delivery from its start until it rests. All waiting happens here; the engine performs one action at a time.
 */
public final class Driver {
    /** How long the rollback of an interrupted delivery may take before it is left to {@code resume}. */
    static final Duration ROLLBACK_PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOCK_POLL = Duration.ofSeconds(2);

    private final TestSpec tests;
    private final Function<Delivery, Map<String, String>> environment;
    private final ProgressDisplay display;
    private final Interruption interruption;

    /** @param environment creates the variables for tests from the delivery's state at the time they run */
    public Driver(
            TestSpec tests,
            Function<Delivery, Map<String, String>> environment,
            ProgressDisplay display,
            Interruption interruption) {
        this.tests = tests;
        this.environment = environment;
        this.display = display;
        this.interruption = interruption;
    }

    /**
     * Starts what needs the lease, and retries while someone else holds it.
     *
     * @param patience how long to retry; zero for a single attempt
     * @throws LockedException if it is still held after that, or a signal came
     */
    public <T> T start(Supplier<T> attempt, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        String told = "";
        while (true) {
            try {
                return attempt.get();
            } catch (LockedException e) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || interruption.signal().isPresent()) {
                    throw e;
                }
                if (!e.holder().equals(told)) {
                    display.info("waiting: " + e.holder());
                    told = e.holder();
                }
                interruption.sleep(Duration.ofNanos(Math.min(left, LOCK_POLL.toNanos())));
            }
        }
    }

    /** Drives the delivery until it rests or has ended, and returns its state. */
    public Delivery drive(DeliveryHandle handle) {
        boolean rollingBack = false;
        while (true) {
            if (interruption.signal().isPresent() && !rollingBack) {
                rollingBack = true;
                interruption.acknowledge();
                boolean retiring = handle.delivery().phase() == Phase.RETIRING;
                display.warn("interrupted by " + interruption.signal().get() + ": "
                        + (retiring ? "the old release is being stopped, which is completed first" : "rolling back"));
                handle.stopped(
                        Delivery.Setback.ABORT,
                        "interrupted by " + interruption.signal().get());
            }
            Progress progress = handle.advance();
            if (progress instanceof Progress.Failed failed) {
                return failed.delivery();
            } else if (progress instanceof Progress.Succeeded succeeded) {
                if (!succeeded.delivery().phase().testsDue()) {
                    return succeeded.delivery();
                }
                if (interruption.signal().isEmpty()) {
                    test(handle, succeeded.delivery());
                }
            } else if (progress instanceof Progress.Wait wait) {
                if (rollingBack && interruption.age().compareTo(ROLLBACK_PATIENCE) > 0) {
                    display.warn("the rollback has not finished: " + wait.reason() + "; run resume to finish it");
                    return handle.delivery();
                }
                display.tick(wait.reason());
                interruption.sleep(wait.after());
            }
        }
    }

    private void test(DeliveryHandle handle, Delivery delivery) {
        boolean before = delivery.phase() == Phase.TESTING;
        String name = before ? "tests before the switch" : "tests after the switch";
        Optional<List<String>> command = before ? tests.before() : tests.after();
        if (command.isEmpty()) {
            handle.failed(name + " were ordered, but are not given: use " + (before ? "--pre-test" : "--post-test"));
            return;
        }
        TestCommand run = new TestCommand(
                command.get(), environment.apply(delivery), tests.timeout(), interruption, display::output);
        Optional<String> failure = run.run(handle::renew);
        if (interruption.signal().isPresent()) {
            return;
        }
        Delivery.Setback setback = run.timedOut() ? Delivery.Setback.TIMEOUT : Delivery.Setback.FAILURE;
        failure.ifPresentOrElse(why -> handle.stopped(setback, name + " " + why), handle::passed);
    }
}
