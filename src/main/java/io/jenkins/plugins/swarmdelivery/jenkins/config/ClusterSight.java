package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** What was seen last of the clusters, for the form that describes them. Whoever answers does not ask the cluster now. */
@Restricted(NoExternalUse.class)
public interface ClusterSight extends ExtensionPoint {
    /**
     * A cluster as it was seen last.
     *
     * @param answers it did when it was asked last
     * @param applications their names
     */
    record Seen(boolean answers, List<String> applications) {}

    /** Empty where it was not looked at yet; then there will be news. */
    Optional<Seen> seen(String cluster);

    static Optional<Seen> of(String cluster) {
        return ExtensionList.lookup(ClusterSight.class).stream()
                .flatMap(sight -> sight.seen(cluster).stream())
                .findFirst();
    }
}
