package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.TaskListener;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Writes the events of a delivery to the build's log, and records them for the build's page. */
final class BuildLog implements DeliveryLog {
    private static final Logger LOGGER = Logger.getLogger(BuildLog.class.getName());

    private final StepContext context;
    private final StepRecord record;
    /** Parallel branches of a build write to one log. */
    private final String prefix;

    private final PhaseNodes nodes;

    BuildLog(StepContext context, DeliveryStep step, PhaseNodes nodes) {
        this.nodes = nodes;
        this.context = context;
        this.record = new StepRecord(context, step.getCluster(), step.getApplication());
        this.prefix = "[" + step.getApplication() + "@" + step.getCluster() + "] ";
    }

    /** The build's record of the step. */
    StepRecord record() {
        return record;
    }

    @Override
    public void entered(Delivery delivery, Phase left, Duration took, Instant now) {
        record.tell(recorder -> recorder.entered(delivery, left, took, now));
        String phase = delivery.phase().label();
        if (delivery.failedIn().equals(Optional.of(left))) {
            nodes.failed(Interruption.failure(delivery));
        }
        if (delivery.phase().resting()) {
            nodes.rest();
        } else {
            nodes.enter(phase);
        }
        info(phase + (took.isZero() ? "" : " (" + left.word() + " took " + Durations.format(took) + ")"));
    }

    @Override
    public void waiting(Delivery delivery, String reason) {
        record.tell(recorder -> recorder.waiting(delivery, reason));
        info(delivery.phase().word() + ": " + reason);
    }

    @Override
    public void tasks(Delivery delivery, long healthy, long wanted) {
        record.tell(recorder -> recorder.tasks(delivery, healthy, wanted));
    }

    @Override
    public void planned(List<Plan.PartChange> parts) {
        record.tell(recorder -> recorder.planned(parts));
        parts.forEach(part ->
                info(part.part().name() + " (" + part.part().role().word() + ") is " + part.word()
                        + (part.changes().isEmpty()
                                ? ""
                                : ": "
                                        + part.changes().stream()
                                                .map(SpecDiff.Change::path)
                                                .collect(Collectors.joining(", ")))));
    }

    /** The step cannot begin or continue yet. */
    void awaits(String reason) {
        record.tell(recorder -> recorder.awaits(reason));
        info(reason);
    }

    /** The same, because another owner holds the lease. */
    void awaitsLease(String reason) {
        record.tell(recorder -> recorder.awaitsLease(reason));
        info(reason);
    }

    @Override
    public void info(String message) {
        String line = prefix + StepWords.of(message);
        if (!nodes.say(line)) {
            plain(line);
        }
    }

    /** Into the log of the step itself. */
    void plain(String line) {
        // A log that cannot be written must not stop a delivery midway.
        try {
            TaskListener listener = context.get(TaskListener.class);
            if (listener != null) {
                listener.getLogger().println(line);
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "not in the build's log: " + line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void warn(String message) {
        record.tell(recorder -> recorder.warn(message));
        nodes.warn(message);
        info("WARNING: " + message);
    }
}
