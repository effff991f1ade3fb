package io.jenkins.plugins.swarmdelivery.steps;

import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.AccessDeniedException3;
import hudson.security.Permission;
import io.jenkins.plugins.swarmdelivery.config.SwarmCluster;
import java.io.IOException;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.springframework.security.core.Authentication;

/** Who may deliver to a protected cluster. */
final class DeliveryPermission {
    private DeliveryPermission() {}

    /**
     * Asks the user that the build runs as. Where builds run as the system, which may do all, it asks the one who
     * started this build; where nobody did, the job itself is trusted.
     *
     * @throws AccessDeniedException3 if they may not
     */
    static void check(SwarmCluster cluster, Permission permission, StepContext context)
            throws IOException, InterruptedException {
        if (!cluster.isProtected()) {
            return;
        }
        Run<?, ?> run = context.get(Run.class);
        Authentication runsAs = Jenkins.getAuthentication2();
        Authentication asked = runsAs.equals(ACL.SYSTEM2) ? starter(run).orElse(runsAs) : runsAs;
        if (!run.getParent().getACL().hasPermission2(asked, permission)) {
            throw new AccessDeniedException3(asked, permission);
        }
    }

    private static Optional<Authentication> starter(Run<?, ?> run) {
        return BuildIdentity.startedBy(run)
                .map(Cause.UserIdCause::getUserId)
                .map(id -> Optional.ofNullable(User.getById(id, false))
                        .map(User::impersonate2)
                        .orElse(Jenkins.ANONYMOUS2));
    }
}
