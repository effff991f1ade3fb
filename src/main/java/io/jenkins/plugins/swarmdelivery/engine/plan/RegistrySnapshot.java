package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A registry as one plan sees it: services with the same tag get the same digest, also if somebody pushes meanwhile. What
 * it could not answer is asked again.
 */
final class RegistrySnapshot implements ImageRegistry {
    private final ImageRegistry registry;
    private final Map<ImageReference, Found> found = new HashMap<>();
    private final Map<ImageReference, List<String>> objections = new HashMap<>();

    RegistrySnapshot(ImageRegistry registry) {
        this.registry = registry;
    }

    @Override
    public ImageReference resolve(ImageReference image) {
        return find(image).image();
    }

    @Override
    public Found find(ImageReference image) {
        return found.computeIfAbsent(image, registry::find);
    }

    @Override
    public List<String> objections(ImageReference pinned) {
        return objections.computeIfAbsent(pinned, registry::objections);
    }
}
