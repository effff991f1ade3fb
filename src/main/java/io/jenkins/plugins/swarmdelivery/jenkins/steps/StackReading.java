package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Computer;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** The stack files of a step, read in a thread of its own: an agent that hangs must not delay other deliveries. */
final class StackReading {
    private final Future<Optional<StackRelease>> result;

    private StackReading(Future<Optional<StackRelease>> result) {
        this.result = result;
    }

    static StackReading begin(DeliveryStep step, DeliveryExecution execution) {
        return new StackReading(
                step.readsWorkspace()
                        ? Computer.threadPoolForRemoting.submit(
                                () -> step.read(execution.getContext(), execution.log()::info))
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    boolean done() {
        return result.isDone();
    }

    void cancel() {
        result.cancel(true);
    }

    /**
     * What was read; empty if the step names no stack file.
     *
     * @throws RefusedException if a file cannot be read, or is wrong
     */
    Optional<StackRelease> release() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unread) {
                throw new RefusedException("stack: the workspace cannot be read: " + unread.getMessage());
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
