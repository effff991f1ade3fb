package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import hudson.ExtensionList;
import hudson.model.Item;
import io.jenkins.plugins.swarmdelivery.jenkins.steps.PullRequestHead;
import jenkins.scm.api.SCMHead;
import org.jvnet.hudson.test.JenkinsRule;

/** Makes jobs of a given name count as pull requests, like those of a multibranch project that scans a code host. */
final class PullRequestJobs extends SCMHead.HeadByItem {
    private final String name;

    private PullRequestJobs(String name) {
        this.name = name;
    }

    /** Runs inside Jenkins. */
    static void add(JenkinsRule jenkins, String name) {
        ExtensionList.lookup(SCMHead.HeadByItem.class).add(0, new PullRequestJobs(name));
    }

    @Override
    public SCMHead getHead(Item item) {
        return item.getName().equals(name) ? new PullRequestHead(name) : null;
    }
}
