package io.jenkins.plugins.swarmdelivery.jenkins.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.ItemGroup;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder permits clusters for everything below it, at any depth, and limits the applications of everything below it.
 */
@Extension(optional = true)
public final class FolderPermits implements ClusterPermits {
    @Override
    public boolean permits(Item item, SwarmCluster cluster) {
        return folders(item)
                .flatMap(folder -> property(folder).stream())
                .anyMatch(property -> property.getPermittedClusters().contains(cluster.getName()));
    }

    /** No folder can lift a limit of a folder above it. */
    @Override
    public boolean permits(Item item, Application application) {
        return folders(item)
                .allMatch(folder -> property(folder)
                        .map(SwarmFolderProperty::applicationPatterns)
                        .filter(patterns -> !patterns.isEmpty())
                        .map(patterns -> patterns.stream()
                                .anyMatch(pattern ->
                                        pattern.permits(item.getRelativeNameFrom((ItemGroup<?>) folder), application)))
                        .orElse(true));
    }

    private static Stream<AbstractFolder<?>> folders(Item item) {
        return Stream.iterate(Optional.of((Object) item), Optional::isPresent, FolderPermits::above)
                .map(Optional::get)
                .filter(AbstractFolder.class::isInstance)
                .map(folder -> (AbstractFolder<?>) folder);
    }

    private static Optional<SwarmFolderProperty> property(AbstractFolder<?> folder) {
        return Optional.ofNullable(folder.getProperties().get(SwarmFolderProperty.class));
    }

    private static Optional<Object> above(Optional<Object> below) {
        return below.filter(Item.class::isInstance).map(item -> ((Item) item).getParent());
    }
}
