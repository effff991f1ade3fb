package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.tools.GitSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an image says of where it comes from: the labels that the Open Container Initiative has names for. */
final class SourceOptions {
    private static final String OCI = "org.opencontainers.image.";

    @Option(
            names = "--revision",
            order = 30,
            paramLabel = "SHA",
            description = "The source's revision. Default: $$GIT_COMMIT, else what git says of the context.")
    private Optional<String> revision = Optional.empty();

    @Option(
            names = "--source",
            order = 31,
            paramLabel = "URL",
            description = "Where the source is kept. Default: $$GIT_URL, else the remote origin of the context.")
    private Optional<String> source = Optional.empty();

    @Option(
            names = "--created",
            order = 32,
            paramLabel = "TIME",
            description =
                    "As 2026-01-31T12:00:00Z. Default: that of the source's commit, so that building it again makes the"
                            + " same image; else now.")
    private Optional<String> created = Optional.empty();

    /** What is known of the source: given, in the environment, or told by git; empty texts are nothing. */
    Source of(Path context, Map<String, String> environment, Clock clock) {
        GitSource git = GitSource.of(context, environment);
        return new Source(
                revision.or(() -> known(environment, "GIT_COMMIT")).or(git::revision),
                source.or(() -> known(environment, "GIT_URL")).or(git::origin).map(GitSource::withoutLogin),
                created.map(SourceOptions::time)
                        .or(git::committed)
                        .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    private static Optional<String> known(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new RefusedException("--created", text, "write it as 2026-01-31T12:00:00Z");
        }
    }

    /**
     * @param revision empty if not known
     * @param source likewise
     * @param created for the image's label
     */
    record Source(Optional<String> revision, Optional<String> source, Instant created) {
        Map<String, String> labels(String version) {
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put(OCI + "version", version);
            labels.put(OCI + "created", created.toString());
            revision.ifPresent(text -> labels.put(OCI + "revision", text));
            source.ifPresent(text -> labels.put(OCI + "source", text));
            return labels;
        }
    }
}
