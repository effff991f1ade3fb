package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Collection;
import java.util.List;

/**
 * Tags that mark an image as proven. A build that could push one could vouch for itself: only {@link Marker} sets them.
 */
public final class ReservedTags {
    private ReservedTags() {}

    /**
     * Checks the tags that a build is about to push.
     *
     * @param marks that clusters require of the images delivered to them
     * @param tags of the image, and of its tests image if there is one
     * @throws RefusedException if one of the tags matches one of the marks
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
