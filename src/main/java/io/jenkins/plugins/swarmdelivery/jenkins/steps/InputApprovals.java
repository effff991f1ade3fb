package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.Extension;
import hudson.model.Run;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.support.steps.input.ApproverAction;

/** The users who pressed the button of {@code input}. */
@Extension(optional = true)
public final class InputApprovals implements Approvals {
    @Override
    public Optional<String> approver(Run<?, ?> run) {
        List<ApproverAction> pressed = run.getActions(ApproverAction.class);
        return pressed.isEmpty()
                ? Optional.empty()
                : Optional.of(pressed.get(pressed.size() - 1).getUserId());
    }
}
