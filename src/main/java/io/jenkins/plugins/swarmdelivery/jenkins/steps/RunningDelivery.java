package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.AbortException;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.TestVariables;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A delivery whose lease this Jenkins holds: advances it, runs the step's block when tests are due, ends the step. */
final class RunningDelivery {
    /** Well within the term of a lease, even if one renewal is lost. */
    private static final Duration RENEWAL = Duration.ofSeconds(10);
    /** Until the graph of the build shows that the previous phase has ended. */
    private static final Duration GRAPH_POLL = Duration.ofMillis(50);
    /** The most actions in one tick, so that other deliveries get their turn. */
    private static final int MAX_ACTIONS = 50;

    private final DeliveryExecution execution;
    private final DeliveryStep step;
    private final TestBlock tests;
    private final Consumer<DeliveryRun> advanced;
    private final DeliveryRun run;
    private boolean stopTold;
    private volatile String status = "begins";

    RunningDelivery(
            DeliveryExecution execution,
            DeliveryStep step,
            TestBlock tests,
            Consumer<DeliveryRun> advanced,
            DeliveryRun run) {
        this.execution = execution;
        this.step = step;
        this.tests = tests;
        this.advanced = advanced;
        this.run = run;
    }

    String status() {
        return status;
    }

    /** It is another build's unfinished delivery, which is ended so that this one can begin. */
    boolean settling() {
        return run.settling();
    }

    Optional<Duration> advance(ClusterConnection cluster) throws Exception {
        DeliveryEngine engine = cluster.engine();
        handleStop(engine);
        if (tests.running()) {
            engine.renew(run);
            status = "tests run";
            return Optional.of(RENEWAL);
        }
        tests.takeVerdict().filter(verdict -> !stopTold).ifPresent(failure -> endTests(engine, failure));
        for (int done = 0;
                done < MAX_ACTIONS && (stopTold || execution.stopped().isEmpty());
                done++) {
            Progress progress = engine.advance(run);
            advanced.accept(run);
            Delivery delivery = run.delivery();
            status = delivery.phase().word();
            if (progress instanceof Progress.Wait wait) {
                status = status + ": " + wait.reason();
                return Optional.of(wait.after());
            } else if (!(progress instanceof Progress.Continue)) {
                return delivery.phase().testsDue() ? test(cluster, delivery) : rested(delivery);
            }
        }
        return Optional.of(Duration.ZERO);
    }

    private void handleStop(DeliveryEngine engine) {
        Optional<Throwable> stopped = execution.stopped();
        if (stopped.isPresent() && !stopTold) {
            stopTold = true;
            tests.cancel(stopped.get());
            Interruption why = interruption(stopped.get());
            execution.log().warn(why.words() + ": rolling back");
            engine.stopped(run, why.setback(), why.words());
        }
    }

    private void endTests(DeliveryEngine engine, String failure) {
        if (failure.isEmpty()) {
            engine.passed(run);
        } else {
            String name = name(run.delivery().phase());
            tests.interruption()
                    .map(RunningDelivery::interruption)
                    .map(why -> why.during(name))
                    .ifPresentOrElse(
                            why -> engine.stopped(run, why.setback(), why.words()),
                            () -> engine.failed(run, name + " failed: " + failure));
            tests.failure().ifPresent(why -> execution.log().record().said(node -> LogTail.ofBlock(node, why)));
        }
    }

    private static Interruption interruption(Throwable cause) {
        return Interruption.of(cause)
                .orElseGet(() -> new Interruption(Delivery.Setback.ABORT, "aborted: " + cause.getMessage()));
    }

    private Optional<Duration> test(ClusterConnection cluster, Delivery due) throws Exception {
        if (stopTold || run.settling() || !execution.getContext().hasBody()) {
            cluster.engine().failed(run, name(due.phase()) + " are not run any more");
            return Optional.of(Duration.ZERO);
        }
        execution.nodes().rest();
        if (!execution.nodes().idle()) {
            return Optional.of(GRAPH_POLL);
        }
        execution.log().info(name(due.phase()) + " begin");
        tests.start(
                execution,
                TestVariables.of(
                        step.getCluster(),
                        step.toApplication(),
                        due,
                        cluster.router().addresses(step.toApplication())));
        execution.getContext().saveState();
        return Optional.of(RENEWAL);
    }

    private static String name(Phase phase) {
        return phase == Phase.TESTING ? "tests before the switch" : "tests after the switch";
    }

    private Optional<Duration> rested(Delivery last) throws Exception {
        String application = step.getApplication() + " " + last.to().release().version() + " on " + step.getCluster();
        String outcome = application + ": " + last.meaning();
        if (run.begun() && last.achieved(step.kind()) && execution.stopped().isEmpty()) {
            step.keep(last, execution.getContext());
            execution.log().info(outcome);
            execution.succeed(Outcome.of(last));
        } else {
            execution.fail(new AbortException(outcome + furtherReason(last)));
        }
        return Optional.empty();
    }

    /** The part of the reason for its end that its outcome does not already tell. */
    private static String furtherReason(Delivery last) {
        String rest = last.meaning().startsWith(last.phase().meaning())
                ? last.failure()
                : last.failure().lines().skip(1).collect(Collectors.joining("\n"));
        return rest.isEmpty() ? "" : ": " + rest;
    }
}
