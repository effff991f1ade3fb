package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.CommandWords;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.docker.ContainerTests;
import io.jenkins.plugins.swarmdelivery.docker.JobTests;
import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.tools.ComposeTests;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where and how the tests in an image run. */
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
            description =
                    "container: on the engine that builds. job: as a one-shot job in the cluster's Swarm. compose: a"
                            + " service of a Compose file, with what it depends on. Default: ${DEFAULT-VALUE}.")
    private Mode mode = Mode.CONTAINER;

    @Option(
            names = "--command",
            order = 41,
            paramLabel = "TEXT",
            description = "What runs, in place of the image's own command; split into words, quotes respected.")
    private Optional<String> command = Optional.empty();

    @Option(
            names = "--env",
            order = 42,
            paramLabel = "NAME=VALUE",
            description = "A variable of the tests' environment. No place for secrets: who sees the container sees it.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--secret",
            order = 43,
            paramLabel = "NAME=FILE",
            description = "The tests find the file's content at /run/secrets/NAME. Modes container and job.")
    private Map<String, Path> secrets = new LinkedHashMap<>();

    @Option(
            names = "--reports",
            order = 44,
            paramLabel = "GLOB",
            description =
                    "Files of the container that are brought out, also when tests fail: /reports/*.xml, or a folder.")
    private Optional<String> reports = Optional.empty();

    @Option(
            names = "--reports-dir",
            order = 45,
            paramLabel = "DIR",
            defaultValue = "reports",
            description = "Where they go. Default: ${DEFAULT-VALUE}.")
    private Path reportsFolder;

    @Option(
            names = "--test-timeout",
            order = 46,
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "How long the tests may take before they are ended. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(
            names = "--network",
            order = 47,
            paramLabel = "NET",
            description = "A network that the tests join; several for a job.")
    private List<String> networks = new ArrayList<>();

    @Option(
            names = "--volume",
            order = 48,
            paramLabel = "SOURCE:TARGET[:ro]",
            description = "Mode container: a volume, or a folder of the engine's machine.")
    private List<String> volumes = new ArrayList<>();

    @Option(
            names = "--app",
            order = 49,
            paramLabel = "APP",
            description =
                    "Mode job: join the networks of this application's services, on nodes where those may run. Mode"
                            + " compose: HOST_IP is where its users reach it.")
    private Optional<Application> application = Optional.empty();

    @Option(
            names = "--constraint",
            order = 50,
            paramLabel = "TEXT",
            description =
                    "Mode job: where it may run, e.g. node.labels.env==prod-like; beside the cluster's placement.")
    private List<String> constraints = new ArrayList<>();

    @Option(
            names = "--compose-file",
            order = 51,
            paramLabel = "FILE",
            defaultValue = "docker-compose-test.yml",
            description =
                    "Mode compose. It finds TESTS_IMAGE and HOST_IP in its environment. Default: ${DEFAULT-VALUE}.")
    private Path composeFile;

    @Option(
            names = "--service",
            order = 52,
            paramLabel = "NAME",
            description = "Mode compose: the service of the file.")
    private Optional<String> service = Optional.empty();

    @Option(
            names = "--host-ip",
            order = 53,
            paramLabel = "HOST",
            description = "Mode compose: HOST_IP. Default: of the application's address, else of the engine.")
    private Optional<String> hostIp = Optional.empty();

    /** Somebody wants tests to run. */
    boolean given() {
        return mode != Mode.CONTAINER
                || command.isPresent()
                || reports.isPresent()
                || service.isPresent()
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

    /** Throws {@link RefusedException} where an option is missing that the mode needs. */
    TestRunner runner(BuildSite site, Clock clock) {
        return switch (mode) {
            case CONTAINER -> container(site, clock);
            case JOB -> job(site, clock);
            case COMPOSE -> compose(site, clock);
        };
    }

    /** The job is pulled by whichever node runs it, so it needs what the registry has. */
    boolean needsRegistry() {
        return mode == Mode.JOB;
    }

    private TestRunner container(BuildSite site, Clock clock) {
        if (networks.size() > 1) {
            throw new RefusedException("--network", String.join(", ", networks), "a container joins one network");
        }
        return new ContainerTests(
                site.engine(),
                site.credentials(),
                new ContainerTests.Surroundings(networks.stream().findFirst(), volumes),
                clock);
    }

    private TestRunner job(BuildSite site, Clock clock) {
        Connection cluster = site.cluster("a test job");
        return new JobTests(
                cluster.managers(),
                site.credentials(),
                cluster.nodePort(),
                JobTests.Surroundings.of(cluster.swarm(), cluster.settings().placement(), application)
                        .and(networks, constraints),
                site.engine().stop(),
                clock);
    }

    private TestRunner compose(BuildSite site, Clock clock) {
        String name = service.orElseThrow(() -> new RefusedException(
                "--service", null, "name the service of " + composeFile + " that holds the tests"));
        String host = hostIp.or(() -> application.map(app -> users(site, app)))
                .or(() -> Optional.ofNullable(site.engine().endpoint().uri().getHost()))
                .orElse("localhost");
        return new ComposeTests(
                site.engine(), site.docker(), new ComposeTests.Surroundings(composeFile, name, host), clock);
    }

    private static String users(BuildSite site, Application application) {
        return site.cluster("--app").router().addresses(application).service().stream()
                .map(URI::getHost)
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "--app", application, "its router tells no address; give one with --host-ip"));
    }
}
