package io.jenkins.plugins.swarmdelivery.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Item;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Who permits an item to use a restricted cluster: folders do, where the plugin that brings them is installed. Clusters
 * that are not restricted are for all.
 */
@Restricted(NoExternalUse.class)
public interface ClusterPermits extends ExtensionPoint {
    boolean permits(Item item, SwarmCluster cluster);

    /**
     * The cluster of that name, for this item.
     *
     * @throws RefusedException if there is none, or the item may not use it
     */
    static SwarmCluster cluster(String name, Item item) {
        SwarmCluster cluster = SwarmDeliveryConfiguration.get().cluster(name);
        if (!permitted(item, cluster)) {
            throw new RefusedException("cluster " + name + " is restricted, and no folder of " + item.getFullName()
                    + " permits it; an administrator permits it in the configuration of a folder");
        }
        return cluster;
    }

    /** What this item may use; without an item, all. */
    static List<SwarmCluster> clusters(Item item) {
        return SwarmDeliveryConfiguration.get().getClusters().stream()
                .filter(cluster -> item == null || permitted(item, cluster))
                .toList();
    }

    private static boolean permitted(Item item, SwarmCluster cluster) {
        return !cluster.isRestricted()
                || ExtensionList.lookup(ClusterPermits.class).stream()
                        .anyMatch(permits -> permits.permits(item, cluster));
    }
}
