package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.AbortException;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that delivers. It occupies no thread: a tick does what is possible now, and returns when the next one is due.
 * Stored with the run are the step's parameters and the delivery's id; after a restart, the ledger tells the delivery's
 * state.
 *
 * <p>When stopped, it lets the engine handle the failure, and ends when that is done. When stopped twice, it leaves the
 * delivery as the ledger has it; the next delivery settles it.
 */
final class DeliveryExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(DeliveryExecution.class.getName());

    /** Until the rest of the run has been loaded after a restart. */
    private static final Duration READY_POLL = Duration.ofSeconds(1);

    private final DeliveryStep step;
    private final StepDelivery delivery;
    private final TestBlock tests = new TestBlock();
    private final PhaseNodes nodes = new PhaseNodes(this);
    /** Why it was stopped; null if it was not. */
    private volatile Throwable stopped;

    /**
     * The Jenkins it runs in. In tests, another Jenkins may follow in the same process, with another execution of this
     * step.
     */
    private transient volatile Jenkins home;

    private transient volatile boolean ended;
    private transient ScheduledFuture<?> next;

    DeliveryExecution(DeliveryStep step, StepContext context) {
        super(context);
        this.step = step;
        this.delivery = new StepDelivery(this, step, tests);
    }

    @Override
    public boolean start() throws Exception {
        home = Jenkins.get();
        try {
            step.check();
            Authorization.check(step.getCluster(), List.of(step.toApplication()), step.permission(), getContext());
        } catch (DeliveryException e) {
            log().record().failed(e.getMessage());
            throw new AbortException(StepWords.of(e.getMessage()));
        }
        nodes.prepare(getContext());
        again(Duration.ZERO);
        return false;
    }

    @Override
    public void onResume() {
        home = Jenkins.get();
        delivery.resumes();
        again(Duration.ZERO);
    }

    @Override
    public void stop(Throwable cause) {
        boolean twice = stopped != null;
        stopped = cause;
        if (twice) {
            log().warn("stopped again: the delivery is left as it stands; the next one, or swarmRollback, settles it");
            log().record().ended(RecordState.ABORTED, "stopped again, left as it stood");
            end(() -> getContext().onFailure(cause));
        }
        again(Duration.ZERO);
    }

    @Override
    public String getStatus() {
        return delivery.status();
    }

    Optional<Throwable> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** The block has ended. */
    void tested() {
        again(Duration.ZERO);
    }

    /** A tick that is due sooner stays scheduled. */
    private void again(Duration after) {
        synchronized (tests) {
            if (next != null && !next.isDone() && next.getDelay(TimeUnit.MILLISECONDS) <= after.toMillis()) {
                return;
            }
            if (next != null) {
                next.cancel(false);
            }
            DeliveryTicks ticks = DeliveryTicks.of(step.getCluster());
            next = tests.running() ? ticks.renew(this::tick, after) : ticks.advance(this::tick, after);
        }
    }

    private void tick() {
        synchronized (tests) {
            next = null;
        }
        Optional<Duration> after;
        synchronized (this) {
            after = ended || shuttingDown() ? Optional.empty() : attempt();
        }
        after.ifPresent(this::again);
    }

    private Optional<Duration> attempt() {
        try {
            return getContext().isReady() ? delivery.proceed() : Optional.of(READY_POLL);
        } catch (DeliveryException e) {
            failUnlessShuttingDown(new AbortException(StepWords.of(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOGGER.log(Level.FINE, e, () -> "delivery of " + step.getApplication());
            failUnlessShuttingDown(e);
        }
        return Optional.empty();
    }

    /** A failure because this Jenkins shuts down is not a failure of the step: the next Jenkins continues. */
    private void failUnlessShuttingDown(Exception why) {
        if (!shuttingDown()) {
            fail(why);
        }
    }

    private boolean shuttingDown() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        return jenkins == null || jenkins != home || jenkins.isTerminating();
    }

    /** The step is done. */
    void succeed(Map<String, Object> result) {
        end(() -> getContext().onSuccess(result));
    }

    /** If it or its tests were stopped, it ends with that cause, not with the delivery's outcome. */
    void fail(Throwable why) {
        Throwable cause = stopped().or(tests::interruption).orElse(why);
        if (cause != why) {
            log().info(String.valueOf(why.getMessage()));
        }
        tests.cancel(cause);
        Optional<Interruption> interruption = Interruption.of(cause);
        String words = cause == why && interruption.isPresent()
                ? interruption.get().words()
                : String.valueOf(why.getMessage());
        log().record().ended(interruption.map(Interruption::state).orElse(RecordState.FAILED), words);
        end(() -> getContext().onFailure(cause));
    }

    private void end(Runnable answer) {
        synchronized (tests) {
            if (ended) {
                return;
            }
            ended = true;
        }
        nodes.close(answer);
    }

    PhaseNodes nodes() {
        return nodes;
    }

    BuildLog log() {
        return new BuildLog(getContext(), step, nodes);
    }
}
