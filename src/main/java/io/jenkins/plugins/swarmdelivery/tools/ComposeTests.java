package io.jenkins.plugins.swarmdelivery.tools;

import io.jenkins.plugins.swarmdelivery.build.PrivateFolder;
import io.jenkins.plugins.swarmdelivery.build.RunId;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.docker.EngineSession;
import io.jenkins.plugins.swarmdelivery.docker.Leftovers;
import io.jenkins.plugins.swarmdelivery.docker.TestContainers;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs a service of a Compose file with its dependencies, with Compose v1 or v2. Everything that Compose created is
 * then removed through the engine, including volumes: this works even if Compose itself was killed.
 */
public final class ComposeTests implements TestRunner {
    private static final Duration BESIDE_TESTS = Duration.ofMinutes(15);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /**
     * @param file the Compose file
     * @param service the service in it that runs the tests
     * @param reach variables of the application under test, named as in {@code TestVariables.reach}
     */
    public record Surroundings(Path file, String service, Map<String, String> reach) {
        /** @throws RefusedException if there is no such file */
        public Surroundings {
            reach = Map.copyOf(reach);
            if (!Files.isRegularFile(file)) {
                throw new RefusedException("Compose file", file, "there is no such file");
            }
            file = file.toAbsolutePath();
        }
    }

    private final EngineSession engine;
    private final DockerClient docker;
    private final Surroundings surroundings;
    private final Clock clock;

    public ComposeTests(EngineSession engine, DockerClient docker, Surroundings surroundings, Clock clock) {
        this.engine = engine;
        this.docker = docker;
        this.surroundings = surroundings;
        this.clock = clock;
    }

    @Override
    public String mode() {
        return "compose";
    }

    @Override
    public TestResult run(ImageReference image, TestOrder order, Consumer<String> log) {
        if (!order.secrets().isEmpty()) {
            throw new RefusedException("a Compose service gets its secrets from its file: write them there, under"
                    + " secrets, not as an option");
        }
        RunId run = RunId.create(clock.instant(), order.deadline().plus(BESIDE_TESTS));
        try (PrivateFolder folder = PrivateFolder.create(run)) {
            Map<String, String> environment = new TreeMap<>(docker.environment(folder));
            environment.putAll(surroundings.reach());
            environment.put("TESTS_IMAGE", image.toString());
            List<String> compose = compose(environment, folder.path());
            try {
                return run(run.toString(), compose, environment, order, log);
            } finally {
                Leftovers.remove(engine, run);
            }
        }
    }

    private TestResult run(
            String run, List<String> compose, Map<String, String> environment, TestOrder order, Consumer<String> log) {
        String container = run + "-tests";
        List<String> command = new ArrayList<>(DockerClient.join(
                compose, "-f", surroundings.file().toString(), "-p", run, "run", "-T", "--name", container));
        order.environment().forEach((name, value) -> command.addAll(List.of("-e", name + "=" + value)));
        command.add(surroundings.service());
        command.addAll(order.command());
        Instant start = clock.instant();
        ToolRun.Outcome outcome = ToolRun.run(
                command,
                environment,
                Objects.requireNonNull(surroundings.file().getParent()),
                order.deadline(),
                engine.stop(),
                log);
        Duration took = Duration.between(start, clock.instant());
        TestContainers containers = new TestContainers(engine);
        if (outcome.exitCode().isEmpty()) {
            return containers.result(container, order, Optional.empty(), took);
        }
        Optional<Integer> exitCode = containers.exitCode(container);
        // Both must report success: the container, and Compose, which may have lost it midway.
        if (exitCode.isEmpty() || (exitCode.get() == 0 && !outcome.ok())) {
            String why = "did not finish: " + outcome.lastOutput();
            return new TestResult(Optional.empty(), Optional.of(why), took, List.of(), List.of());
        }
        return containers.result(container, order, exitCode, took);
    }

    /** Compose as the Docker client's plugin, else as the earlier standalone program. */
    private List<String> compose(Map<String, String> environment, Path folder) {
        Optional<List<String>> plugin = docker.plugin("compose", command -> answers(command, environment, folder));
        return plugin.or(() -> docker.programs()
                        .find("docker-compose")
                        .map(program -> List.of(program.toString()))
                        .filter(command -> answers(command, environment, folder)))
                .orElseThrow(() -> new RefusedException("tests in mode compose need Compose, and neither docker compose"
                        + " nor docker-compose is available here; install one of them (Debian: docker-compose)"));
    }

    private boolean answers(List<String> command, Map<String, String> environment, Path folder) {
        return ToolRun.run(DockerClient.join(command, "version"), environment, folder, ANSWER, engine.stop(), l -> {})
                .ok();
    }
}
