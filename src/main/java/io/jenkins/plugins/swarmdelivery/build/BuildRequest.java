package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Optional;

/**
 * A version of an image, to be built and pushed when its tests have passed.
 *
 * @param image repository and version
 * @param order how it is built
 * @param tests what must pass before; empty: nothing
 * @param overwrite a version that is in the registry already is replaced
 * @param allowLatest accept {@code latest}, or no version at all
 * @param revision of the source; empty if not known
 * @param source where that is kept; empty if not known
 */
public record BuildRequest(
        ImageReference image,
        BuildOrder order,
        Optional<Tests> tests,
        boolean overwrite,
        boolean allowLatest,
        Optional<String> revision,
        Optional<String> source) {

    /** What the version of a tests image ends with. */
    public static final String TESTS_SUFFIX = "-tests";

    private static final int LONGEST_TAG = 128;

    /**
     * @param order how the tests image is built
     * @param run what runs in it
     */
    public record Tests(BuildOrder order, TestOrder run) {}

    /** @throws RefusedException if the image names no version that stays what it is */
    public BuildRequest {
        if (image.digest().isPresent()) {
            throw new RefusedException("image", image, "write REPO:VERSION; the digest is known after the build");
        }
        if (image.floating() && !allowLatest) {
            throw new RefusedException(
                    "image", image, "name a fixed version, such as " + image.repository() + ":1.7, or allow latest");
        }
        String tag = image.tag().orElse("latest");
        if (tag.length() + TESTS_SUFFIX.length() > LONGEST_TAG) {
            throw new RefusedException("version", tag, "it is too long; its tests image needs 6 characters more");
        }
        image = new ImageReference(image.repository(), Optional.of(tag), Optional.empty());
    }

    public String version() {
        return image.tag().orElseThrow();
    }

    /** What it pushes: the version, and that of the tests image where there are tests. */
    public List<String> tags() {
        return tests.isPresent() ? List.of(version(), testsImage().tag().orElseThrow()) : List.of(version());
    }

    /** Beside the image in the same repository: whoever may push the one may push the other, and layers are shared. */
    public ImageReference testsImage() {
        return new ImageReference(image.repository(), Optional.of(version() + TESTS_SUFFIX), Optional.empty());
    }
}
