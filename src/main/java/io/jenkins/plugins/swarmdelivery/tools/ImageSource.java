package io.jenkins.plugins.swarmdelivery.tools;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The source of an image, for the labels that the Open Container Initiative defines.
 *
 * @param revision empty if not known
 * @param source its address; empty if not known
 * @param created for the image's label
 */
public record ImageSource(Optional<String> revision, Optional<String> source, Instant created) {
    private static final String OCI = "org.opencontainers.image.";

    /** What the user specified; empty where nothing was. */
    public record Given(Optional<String> revision, Optional<String> source, Optional<Instant> created) {}

    /** The source as given, from the environment, or from git; empty texts count as absent. */
    public static ImageSource of(Given given, Path context, Map<String, String> environment, Clock clock) {
        GitSource git = GitSource.of(context, environment);
        return new ImageSource(
                given.revision().or(() -> known(environment, "GIT_COMMIT")).or(git::revision),
                given.source()
                        .or(() -> known(environment, "GIT_URL"))
                        .or(git::origin)
                        .map(GitSource::withoutLogin),
                given.created()
                        .or(git::committed)
                        .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    /** @throws RefusedException if the field's text is not a time */
    public static Instant time(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new RefusedException(field, text, "write it as 2026-01-31T12:00:00Z");
        }
    }

    public Map<String, String> labels(String version) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(OCI + "version", version);
        labels.put(OCI + "created", created.toString());
        revision.ifPresent(text -> labels.put(OCI + "revision", text));
        source.ifPresent(text -> labels.put(OCI + "source", text));
        return labels;
    }

    private static Optional<String> known(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
