package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.Optional;

/** Marks images as proven, so that {@link MarkedImages} accepts them. */
public final class Marker {
    /**
     * The result.
     *
     * @param image with its digest
     * @param tag that it now carries
     * @param before the digest that the tag stood for; empty if the tag is new
     */
    public record Marked(ImageReference image, String tag, Optional<String> before) {
        /** Whether the mark changed anything. */
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
     * @param image by its digest, which takes precedence, or by its version
     * @param overwrite moves a tag that stands for another image
     * @throws RefusedException if the tag stands for another image and may not be moved, or if the image has neither a
     *     version nor a digest
     * @throws SwarmException if there is no such image, or the request to the registry fails
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
            throw new RefusedException(image.repository() + ":" + tag + " already stands for another image, "
                    + before.get() + ", and not for " + digest + "; choose another tag, or move it with --overwrite");
        }
        // A tag that is already correct is not written: immutable tags would refuse it.
        if (marked.changed()) {
            store.mark(pinned, tag);
        }
        return marked;
    }
}
