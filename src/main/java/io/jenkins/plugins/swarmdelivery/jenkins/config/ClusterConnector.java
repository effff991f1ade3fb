package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** How clusters are reached. There is one, {@link DockerClusters}; tests put one before it that reaches into memory. */
@Restricted(NoExternalUse.class)
public interface ClusterConnector extends ExtensionPoint {
    /**
     * The connection to a configured cluster. It is shared and kept: nobody who asks for it closes it, or holds on to
     * it beyond what is to be done at once, because it ends when the configuration changes.
     */
    ClusterConnection connection(SwarmCluster cluster);

    static ClusterConnection connect(String cluster) {
        return ExtensionList.lookupFirst(ClusterConnector.class)
                .connection(SwarmDeliveryConfiguration.get().cluster(cluster));
    }
}
