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

    static ClusterConnection connect(String cluster) {
        return ExtensionList.lookupFirst(ClusterConnector.class)
                .connection(SwarmDeliveryConfiguration.get().cluster(cluster));
    }
}
