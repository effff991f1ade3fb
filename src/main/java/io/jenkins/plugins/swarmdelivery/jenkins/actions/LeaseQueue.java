package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveriesAction;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;

/** The holder of an application's lease, and the builds of this Jenkins that wait for it. */
public final class LeaseQueue {
    /**
     * A build that waits.
     *
     * @param run null if the reader may not see it
     * @param since when its step began
     */
    public record Waiting(@Nullable Run<?, ?> run, Instant since) {}

    private LeaseQueue() {}

    /** The build that holds it; null if it is not a build of this Jenkins, or the reader may not see it. */
    @Nullable
    static Run<?, ?> holder(Lease lease) {
        Run<?, ?> run;
        try (ACLContext all = ACL.as2(ACL.SYSTEM2)) {
            run = Run.fromExternalizableId(lease.owner());
        } catch (IllegalArgumentException e) {
            return null; // Not the name of a build.
        }
        return run != null && run.hasPermission(Item.READ) ? run : null;
    }

    /** The longest wait first. As each asks again and again, the first need not be the next to get it. */
    static List<Waiting> of(String cluster, String application) {
        List<Waiting> waiting = new ArrayList<>();
        for (FlowExecution execution : FlowExecutionList.get()) {
            Run<?, ?> run = run(execution);
            if (run != null) {
                DeliveriesAction.recorded(run).stream()
                        .filter(record -> record.getCluster().equals(cluster)
                                && record.getApplication().equals(application)
                                && record.isAwaitingLease())
                        .map(record -> new Waiting(
                                run.hasPermission(Item.READ) ? run : null, Instant.ofEpochMilli(record.getStartedAt())))
                        .forEach(waiting::add);
            }
        }
        waiting.sort(Comparator.comparing(Waiting::since));
        return waiting;
    }

    @Nullable
    private static Run<?, ?> run(FlowExecution execution) {
        try {
            Queue.Executable executable = execution.getOwner().getExecutable();
            return executable instanceof Run<?, ?> run ? run : null;
        } catch (IOException e) {
            return null; // Just deleted.
        }
    }
}
