package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Begins the delivery of a step, and finds it again after a restart: the ledger contains it with its id, or the history
 * tells how it ended. The engine takes it over once the lease of the dead Jenkins has expired; {@link RunningDelivery}
 * then continues it.
 */
final class StepDelivery implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How long a cluster may be unreachable or locked after a restart before the step gives up. */
    private static final Duration MAX_OUTAGE = Duration.ofMinutes(10);
    /** How long it may be unreachable when the step begins. */
    private static final Duration MAX_INITIAL_OUTAGE = Duration.ofSeconds(30);
    /** Until the stack files are read. */
    private static final Duration READING_POLL = Duration.ofMillis(200);

    private final DeliveryExecution execution;
    private final DeliveryStep step;
    private final TestBlock tests;
    private final Patience lockPatience = new Patience();
    private final Patience reachPatience = new Patience();
    /** Its id, once it has begun. */
    private String id = "";

    /** An earlier Jenkins process may have begun it. */
    private transient boolean restarted;
    /** The connection was lost while it began: only the ledger knows whether it has. */
    private transient boolean lost;

    /** Read once, and again after a restart. */
    private transient volatile StackReading reading;

    private transient volatile RunningDelivery running;

    StepDelivery(DeliveryExecution execution, DeliveryStep step, TestBlock tests) {
        this.execution = execution;
        this.step = step;
        this.tests = tests;
    }

    void resumes() {
        restarted = true;
    }

    private boolean mayHaveBegun() {
        return restarted || lost;
    }

    String status() {
        StackReading unread = reading;
        if (unread != null && !unread.done()) {
            return "reads the stack files";
        }
        RunningDelivery now = running;
        return now == null ? (reachPatience.waits() ? reachPatience : lockPatience).reason() : now.status();
    }

    /** Does what is possible now, and returns when to continue; empty if the step has ended. */
    Optional<Duration> proceed() throws Exception {
        if (running == null
                && id.isEmpty()
                && !mayHaveBegun()
                && execution.stopped().isPresent()) {
            if (reading != null) {
                reading.cancel();
            }
            execution.fail(execution.stopped().get());
            return Optional.empty();
        }
        ClusterConnection cluster = ClusterConnector.connect(step.getCluster());
        try {
            Optional<Duration> after = running == null ? begin(cluster.engine()) : running.advance(cluster);
            lockPatience.rest();
            reachPatience.rest();
            return after;
        } catch (LockedException e) {
            rethrowIfOwn(e);
            reachPatience.rest();
            Duration limit = mayHaveBegun() ? MAX_OUTAGE : step.patience();
            return lockPatience.await(e, e.holder(), limit, execution.log()::awaitsLease);
        } catch (SwarmException.Unavailable e) {
            rethrowIfOwn(e);
            lost = true;
            Duration limit = restarted ? MAX_OUTAGE : MAX_INITIAL_OUTAGE;
            return reachPatience.await(
                    e, "the cluster cannot be reached: " + e.getMessage(), limit, execution.log()::awaits);
        }
    }

    /** A failure of its own delivery ends the step; a delivery that had not begun yet is started anew. */
    private void rethrowIfOwn(DeliveryException e) {
        if (running != null && !running.settling()) {
            throw e;
        }
        running = null;
    }

    private Optional<Duration> begin(DeliveryEngine engine) throws Exception {
        return mayHaveBegun() ? takeUp(engine) : beginAnew(engine);
    }

    private Optional<Duration> beginAnew(DeliveryEngine engine) throws Exception {
        if (reading == null) {
            reading = StackReading.begin(step, execution);
        }
        if (!reading.done()) {
            return Optional.of(READING_POLL);
        }
        StepContext context = execution.getContext();
        Claim claim = BuildIdentity.of(context, step.getApplication()).claim(step.reason());
        SwarmCluster cluster = SwarmDeliveryConfiguration.get().cluster(step.getCluster());
        cluster.trackCredentials(context.get(Run.class));
        DeliveryOptions options = step.options(cluster.getDefaults().options());
        Optional<DeliveryRun> begun =
                engine.start(step.order(options, context, reading.release()), claim, execution.log());
        if (begun.isEmpty()) {
            execution.log().info("nothing to do for " + step.getApplication() + " on " + step.getCluster());
            execution.log().record().tell(recorder -> recorder.done("nothing to do"));
            execution.succeed(Map.of());
            return Optional.empty();
        }
        return take(begun.get());
    }

    private Optional<Duration> take(DeliveryRun run) {
        reading = null;
        running = new RunningDelivery(execution, step, tests, this::begun, run);
        begun(run);
        return Optional.of(Duration.ZERO);
    }

    /** Once the delivery in its way has ended, the step's own delivery is stored with the build. */
    private void begun(DeliveryRun run) {
        if (!run.settling() && !id.equals(run.delivery().id())) {
            id = run.delivery().id();
            execution.getContext().saveState();
        }
    }

    private Optional<Duration> takeUp(DeliveryEngine engine) throws Exception {
        BuildIdentity build = BuildIdentity.of(execution.getContext(), step.getApplication());
        Optional<Ledger> ledger = engine.record(step.toApplication());
        Optional<Delivery> unfinished = ledger.flatMap(Ledger::delivery)
                .filter(there -> id.isEmpty()
                        ? build.made(there.author()) && step.begun(there)
                        : there.id().equals(id));
        if (unfinished.isPresent()) {
            id = unfinished.get().id();
            return resumeOwn(engine, unfinished.get(), build);
        }
        Optional<HistoryEntry> past = ledger.stream()
                .flatMap(there -> there.history().stream())
                .filter(entry -> !id.isEmpty() && entry.delivery().equals(id))
                .findFirst();
        if (past.isPresent()) {
            return endedMeanwhile(past.get());
        }
        restarted = false;
        lost = false;
        id = "";
        return Optional.of(Duration.ZERO);
    }

    /** The only delivery that the engine does not resume is a ready candidate. */
    private Optional<Duration> resumeOwn(DeliveryEngine engine, Delivery unfinished, BuildIdentity build)
            throws Exception {
        Optional<DeliveryRun> run =
                engine.start(Order.Resume.of(step.toApplication()), build.claim(step.reason()), execution.log());
        if (run.isPresent()) {
            execution
                    .log()
                    .info("continues after " + (restarted ? "a restart of Jenkins" : "the cluster was out of reach"));
            return take(run.get());
        }
        step.keep(unfinished, execution.getContext());
        execution.succeed(Outcome.of(unfinished));
        return Optional.empty();
    }

    private Optional<Duration> endedMeanwhile(HistoryEntry past) {
        execution.log().record().tell(recorder -> recorder.ended(past));
        if (past.achieved(step.kind())) {
            execution.succeed(Outcome.of(past));
        } else {
            execution.fail(new AbortException("the delivery of " + past.version() + " ended while Jenkins was down: "
                    + past.outcome() + ", " + past.reason()));
        }
        return Optional.empty();
    }
}
