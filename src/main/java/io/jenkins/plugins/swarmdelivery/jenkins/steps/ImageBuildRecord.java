package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import io.jenkins.plugins.swarmdelivery.build.BuildPhase;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.BuildOutcome;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What the page of a build shows of an image that a step builds: its phases, and the last output of a failed one. */
final class ImageBuildRecord {
    private final StepContext context;
    private final SwarmBuildTestImageStep step;
    private final StepRecord record;

    ImageBuildRecord(StepContext context, SwarmBuildTestImageStep step) {
        this.context = context;
        this.step = step;
        this.record = new StepRecord(context, step.getCluster(), step.releaseOf());
    }

    void start() {
        Map<String, String> phases = new LinkedHashMap<>();
        BuildPhase.of(step.imageSettings().tested()).forEach(phase -> phases.put(phase.word(), phase.meaning()));
        record.tell(recorder -> recorder.planned(step.getVersion(), phases));
    }

    void entered(BuildPhase phase) {
        record.tell(recorder -> recorder.entered(phase.word()));
    }

    void built(BuildOutcome outcome) {
        boolean pushed = Boolean.TRUE.equals(outcome.values().get("pushed"));
        record.tell(recorder -> recorder.built(
                outcome.text("image"), pushed ? "built and pushed" : "the registry already has this image"));
    }

    void failed(String why) {
        record.failed(why);
    }

    /** Leaves no warning on the step's node: after a {@code retry}, this attempt should leave no trace. */
    void interrupted(String why) {
        record.tell(recorder -> recorder.failed(why));
    }

    /** It was aborted, or has timed out. */
    void interrupted(Throwable cause, String why) {
        record.ended(
                Interruption.of(cause).map(Interruption::state).orElse(RecordState.ABORTED),
                Interruption.of(cause).map(by -> by.words() + "; ").orElse("") + why);
    }

    /** The builder or the tests failed: their last output is recorded with it. */
    void failedWithOutput(String why) {
        record.said(LogTail::of);
        record.failed(why);
    }
}
