package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.Extension;
import hudson.model.Job;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;

/** Change requests of the SCM API, which multibranch jobs use. */
@Extension(optional = true)
public final class ScmChangeRequests implements ChangeRequests {
    @Override
    public boolean builtBy(Job<?, ?> job) {
        return SCMHead.HeadByItem.findHead(job) instanceof ChangeRequestSCMHead;
    }
}
