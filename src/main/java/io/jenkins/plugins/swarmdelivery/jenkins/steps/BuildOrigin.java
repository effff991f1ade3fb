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

/** Where a build comes from: the people who started it, or the builds that did, as far up as that is known. */
final class BuildOrigin {
    private final List<Authentication> starters = new ArrayList<>();
    private final List<Job<?, ?>> jobs = new ArrayList<>();
    private boolean obscure;

    private BuildOrigin() {}

    static BuildOrigin of(Run<?, ?> run) {
        BuildOrigin origin = new BuildOrigin();
        origin.jobs.add(run.getParent());
        // Whoever asks may not see the jobs above; that must not hide where the build comes from.
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
                obscure = true;
            }
        }
    }

    private void upstream(Cause.UpstreamCause upstream) {
        Job<?, ?> job = Jenkins.get().getItemByFullName(upstream.getUpstreamProject(), Job.class);
        if (job == null) {
            obscure = true;
        } else {
            jobs.add(job);
        }
        walk(upstream.getUpstreamCauses());
    }

    /** The user of that id as Jenkins would log them in now; anonymous where there is none, or none any more. */
    static Authentication user(String id) {
        User known = id == null ? null : User.getById(id, false);
        try {
            return known == null ? Jenkins.ANONYMOUS2 : known.impersonate2();
        } catch (AuthenticationException e) {
            return Jenkins.ANONYMOUS2;
        }
    }

    /** All who started it, or a build that started it; empty where nobody did. */
    List<Authentication> starters() {
        return List.copyOf(starters);
    }

    /** The job of a change request (a pull request, say) that it is of, or was started by. */
    Optional<Job<?, ?>> changeRequest() {
        return jobs.stream().filter(ChangeRequests::isOne).findFirst();
    }

    /** A build that started it has been forgotten. */
    boolean obscure() {
        return obscure;
    }
}
