package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Queue;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveriesAction;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** A link from the page of a step that builds or delivers to its card on the page of the build. */
public final class StepCard implements Action {
    private final String address;

    private StepCard(String address) {
        this.address = address;
    }

    @Override
    public String getIconFileName() {
        return "symbol-swap";
    }

    @Override
    public String getDisplayName() {
        return Messages.DeliveriesTab_displayName();
    }

    /** Relative to Jenkins' root. */
    @Override
    public String getUrlName() {
        return address;
    }

    /** Steps without a card have no link. */
    @Extension
    public static final class Factory extends TransientActionFactory<FlowNode> {
        @Override
        public Class<FlowNode> type() {
            return FlowNode.class;
        }

        @Override
        public Class<StepCard> actionType() {
            return StepCard.class;
        }

        @NonNull
        @Override
        public Collection<StepCard> createFor(@NonNull FlowNode step) {
            try {
                Queue.Executable build = step.getExecution().getOwner().getExecutable();
                return build instanceof Run<?, ?> run ? of(run, step.getId()) : List.of();
            } catch (IOException e) {
                return List.of(); // Just deleted.
            }
        }

        private static List<StepCard> of(Run<?, ?> run, String step) {
            return DeliveriesAction.recorded(run).stream()
                    .filter(record -> record.isOf(step))
                    .map(record ->
                            new StepCard("/" + run.getUrl() + DeliveriesTab.URL + "/#delivery-" + record.getKey()))
                    .limit(1)
                    .toList();
        }
    }
}
