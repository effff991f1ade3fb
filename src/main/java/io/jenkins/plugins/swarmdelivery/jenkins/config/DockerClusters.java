package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Caches one connection per cluster, and creates a new one when its settings or credentials have changed. */
@Extension(ordinal = -100)
public class DockerClusters implements ClusterConnector {
    private record Kept(ClusterSettings settings, Connection connection) {}

    private final Map<String, Kept> connections = new HashMap<>();

    @Override
    public synchronized ClusterConnection connection(SwarmCluster cluster) {
        ClusterSettings settings = ClusterReader.settings(cluster);
        Kept kept = connections.get(settings.name());
        if (kept == null || !kept.settings().equals(settings)) {
            if (kept != null) {
                kept.connection().close();
            }
            kept = new Kept(settings, Connection.open(settings, Clock.systemUTC()));
            connections.put(settings.name(), kept);
        }
        return kept.connection();
    }

    @Override
    public ClusterConnection routerConnection(SwarmCluster cluster) {
        return Connection.open(ClusterReader.forRouter(cluster), Clock.systemUTC());
    }

    @Terminator
    public static void closeAll() {
        DockerClusters clusters = ExtensionList.lookupSingleton(DockerClusters.class);
        synchronized (clusters) {
            clusters.connections.values().forEach(kept -> kept.connection().close());
            clusters.connections.clear();
        }
    }
}
