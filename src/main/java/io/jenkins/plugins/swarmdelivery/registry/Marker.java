package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.Optional;

/** Marks images as proved, so that {@link MarkedImages} lets them pass. */
public final class Marker {
    /**
     * What was done.
     *
     * @param image with its digest
     * @param tag that it carries now
     * @param before the digest that the tag stood for; empty where the tag is new
     */
    public record Marked(ImageReference image, String tag, Optional<String> before) {
        /** Whether anything is other than it was. */
        public boolean changed() {
            return !before.equals(image.digest());
        }
    }

    private final ImageStore store;

    public Marker(ImageStore store) {
        this.store = store;
    }

    /**
     * Gives an image another tag in its repository.
     *
     * @param image by its digest, which counts where both are given, or by its version
     * @param overwrite a tag that stands for another image is moved
     * @throws RefusedException if the tag stands for another image and may not be moved, or if the image is named by
     *     neither a version nor a digest
     * @throws SwarmException if there is no such image, or the registry does not do it
     */
    public Marked mark(ImageReference image, String tag, boolean overwrite) {
        TagPattern.tag(tag);
        if (image.floating()) {
            throw new RefusedException(
                    "image", image, "name what was tested: its digest, as REPO@sha256:…, or its version, as REPO:1.7");
        }
        String digest = store.digest(image)
                .orElseThrow(() -> new SwarmException.NotFound(
                        "there is no image " + image + " in its registry; check repository and version", null));
        ImageReference pinned = image.withDigest(digest);
        Optional<String> before =
                store.digest(new ImageReference(image.repository(), Optional.of(tag), Optional.empty()));
        Marked marked = new Marked(pinned, tag, before);
        if (before.isPresent() && marked.changed() && !overwrite) {
            throw new RefusedException(image.repository() + ":" + tag + " stands for another image already, "
                    + before.get() + ", and not for " + digest + "; choose another tag, or move it with --overwrite");
        }
        // A tag that is right already is not written: where tags are immutable, that would be refused.
        if (marked.changed()) {
            store.mark(pinned, tag);
        }
        return marked;
    }
}
