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
 * A step that delivers. It holds no thread: a tick does what can be done now, and says when the next one is due. Kept
 * with the run are the step's parameters and the delivery's id; after a restart the ledger tells where that delivery
 * stands.
 *
 * <p>Stopped, it lets the engine take the failure edge, and ends when that has ended. Stopped twice, it leaves the
 * delivery as the ledger has it; the next one settles it.
 */
final class DeliveryExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(DeliveryExecution.class.getName());

    /** Until the rest of the run is there again after a restart. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final DeliveryStep step;
    private final StepDelivery delivery;
    private final TestBlock tests = new TestBlock();
    private final PhaseNodes nodes = new PhaseNodes(this);
    /** Why it was stopped; null while it was not. */
    private volatile Throwable stopped;

    /** Where it runs. In one process another may follow it, as in tests, whose execution of this step is another one. */
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

    /** A tick that is due sooner stays. */
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
            after = ended || goingDown() ? Optional.empty() : attempt();
        }
        after.ifPresent(this::again);
    }

    private Optional<Duration> attempt() {
        try {
            return getContext().isReady() ? delivery.proceed() : Optional.of(SOON);
        } catch (DeliveryException e) {
            unlessGoingDown(new AbortException(StepWords.of(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOGGER.log(Level.FINE, e, () -> "delivery of " + step.getApplication());
            unlessGoingDown(e);
        }
        return Optional.empty();
    }

    /** What fails because this Jenkins ends is no failure of the step: the next Jenkins goes on. */
    private void unlessGoingDown(Exception why) {
        if (!goingDown()) {
            fail(why);
        }
    }

    private boolean goingDown() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        return jenkins == null || jenkins != home || jenkins.isTerminating();
    }

    /** The step is done. */
    void succeed(Map<String, Object> result) {
        end(() -> getContext().onSuccess(result));
    }

    /** One that was stopped, or whose tests were, ends as that says, not as the delivery does. */
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
