package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Cause;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/** The origin of a build: the users who started it, or the builds that did, as far up as is known. */
final class BuildOrigin {
    private final List<Authentication> starters = new ArrayList<>();
    private final List<Job<?, ?>> jobs = new ArrayList<>();
    private boolean incomplete;

    private BuildOrigin() {}

    static BuildOrigin of(Run<?, ?> run) {
        BuildOrigin origin = new BuildOrigin();
        origin.jobs.add(run.getParent());
        // The caller may not be allowed to see the upstream jobs; that must not hide the build's origin.
        try (ACLContext all = ACL.as2(ACL.SYSTEM2)) {
            origin.walk(run.getCauses());
        }
        return origin;
    }

    private void walk(List<Cause> causes) {
        for (Cause cause : causes) {
            if (cause instanceof Cause.UserIdCause started) {
                starters.add(user(started.getUserId()));
            } else if (cause instanceof Cause.UpstreamCause upstream) {
                upstream(upstream);
            } else if (cause instanceof Cause.UpstreamCause.DeeplyNestedUpstreamCause) {
                incomplete = true;
            }
        }
    }

    private void upstream(Cause.UpstreamCause upstream) {
        Job<?, ?> job = Jenkins.get().getItemByFullName(upstream.getUpstreamProject(), Job.class);
        if (job == null) {
            incomplete = true;
        } else {
            jobs.add(job);
        }
        walk(upstream.getUpstreamCauses());
    }

    /**
     * The user of that id as Jenkins would log them in now; anonymous if the user does not exist, or no longer exists.
     */
    static Authentication user(String id) {
        User known = id == null ? null : User.getById(id, false);
        try {
            return known == null ? Jenkins.ANONYMOUS2 : known.impersonate2();
        } catch (AuthenticationException e) {
            return Jenkins.ANONYMOUS2;
        }
    }

    /** All users who started it, or an upstream build; empty if nobody did. */
    List<Authentication> starters() {
        return List.copyOf(starters);
    }

    /** The job of a change request (e.g. a pull request) that the build belongs to, or was started by. */
    Optional<Job<?, ?>> changeRequest() {
        return jobs.stream().filter(ChangeRequests::isOne).findFirst();
    }

    /** An upstream build has been deleted. */
    boolean incomplete() {
        return incomplete;
    }
}
