package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.AccessDeniedException3;
import hudson.security.Permission;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterPermits;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.springframework.security.core.Authentication;

/**
 * Decides what a build may do on which cluster. What is unknown is denied. docs/permissions.md contains the table.
 *
 * <p>Its exceptions contain no authentication, because they are stored with the run.
 */
final class Authorization {
    private final SwarmCluster cluster;
    private final Run<?, ?> run;
    private final Permission permission;

    private Authorization(SwarmCluster cluster, Run<?, ?> run, Permission permission) {
        this.cluster = cluster;
        this.run = run;
        this.permission = permission;
    }

    /**
     * The cluster of that name, if this build may use it this way.
     *
     * @param applications concerned; none if a build only uses the cluster's registry
     * @throws RefusedException if there is no such cluster, no folder permits it to the job, a folder excludes an
     *     application, or the cluster is protected and the build or its users lack the permission
     */
    static SwarmCluster check(String name, List<Application> applications, Permission permission, StepContext context)
            throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        SwarmCluster cluster = ClusterPermits.cluster(name, run.getParent());
        applications.forEach(application -> ClusterPermits.requireApplication(application, run.getParent()));
        if (cluster.isProtected()) {
            new Authorization(cluster, run, permission).require();
        }
        return cluster;
    }

    private void require() {
        BuildOrigin origin = BuildOrigin.of(run);
        origin.changeRequest().ifPresent(job -> {
            throw refused(job.getFullName() + " builds a change request, whose code nobody has accepted yet");
        });
        if (origin.incomplete()) {
            throw refused("what started the build that started " + run.getFullDisplayName() + " is no longer known");
        }
        Authentication runsAs = Jenkins.getAuthentication2();
        if (!runsAs.equals(ACL.SYSTEM2)) {
            requireAll(List.of(runsAs));
            return;
        }
        Optional<Authentication> approver = Approvals.of(run).map(BuildOrigin::user);
        if (approver.filter(this::may).isPresent()) {
            return;
        }
        if (permission == SwarmPermissions.PROMOTE && approver.isPresent()) {
            requireAll(List.of(approver.get()));
        }
        if (!origin.starters().isEmpty()) {
            requireAll(origin.starters());
        } else if (!cluster.isUnattended()) {
            throw refused("nobody started " + run.getFullDisplayName()
                    + ". Somebody who may deliver there starts it, or approves it; or an administrator turns on"
                    + " \"Unattended builds\" of the cluster");
        }
    }

    /** A build that several users started has only the permissions that all of them have. */
    private void requireAll(List<Authentication> people) {
        for (Authentication each : people) {
            if (!may(each)) {
                throw refused(new AccessDeniedException3(each, permission).getMessage());
            }
        }
    }

    private boolean may(Authentication who) {
        Job<?, ?> job = run.getParent();
        return job.getACL().hasPermission2(who, permission);
    }

    private RefusedException refused(String why) {
        return new RefusedException("cluster " + cluster.getName() + " is protected: " + why);
    }
}
