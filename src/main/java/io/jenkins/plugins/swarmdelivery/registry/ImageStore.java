package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.List;
import java.util.Optional;

/**
 * The images of registries, with what a Docker engine does not report about them. Every method may throw a {@code
 * SwarmException}: {@code Rejected} if the registry denies access or does not accept the request, {@code Unavailable}
 * if it gives no usable response.
 */
public interface ImageStore {
    /**
     * The digest that a reference currently stands for: of the index, if there is one. Empty if there is no such image.
     */
    Optional<String> digest(ImageReference image);

    /**
     * All tags of the image's repository, in the registry's order.
     *
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException.NotFound if there is no such repository
     */
    List<String> tags(ImageReference image);

    /**
     * Gives the same image another tag: copies its manifest byte for byte with its media type, and pulls nothing. Moves
     * the tag if it stands for another image.
     *
     * @param image pinned by digest
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException.NotFound if there is no such image
     */
    void mark(ImageReference image, String tag);

    /**
     * The size in bytes of an image's layers and configurations, compressed as stored, of all its platforms; what
     * several platforms share counts once.
     */
    long size(ImageReference image);

    /**
     * The digest of an image's configuration, which is the image's ID on an engine that built it; empty if there are
     * several platforms, each with its own.
     */
    Optional<String> configuration(ImageReference image);
}
