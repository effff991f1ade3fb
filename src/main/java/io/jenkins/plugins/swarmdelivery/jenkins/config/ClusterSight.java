package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The clusters as last seen, for their configuration form. Implementations do not query the cluster during the call.
 */
@Restricted(NoExternalUse.class)
public interface ClusterSight extends ExtensionPoint {
    /**
     * A cluster as last seen.
     *
     * @param answers it responded to the last query
     * @param applications their names
     */
    record Seen(boolean answers, List<String> applications) {}

    /** Empty if it was not queried yet; the call triggers a query. */
    Optional<Seen> seen(String cluster);

    static Optional<Seen> of(String cluster) {
        return ExtensionList.lookup(ClusterSight.class).stream()
                .flatMap(sight -> sight.seen(cluster).stream())
                .findFirst();
    }
}
