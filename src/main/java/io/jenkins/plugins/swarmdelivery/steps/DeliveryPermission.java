package io.jenkins.plugins.swarmdelivery.steps;

import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.AccessDeniedException3;
import hudson.security.Permission;
import io.jenkins.plugins.swarmdelivery.config.ClusterPermits;
import io.jenkins.plugins.swarmdelivery.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.io.IOException;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.springframework.security.core.Authentication;

/** Which build may use a cluster, and who may deliver to a protected one. */
final class DeliveryPermission {
    private DeliveryPermission() {}

    /**
     * The cluster of that name. Where it is protected this asks the user that the build runs as. Where builds run as the
     * system, which may do all, it asks the one who started this build; where nobody did, the job itself is trusted.
     *
     * @throws RefusedException if there is no such cluster, no folder permits it to the job, or the user may not. It
     *     carries no authentication, because it is kept with the run.
     */
    static SwarmCluster check(String name, Permission permission, StepContext context)
            throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        SwarmCluster cluster = ClusterPermits.cluster(name, run.getParent());
        Authentication runsAs = Jenkins.getAuthentication2();
        Authentication asked = runsAs.equals(ACL.SYSTEM2) ? starter(run).orElse(runsAs) : runsAs;
        if (cluster.isProtected() && !run.getParent().getACL().hasPermission2(asked, permission)) {
            throw new RefusedException(new AccessDeniedException3(asked, permission).getMessage()
                    + ", which is needed for " + name + ": it is protected");
        }
        return cluster;
    }

    private static Optional<Authentication> starter(Run<?, ?> run) {
        return BuildIdentity.startedBy(run)
                .map(Cause.UserIdCause::getUserId)
                .map(id -> Optional.ofNullable(User.getById(id, false))
                        .map(User::impersonate2)
                        .orElse(Jenkins.ANONYMOUS2));
    }
}
