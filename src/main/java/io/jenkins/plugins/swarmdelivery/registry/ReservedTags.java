package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Collection;
import java.util.List;

/**
 * Tags that say of an image that it was proved. A build that could push one would prove itself: only {@link Marker} sets
 * them.
 */
public final class ReservedTags {
    private ReservedTags() {}

    /**
     * Checks what a build is about to push.
     *
     * @param marks what clusters require of the images that are delivered there
     * @param tags of the image, and of its tests image where there is one
     * @throws RefusedException if one of the tags counts as one of the marks
     */
    public static void check(Collection<TagPattern> marks, List<String> tags) {
        for (String tag : tags) {
            marks.stream().filter(mark -> mark.matches(tag)).findFirst().ifPresent(mark -> {
                throw new RefusedException(
                        "version",
                        tag,
                        "a cluster accepts the tag " + mark + " as the mark of tested images, so no build may"
                                + " push it; choose another version, and set the mark with mark CLUSTER IMAGE --as TAG"
                                + " when its tests have passed");
            });
        }
    }
}
