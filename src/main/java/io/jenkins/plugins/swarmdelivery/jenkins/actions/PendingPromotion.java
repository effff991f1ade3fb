package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveriesAction;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecord;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;

/**
 * A build that has released an application and waits for a person. Only its script knows where it delivers next, so
 * every cluster that it has not delivered to shows it.
 *
 * @param run the build; the reader may read it
 * @param record its newest delivery of the application
 * @param livesIn the clusters where that release is already live
 */
public record PendingPromotion(Run<?, ?> run, DeliveryRecord record, List<String> livesIn) {
    private static final String INPUT = "Input";

    /** Of all running builds that the reader may read. */
    static List<PendingPromotion> all() {
        List<PendingPromotion> pending = new ArrayList<>();
        for (FlowExecution execution : FlowExecutionList.get()) {
            Run<?, ?> run = run(execution);
            if (run != null && run.getParent().hasPermission(Item.READ) && waits(execution)) {
                pending.addAll(of(run, DeliveriesAction.delivered(run)));
            }
        }
        return pending;
    }

    @Nullable
    private static Run<?, ?> run(FlowExecution execution) {
        try {
            Queue.Executable executable = execution.getOwner().getExecutable();
            return executable instanceof Run<?, ?> run
                            && !DeliveriesAction.delivered(run).isEmpty()
                    ? run
                    : null;
        } catch (IOException e) {
            return null; // Just deleted.
        }
    }

    private static boolean waits(FlowExecution execution) {
        for (FlowNode head : execution.getCurrentHeads()) {
            PauseAction pause = PauseAction.getCurrentPause(head);
            if (pause != null && pause.isPaused() && INPUT.equals(pause.getCause())) {
                return true;
            }
        }
        return false;
    }

    static List<PendingPromotion> of(Run<?, ?> run, List<DeliveryRecord> records) {
        List<PendingPromotion> pending = new ArrayList<>();
        records.stream().map(DeliveryRecord::getApplication).distinct().forEach(application -> {
            List<DeliveryRecord> its = records.stream()
                    .filter(record -> record.getApplication().equals(application))
                    .toList();
            List<String> livesIn = its.stream()
                    .filter(record -> record.getState() == RecordState.DONE)
                    .map(DeliveryRecord::getCluster)
                    .toList();
            pending.add(new PendingPromotion(run, its.get(its.size() - 1), livesIn));
        });
        return pending;
    }

    boolean mayTarget(String cluster, String application) {
        return record.getApplication().equals(application) && !livesIn.contains(cluster);
    }

    /** The page of the input step. */
    public String address() {
        return run.getUrl() + "input/";
    }
}
