package io.jenkins.plugins.swarmdelivery.steps;

import hudson.model.TaskListener;
import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.Durations;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Writes what a delivery does to the log of the build. */
final class BuildLog implements DeliveryLog {
    private static final Logger LOGGER = Logger.getLogger(BuildLog.class.getName());

    private final StepContext context;

    BuildLog(StepContext context) {
        this.context = context;
    }

    @Override
    public void entered(Delivery delivery, Phase left, Duration took, Instant now) {
        info(delivery.phase().word() + ": " + delivery.phase().meaning()
                + (took.isZero() ? "" : " (" + left.word() + " took " + Durations.format(took) + ")"));
    }

    @Override
    public void waiting(Delivery delivery, String reason) {
        info(delivery.phase().word() + ": " + reason);
    }

    @Override
    public void info(String message) {
        // A log that cannot be written must not stop a delivery half way.
        try {
            TaskListener listener = context.get(TaskListener.class);
            if (listener != null) {
                listener.getLogger().println(message);
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "not in the build's log: " + message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void warn(String message) {
        info("WARNING: " + message);
    }
}
