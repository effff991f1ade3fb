package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.Extension;
import hudson.model.Job;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;

/** Change requests as the SCM API knows them, which multibranch jobs build on. */
@Extension(optional = true)
public final class ScmChangeRequests implements ChangeRequests {
    @Override
    public boolean builtBy(Job<?, ?> job) {
        return SCMHead.HeadByItem.findHead(job) instanceof ChangeRequestSCMHead;
    }
}
