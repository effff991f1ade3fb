package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecorder;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The build's record of a step. If it cannot be written, this must not stop a delivery midway. */
final class StepRecord {
    private static final Logger LOGGER = Logger.getLogger(StepRecord.class.getName());

    private final StepContext context;
    private final String cluster;
    private final String application;

    StepRecord(StepContext context, String cluster, String application) {
        this.context = context;
        this.cluster = cluster;
        this.application = application;
    }

    void tell(Consumer<DeliveryRecorder> what) {
        attempt(() -> what.accept(DeliveryRecorder.of(
                context.get(Run.class), context.get(FlowNode.class).getId(), cluster, application)));
    }

    /**
     * The step has failed. The warning on its node marks a stage as rolled back even if the script continues; a label
     * there would turn the block into a stage.
     */
    void failed(String why) {
        ended(RecordState.FAILED, why);
    }

    /** The same for a step that was aborted or has timed out. */
    void ended(RecordState how, String why) {
        tell(recorder -> recorder.ended(how, why));
        attempt(() -> {
            FlowNode node = context.get(FlowNode.class);
            node.addOrReplaceAction(new WarningAction(how == RecordState.FAILED ? Result.UNSTABLE : Result.ABORTED)
                    .withMessage(why.lines().findFirst().orElse("")));
        });
    }

    /** Finds the last output of what failed, given the step's node. */
    interface Tail {
        Optional<LogTail> of(FlowNode node) throws IOException;
    }

    /** Stored with the build's record of the step. */
    void said(Tail tail) {
        attempt(() -> tail.of(context.get(FlowNode.class))
                .ifPresent(log -> tell(recorder -> recorder.said(log.node(), log.lines()))));
    }

    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    private void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "not kept with the build: " + application);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
