package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Optional;

/**
 * A version of an image, to be built, and pushed once its tests have passed.
 *
 * @param image repository and version
 * @param order how to build it
 * @param tests that must pass before; empty for none
 * @param overwrite whether to replace a version that is already in the registry
 * @param allowLatest whether to accept {@code latest}, or no version
 * @param revision of the source; empty if not known
 * @param source address of the source; empty if not known
 */
public record BuildRequest(
        ImageReference image,
        BuildOrder order,
        Optional<Tests> tests,
        boolean overwrite,
        boolean allowLatest,
        Optional<String> revision,
        Optional<String> source) {

    /** Suffix of the version of a tests image. */
    public static final String TESTS_SUFFIX = "-tests";

    private static final int MAX_TAG = 128;

    /**
     * @param order how to build the tests image
     * @param run the tests to run in it
     */
    public record Tests(BuildOrder order, TestOrder run) {}

    /** @throws RefusedException if the image has no version, or one that may change */
    public BuildRequest {
        if (image.digest().isPresent()) {
            throw new RefusedException("image", image, "write REPO:VERSION; the digest is known after the build");
        }
        if (image.floating() && !allowLatest) {
            throw new RefusedException(
                    "image", image, "name a fixed version, such as " + image.repository() + ":1.7, or allow latest");
        }
        String tag = image.tag().orElse("latest");
        if (tag.length() + TESTS_SUFFIX.length() > MAX_TAG) {
            throw new RefusedException("version", tag, "it is too long; its tests image needs 6 more characters");
        }
        image = new ImageReference(image.repository(), Optional.of(tag), Optional.empty());
    }

    public String version() {
        return image.tag().orElseThrow();
    }

    /** The tags that it pushes: the version, and that of the tests image if there are tests. */
    public List<String> tags() {
        return tests.isPresent() ? List.of(version(), testsImage().tag().orElseThrow()) : List.of(version());
    }

    /**
     * The tests image, in the image's repository: an account that may push one may push the other, and they share
     * layers.
     */
    public ImageReference testsImage() {
        return new ImageReference(image.repository(), Optional.of(version() + TESTS_SUFFIX), Optional.empty());
    }
}
