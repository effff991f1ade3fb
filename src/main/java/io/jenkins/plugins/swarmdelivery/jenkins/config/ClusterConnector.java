package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Connects to clusters. The only implementation is {@link DockerClusters}; tests add one that connects to a cluster in
 * memory.
 */
@Restricted(NoExternalUse.class)
public interface ClusterConnector extends ExtensionPoint {
    /**
     * The connection to a configured cluster. It is shared and cached: callers neither close it nor keep it after their
     * current work, because it ends when the configuration changes.
     */
    ClusterConnection connection(SwarmCluster cluster);

    /**
     * A connection of its own to set up the router, whose credentials may not exist yet. The caller closes it. Where
     * connections are not shared, it is as any other.
     */
    default ClusterConnection routerConnection(SwarmCluster cluster) {
        return connection(cluster);
    }

    static ClusterConnection connect(String cluster) {
        return ExtensionList.lookupFirst(ClusterConnector.class)
                .connection(SwarmDeliveryConfiguration.get().cluster(cluster));
    }

    /** See {@link #routerConnection}. */
    static ClusterConnection connectForRouter(String cluster) {
        return ExtensionList.lookupFirst(ClusterConnector.class)
                .routerConnection(SwarmDeliveryConfiguration.get().cluster(cluster));
    }
}
