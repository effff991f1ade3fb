package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadOrigin;
import jenkins.scm.api.mixin.ChangeRequestCheckoutStrategy;
import jenkins.scm.api.mixin.ChangeRequestSCMHead2;

/** How a code host's plugin marks the job of a pull request. */
public final class PullRequestHead extends SCMHead implements ChangeRequestSCMHead2 {
    private static final long serialVersionUID = 1L;

    public PullRequestHead(String name) {
        super(name);
    }

    @Override
    public String getId() {
        return "1";
    }

    @Override
    public SCMHead getTarget() {
        return new SCMHead("main");
    }

    @Override
    public ChangeRequestCheckoutStrategy getCheckoutStrategy() {
        return ChangeRequestCheckoutStrategy.HEAD;
    }

    @Override
    public String getOriginName() {
        return "origin";
    }

    @Override
    public SCMHeadOrigin getOrigin() {
        return SCMHeadOrigin.DEFAULT;
    }
}
