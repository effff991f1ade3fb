package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.List;
import java.util.Optional;

/**
 * The images of registries, beyond what a Docker engine tells of them. Every method may throw a {@code SwarmException}:
 * {@code Rejected} where the registry does not let us or does not accept it, {@code Unavailable} where it gives no
 * answer that counts.
 */
public interface ImageStore {
    /** The digest that a reference stands for now, of the index where there is one; empty where there is none. */
    Optional<String> digest(ImageReference image);

    /**
     * All tags of the image's repository, in the registry's order.
     *
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException.NotFound if there is no such repository
     */
    List<String> tags(ImageReference image);

    /**
     * Gives the same image another tag: its manifest copied byte for byte, media type kept, nothing pulled. A tag that
     * stands for something else is moved.
     *
     * @param image pinned by digest
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException.NotFound if there is no such image
     */
    void mark(ImageReference image, String tag);

    /**
     * Bytes of all layers and configurations of an image, compressed as they are stored, of all platforms where there
     * are several; what several share counts once.
     */
    long size(ImageReference image);

    /**
     * The digest of an image's configuration, by which engines know an image that they have built; empty where there are
     * several platforms, each with its own.
     */
    Optional<String> configuration(ImageReference image);
}
