package io.jenkins.plugins.swarmdelivery.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.Extension;
import hudson.model.Item;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder permits what it names to all that is in it, however deep. */
@Extension(optional = true)
public final class FolderPermits implements ClusterPermits {
    @Override
    public boolean permits(Item item, SwarmCluster cluster) {
        return Stream.iterate(Optional.of((Object) item), Optional::isPresent, FolderPermits::above)
                .map(Optional::get)
                .filter(AbstractFolder.class::isInstance)
                .map(folder -> ((AbstractFolder<?>) folder).getProperties().get(SwarmFolderProperty.class))
                .anyMatch(property ->
                        property != null && property.getPermittedClusters().contains(cluster.getName()));
    }

    private static Optional<Object> above(Optional<Object> below) {
        return below.filter(Item.class::isInstance).map(item -> ((Item) item).getParent());
    }
}
