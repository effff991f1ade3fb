package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes images out of sources. */
public interface ImageBuilder {
    /** What does it, e.g. {@code classic builder of Engine 20.10.24}; for the record. */
    String name();

    /**
     * Builds, and pushes where that is wanted.
     *
     * @param image the name that it gets, with its version
     * @param push make it visible in its registry; otherwise it stays where it was built
     * @param log what the builder says, line by line
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.BuildException if a step of it fails
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if this builder cannot build that
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException if engine or registry do not do it
     */
    Made make(BuildOrder order, ImageReference image, boolean push, Consumer<String> log);

    /**
     * @param id the digest of the image's configuration, or, where the engine counts so, of its manifest
     * @param digest that the registry has confirmed; empty where it was not pushed
     */
    record Made(String id, Optional<String> digest) {}
}
