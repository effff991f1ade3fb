package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Job;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Which jobs build change requests, e.g. pull requests, if a plugin with such jobs is installed. */
@Restricted(NoExternalUse.class)
public interface ChangeRequests extends ExtensionPoint {
    boolean builtBy(Job<?, ?> job);

    static boolean isOne(Job<?, ?> job) {
        return ExtensionList.lookup(ChangeRequests.class).stream().anyMatch(requests -> requests.builtBy(job));
    }
}
