package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import static io.jenkins.plugins.swarmdelivery.jenkins.agent.ImageSettings.given;

import io.jenkins.plugins.swarmdelivery.build.BuildRequest;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.ReservedTags;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.tools.ImageSource;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The name and the source of an image. Empty texts are unset.
 *
 * @param repository e.g. {@code registry.example:5000/go-demo}
 * @param version its tag
 * @param overwrite replace a version that exists in the registry
 * @param allowLatest accept {@code latest}
 * @param revision of the source
 * @param source address of the source
 * @param created a time, for the image's label
 */
public record VersionSettings(
        String repository,
        String version,
        boolean overwrite,
        boolean allowLatest,
        String revision,
        String source,
        String created)
        implements Serializable {

    /**
     * Checks all fields.
     *
     * @param marks that clusters require of the images delivered to them
     * @param tested a tests image is pushed, too
     * @throws RefusedException if one of them is invalid, or a tag that is pushed matches a mark
     */
    public void check(Collection<TagPattern> marks, boolean tested) {
        check();
        String tests = version + BuildRequest.TESTS_SUFFIX;
        ReservedTags.check(marks, tested ? List.of(version, tests) : List.of(version));
    }

    private void check() {
        ImageReference image = image();
        if (image.floating() && !allowLatest) {
            throw new RefusedException("version", version, "name a fixed version, such as 1.7, or allow latest");
        }
        givenSource();
    }

    public ImageReference image() {
        checkRepository(repository);
        checkVersion(version);
        return ImageReference.parse(repository + ":" + version);
    }

    /** @throws RefusedException if it is not a repository's name alone */
    public static void checkRepository(String repository) {
        ImageReference image = ImageReference.parse(repository);
        if (image.tag().isPresent() || image.digest().isPresent()) {
            throw new RefusedException(
                    "image", repository, "write the repository alone; the version has a parameter of its own");
        }
    }

    /** @throws RefusedException if it is not a valid tag */
    public static void checkVersion(String version) {
        try {
            ImageReference.parse("any:" + version);
        } catch (RefusedException e) {
            throw new RefusedException(
                    "version",
                    version.isEmpty() ? null : version,
                    "use letters, digits, dots, hyphens and underscores, e.g. 1.7");
        }
        if (version.contains("@")) {
            throw new RefusedException("version", version, "the digest is known after the build");
        }
    }

    ImageSource.Given givenSource() {
        return new ImageSource.Given(
                given(revision),
                given(source),
                Optional.of(created).filter(text -> !text.isEmpty()).map(text -> ImageSource.time("created", text)));
    }
}
