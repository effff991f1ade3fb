package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.CommandWords;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for running the tests in an image. */
final class RunOptions {
    private enum Mode {
        CONTAINER,
        JOB,
        COMPOSE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--test-mode",
            order = 40,
            paramLabel = "MODE",
            defaultValue = "container",
            description = "Where the tests run. container: on the engine that builds. job: as a one-shot job in the"
                    + " cluster's Swarm. compose: as a service of a Compose file, with its dependencies."
                    + " Default: ${DEFAULT-VALUE}.")
    private Mode mode = Mode.CONTAINER;

    @Option(
            names = "--command",
            order = 41,
            paramLabel = "TEXT",
            description = "The command to run instead of the image's own. It is split into words, and quotes are"
                    + " respected.")
    private Optional<String> command = Optional.empty();

    @Option(
            names = "--env",
            order = 42,
            paramLabel = "NAME=VALUE",
            description = "A variable for the tests. Do not use it for secrets: anyone who can inspect the container"
                    + " sees it.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--secret",
            order = 43,
            paramLabel = "NAME=FILE",
            description = "A file for the tests, at /run/secrets/NAME. Modes container and job.")
    private Map<String, Path> secrets = new LinkedHashMap<>();

    @Option(
            names = "--reports",
            order = 44,
            paramLabel = "GLOB",
            description = "Files to copy out of the container, even if tests fail: /reports/*.xml, or a folder.")
    private Optional<String> reports = Optional.empty();

    @Option(
            names = "--reports-dir",
            order = 45,
            paramLabel = "DIR",
            defaultValue = "reports",
            description = "The folder to copy reports to. Default: ${DEFAULT-VALUE}.")
    private Path reportsFolder;

    @Option(
            names = "--test-timeout",
            order = 46,
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "How long the tests may take before they are stopped. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Mixin
    private PlaceOptions place;

    /** Whether tests are configured. */
    boolean given() {
        return mode != Mode.CONTAINER
                || command.isPresent()
                || reports.isPresent()
                || place.given()
                || !secrets.isEmpty();
    }

    TestOrder order() {
        return new TestOrder(
                command.map(text -> CommandWords.split("--command", text, CommandWords.IN_A_CONTAINER))
                        .orElse(List.of()),
                environment,
                secrets,
                reports.map(pattern -> new TestOrder.Reports(pattern, reportsFolder)),
                timeout);
    }

    /** Throws {@link RefusedException} if an option that the mode requires is missing. */
    TestRunner runner(BuildSite site, Clock clock) {
        return switch (mode) {
            case CONTAINER -> place.container(site, clock);
            case JOB -> place.job(site);
            case COMPOSE -> place.compose(site, clock);
        };
    }

    /** The node that runs the job pulls the image, so it must be in the registry. */
    boolean needsRegistry() {
        return mode == Mode.JOB;
    }
}
