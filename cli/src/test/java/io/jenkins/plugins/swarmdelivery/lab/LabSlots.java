package io.jenkins.plugins.swarmdelivery.lab;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets no more classes use the lab at once than JUnit is told to run in parallel. By itself, JUnit starts another class
 * whenever one waits for a lock of {@link LabLocks}, and goes on with both once the lock is free. Locks come first, so who has
 * a slot waits for nobody.
 */
final class LabSlots implements BeforeAllCallback, AfterAllCallback {
    private static final String PARALLEL = "junit.jupiter.execution.parallel.config.fixed.parallelism";

    private static Semaphore slots;

    @Override
    public void beforeAll(ExtensionContext context) {
        slots(context).acquireUninterruptibly();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        slots(context).release();
    }

    private static synchronized Semaphore slots(ExtensionContext context) {
        if (slots == null) {
            slots = new Semaphore(
                    context.getConfigurationParameter(PARALLEL, Integer::valueOf)
                            .orElse(1),
                    true);
        }
        return slots;
    }
}
