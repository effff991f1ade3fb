package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds images from sources. */
public interface ImageBuilder {
    /** The builder's name for the record, e.g. {@code classic builder of Engine 20.10.24}. */
    String name();

    /**
     * Builds an image, and pushes it if requested.
     *
     * @param image its name, with its version
     * @param push whether to push it to its registry; otherwise, it stays on the engine that built it
     * @param log the builder's output, line by line
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.BuildException if a step fails
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if this builder does not support the order
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException if the engine or the registry fails
     */
    Built make(BuildOrder order, ImageReference image, boolean push, Consumer<String> log);

    /**
     * @param id the digest of the image's configuration, or, on some engines, of its manifest
     * @param digest confirmed by the registry; empty if it was not pushed
     */
    record Built(String id, Optional<String> digest) {}
}
