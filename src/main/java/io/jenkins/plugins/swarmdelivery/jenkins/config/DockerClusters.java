package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import java.util.HashMap;
import java.util.Map;

/** Keeps one connection for each cluster, and makes a new one when its settings or credentials have changed. */
@Extension(ordinal = -100)
public class DockerClusters implements ClusterConnector {
    private record Kept(ClusterSettings settings, DockerConnection connection) {}

    private final Map<String, Kept> connections = new HashMap<>();

    @Override
    public synchronized ClusterConnection connection(SwarmCluster cluster) {
        ClusterSettings settings = ClusterSettings.of(cluster);
        Kept kept = connections.get(settings.name());
        if (kept == null || !kept.settings().equals(settings)) {
            if (kept != null) {
                kept.connection().close();
            }
            kept = new Kept(settings, new DockerConnection(settings));
            connections.put(settings.name(), kept);
        }
        return kept.connection();
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
