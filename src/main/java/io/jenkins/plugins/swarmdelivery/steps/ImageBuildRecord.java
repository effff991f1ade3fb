package io.jenkins.plugins.swarmdelivery.steps;

import hudson.console.AnnotatedLargeText;
import io.jenkins.plugins.swarmdelivery.agent.BuildOutcome;
import io.jenkins.plugins.swarmdelivery.build.BuildPhase;
import io.jenkins.plugins.swarmdelivery.progress.RecordState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What the page of a build shows of an image that a step builds: its phases, and where one has failed, the last words. */
final class ImageBuildRecord {
    private static final int LAST_BYTES = 8 * 1024;
    private static final int LAST_LINES = 12;
    private static final int LONGEST_LINE = 200;

    private final StepContext context;
    private final SwarmBuildTestImageStep step;
    private final StepRecord record;

    ImageBuildRecord(StepContext context, SwarmBuildTestImageStep step) {
        this.context = context;
        this.step = step;
        this.record = new StepRecord(context, step.getCluster(), step.releaseOf());
    }

    void begins() {
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
                outcome.text("image"), pushed ? "built and pushed" : "the registry has this very image already"));
    }

    void failed(String why) {
        record.failed(why);
    }

    /** No warning is left on the step's node: done again by {@code retry}, it is as if this had not been. */
    void interrupted(String why) {
        record.tell(recorder -> recorder.failed(why));
    }

    /** It was aborted, or its time was up. */
    void interrupted(Throwable cause, String why) {
        record.ended(
                Interruption.of(cause).map(Interruption::state).orElse(RecordState.ABORTED),
                Interruption.of(cause).map(by -> by.words() + "; ").orElse("") + why);
    }

    /** Builder or tests have failed: what they said last is told with it. */
    void failedSaying(String why) throws InterruptedException {
        record.failed(why
                + lastLines().stream()
                        .map(line ->
                                "\n" + (line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…"))
                        .reduce("", String::concat));
    }

    /** From the log as Jenkins keeps it, in which secrets are masked, those of a block around the step, too. */
    private List<String> lastLines() throws InterruptedException {
        try {
            LogAction log = context.get(FlowNode.class).getAction(LogAction.class);
            if (log == null) {
                return List.of();
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            AnnotatedLargeText<? extends FlowNode> all = log.getLogText();
            long start = Math.max(0, all.length() - LAST_BYTES);
            if (all.writeLogTo(start, text) == start) {
                return List.of();
            }
            List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
            // Where it begins within the log, the first line may be half a line.
            return lines.subList(Math.max(start == 0 ? 0 : 1, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of(); // The log itself can still be read by whoever wants to.
        }
    }
}
