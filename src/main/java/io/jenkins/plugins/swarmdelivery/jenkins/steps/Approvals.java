package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Who has approved a build so far, if the plugin for approvals is installed. */
@Restricted(NoExternalUse.class)
public interface Approvals extends ExtensionPoint {
    /** The id of the last user who did; empty if nobody has. */
    Optional<String> approver(Run<?, ?> run);

    static Optional<String> of(Run<?, ?> run) {
        return ExtensionList.lookup(Approvals.class).stream()
                .flatMap(approvals -> approvals.approver(run).stream())
                .findFirst();
    }
}
