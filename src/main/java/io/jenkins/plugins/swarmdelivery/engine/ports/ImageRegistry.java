package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.List;

/** Where images come from. */
public interface ImageRegistry {
    /**
     * Pins an image to what its tag means now, asking the registry (never a node's local images).
     *
     * @return the same reference with the digest of the image, of its index where there is one; a reference that has a
     *     digest already is checked to exist
     * @throws SwarmException.NotFound if the registry has no such image
     * @throws SwarmException.Rejected if it does not let us see it
     */
    ImageReference resolve(ImageReference image);

    /** As {@link #resolve}, with what the registry tells beside. */
    default Found find(ImageReference image) {
        return new Found(resolve(image), List.of());
    }

    /**
     * @param image pinned
     * @param platforms that it was built for; empty: not told
     */
    record Found(ImageReference image, List<Platform> platforms) {}

    /**
     * What stands against running an image here, though it exists: a rule that it does not meet, with the remedy.
     *
     * @param pinned as {@link #resolve} answered
     */
    default List<String> objections(ImageReference pinned) {
        return List.of();
    }
}
