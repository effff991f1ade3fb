package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.console.AnnotatedLargeText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.actions.ErrorAction;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * The end of a step's output as Jenkins stores it, with secrets masked, including those of a block around the step.
 *
 * @param node id of the step's node, to which the log belongs
 * @param lines few, and of limited length
 */
record LogTail(String node, List<String> lines) {
    private static final int LAST_BYTES = 8 * 1024;
    private static final int LAST_LINES = 12;
    private static final int MAX_LINE = 200;

    /** For a step that writes output itself; empty if it has written none. */
    static Optional<LogTail> of(FlowNode node) throws IOException {
        LogAction log = node.getAction(LogAction.class);
        if (log == null) {
            return Optional.empty();
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        AnnotatedLargeText<? extends FlowNode> all = log.getLogText();
        long start = Math.max(0, all.length() - LAST_BYTES);
        if (all.writeLogTo(start, text) == start) {
            return Optional.empty();
        }
        List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
        // If reading starts within the log, the first line may be incomplete.
        int first = Math.max(start == 0 ? 0 : 1, lines.size() - LAST_LINES);
        return Optional.of(new LogTail(
                node.getId(),
                lines.subList(first, lines.size()).stream()
                        .map(LogTail::bounded)
                        .toList()));
    }

    /**
     * For the block of a step whose tests failed: from the step where the failure began, else from the last one with
     * output.
     */
    static Optional<LogTail> ofBlock(FlowNode block, Throwable failure) throws IOException {
        FlowExecution execution = block.getExecution();
        FlowNode origin = ErrorAction.findOrigin(failure, execution);
        Optional<LogTail> there = origin == null ? Optional.empty() : of(origin);
        return there.isPresent() ? there : lastWithin(block);
    }

    private static Optional<LogTail> lastWithin(FlowNode block) throws IOException {
        for (FlowNode node : new FlowGraphWalker(block.getExecution())) {
            if (node.getAllEnclosingIds().contains(block.getId())) {
                Optional<LogTail> there = of(node);
                if (there.isPresent()) {
                    return there;
                }
            }
        }
        return Optional.empty();
    }

    private static String bounded(String line) {
        return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…";
    }
}
