package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The block of a step, run as the tests of its delivery. It survives a restart as the run does. */
final class TestBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    private BodyExecution body;
    private boolean running;
    /** Why they failed, empty if they passed; null until they end, and after it was taken. */
    private String verdict;

    private FlowInterruptedException interruption;
    /** The exception that they failed with; not stored across a restart. */
    private transient Throwable failure;

    synchronized boolean running() {
        return running;
    }

    void start(DeliveryExecution execution, Map<String, String> variables) throws IOException, InterruptedException {
        StepContext context = execution.getContext();
        EnvironmentExpander environment = EnvironmentExpander.merge(
                context.get(EnvironmentExpander.class), EnvironmentExpander.constant(variables));
        synchronized (this) {
            running = true;
            body = context.newBodyInvoker()
                    .withContext(environment)
                    .withCallback(new Callback(execution, this))
                    .start();
        }
    }

    /** Returns their result once: empty text if they passed. */
    synchronized Optional<String> takeVerdict() {
        Optional<String> taken = Optional.ofNullable(verdict);
        verdict = null;
        return taken;
    }

    /** They were interrupted, by a timeout around them or by a person. */
    synchronized Optional<Throwable> interruption() {
        return Optional.ofNullable(interruption);
    }

    synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    void cancel(Throwable cause) {
        BodyExecution runs;
        synchronized (this) {
            runs = running ? body : null;
        }
        if (runs != null) {
            runs.cancel(cause);
        }
    }

    private synchronized void ended(String result, Throwable why) {
        failure = why;
        running = false;
        body = null;
        verdict = result;
        interruption = why instanceof FlowInterruptedException interrupted ? interrupted : null;
    }

    private static final class Callback extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final DeliveryExecution execution;
        private final TestBlock block;

        Callback(DeliveryExecution execution, TestBlock block) {
            this.execution = execution;
            this.block = block;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            block.ended("", null);
            execution.tested();
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            String reason = failure.getMessage();
            block.ended(reason == null || reason.isBlank() ? failure.getClass().getSimpleName() : reason, failure);
            execution.tested();
        }
    }
}
