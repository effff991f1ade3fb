package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.List;

/** Where images come from. */
public interface ImageRegistry {
    /**
     * Pins an image to the digest that its tag names now, by asking the registry, never a node's local images.
     *
     * @return the same reference with the digest of the image, or of its index if it has one; a reference that already
     *     has a digest is only checked to exist
     * @throws SwarmException.NotFound if the registry has no such image
     * @throws SwarmException.Rejected if it denies access
     */
    ImageReference resolve(ImageReference image);

    /** As {@link #resolve}, with what else the registry tells about the image. */
    default Found find(ImageReference image) {
        return new Found(resolve(image), List.of());
    }

    /**
     * @param image pinned
     * @param platforms that it was built for; empty: not known
     */
    record Found(ImageReference image, List<Platform> platforms) {}

    /**
     * Why an existing image must not run here: each rule that it breaks, with the remedy.
     *
     * @param pinned as {@link #resolve} returned it
     */
    default List<String> objections(ImageReference pinned) {
        return List.of();
    }
}
