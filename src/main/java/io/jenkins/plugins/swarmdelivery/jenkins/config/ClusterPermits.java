package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Item;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The clusters and applications that an item may use, as its folders define, if the Folders plugin is installed.
 * Clusters without a restriction are available to all, and so are applications if no folder lists any.
 */
@Restricted(NoExternalUse.class)
public interface ClusterPermits extends ExtensionPoint {
    boolean permits(Item item, SwarmCluster cluster);

    /** Whether the folders above the item let it deliver the application; true if none lists applications. */
    boolean permits(Item item, Application application);

    /** @throws RefusedException if a folder above the item lists applications, but not this one */
    static void requireApplication(Application application, Item item) {
        if (!ExtensionList.lookup(ClusterPermits.class).stream()
                .allMatch(permits -> permits.permits(item, application))) {
            throw new RefusedException(
                    "application",
                    application,
                    "a folder of " + item.getFullName()
                            + " limits the applications that its jobs may deliver, and excludes this one for this job;"
                            + " an administrator can change this in the configuration of the folder");
        }
    }

    /**
     * The cluster of that name, for this item.
     *
     * @throws RefusedException if there is none, or the item may not use it
     */
    static SwarmCluster cluster(String name, Item item) {
        SwarmCluster cluster = SwarmDeliveryConfiguration.get().cluster(name);
        if (!permitted(item, cluster)) {
            throw new RefusedException("cluster " + name + " is restricted, and no folder of " + item.getFullName()
                    + " permits it; an administrator can permit it in the configuration of a folder");
        }
        return cluster;
    }

    /** The clusters that this item may use; all of them without an item. */
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
