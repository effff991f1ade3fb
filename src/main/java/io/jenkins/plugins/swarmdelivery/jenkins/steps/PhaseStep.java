package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.Extension;
import hudson.model.TaskListener;
import java.util.Set;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * One phase of a delivery in the graph of a build, with a label, a status, a duration and a log of its own. It does
 * nothing: {@link PhaseNodes} starts and ends it inside the step that delivers. Scripts cannot call it anywhere else.
 */
public final class PhaseStep extends Step {
    static final String FUNCTION = "swarmPhase";

    @DataBoundConstructor
    public PhaseStep() {}

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context);
    }

    /** Runs until the delivery leaves the phase. */
    static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;

        private PhaseNodes nodes;

        Execution(StepContext context) {
            super(context);
        }

        @Override
        public boolean start() throws Exception {
            nodes = getContext().get(PhaseNodes.class);
            return nodes.began(
                    this, getContext().get(FlowNode.class), getContext().get(TaskListener.class));
        }

        /** Pipeline stops the innermost running step, but the stop is meant for the delivery. */
        @Override
        public void stop(Throwable cause) {
            nodes.stop(cause);
        }
    }

    /** For Pipeline only. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }

        @Override
        public String getDisplayName() {
            return Messages.PhaseStep_displayName();
        }

        @Override
        public boolean isAdvanced() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(PhaseNodes.class);
        }
    }
}
