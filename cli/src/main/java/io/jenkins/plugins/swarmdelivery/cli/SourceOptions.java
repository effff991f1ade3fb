package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.tools.ImageSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the source of an image, for the labels that the Open Container Initiative defines. */
final class SourceOptions {
    @Option(
            names = "--revision",
            order = 30,
            paramLabel = "SHA",
            description = "The source revision. Default: $$GIT_COMMIT, else what git reports for the context.")
    private Optional<String> revision = Optional.empty();

    @Option(
            names = "--source",
            order = 31,
            paramLabel = "URL",
            description = "The URL of the source. Default: $$GIT_URL, else the remote origin of the context.")
    private Optional<String> source = Optional.empty();

    @Option(
            names = "--created",
            order = 32,
            paramLabel = "TIME",
            description = "The time in the label created, e.g. 2026-01-31T12:00:00Z. Default: the time of the source's"
                    + " commit, so that another build of it makes the same image; without a commit, the"
                    + " current time.")
    private Optional<String> created = Optional.empty();

    /** The source as given, from the environment, or from git; empty texts count as absent. */
    ImageSource of(Path context, Map<String, String> environment, Clock clock) {
        ImageSource.Given given =
                new ImageSource.Given(revision, source, created.map(text -> ImageSource.time("--created", text)));
        return ImageSource.of(given, context, environment, clock);
    }
}
