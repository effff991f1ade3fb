package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.RunId;
import io.jenkins.plugins.swarmdelivery.build.SecretTar;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs tests in a container on the engine that built their image. */
public final class ContainerTests implements TestRunner {
    /** Time that a run needs beyond its tests: for the pull, reports and cleanup. */
    static final Duration BESIDE_TESTS = Duration.ofMinutes(15);

    /**
     * @param network that the container joins; empty for the engine's default
     * @param mounts in the form of {@code docker run --volume}
     */
    public record Surroundings(Optional<String> network, List<String> mounts) {}

    private final EngineSession engine;
    private final Logins logins;
    private final Surroundings surroundings;
    private final Clock clock;
    private final TestContainers containers;

    public ContainerTests(EngineSession engine, Logins logins, Surroundings surroundings, Clock clock) {
        this.engine = engine;
        this.logins = logins;
        this.surroundings = surroundings;
        this.clock = clock;
        this.containers = new TestContainers(engine);
    }

    @Override
    public String mode() {
        return "container";
    }

    @Override
    public TestResult run(ImageReference image, TestOrder order, Consumer<String> log) {
        RunId run = RunId.create(clock.instant(), order.deadline().plus(BESIDE_TESTS));
        String name = run.toString();
        try {
            create(name, image, order, log);
            if (!order.secrets().isEmpty()) {
                secrets(name, order);
            }
            Instant start = clock.instant();
            engine.ask(EngineRequest.post("/containers/" + name + "/start"));
            Optional<Integer> exitCode = containers.follow(name, order.deadline(), log);
            return containers.result(name, order, exitCode, Duration.between(start, clock.instant()));
        } finally {
            containers.remove(name);
        }
    }

    private void create(String name, ImageReference image, TestOrder order, Consumer<String> log) {
        EngineRequest request = EngineRequest.post("/containers/create?name=" + name, spec(name, image, order));
        EngineAnswer answer = engine.exchange(request);
        if (answer.status() == 404 && answer.message().contains("No such image")) {
            pull(image, log);
            answer = engine.exchange(request);
        }
        DockerErrors.check(answer);
    }

    private Map<String, Object> spec(String name, ImageReference image, TestOrder order) {
        Map<String, Object> host = new LinkedHashMap<>();
        surroundings.network().ifPresent(network -> host.put("NetworkMode", network));
        host.put("Binds", surroundings.mounts());
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("Image", image.toString());
        spec.put("Labels", Map.of(Labels.RUN, name, Labels.ROLE, "test"));
        spec.put("Env", environment(order));
        if (!order.command().isEmpty()) {
            spec.put("Cmd", order.command());
        }
        spec.put("HostConfig", host);
        return spec;
    }

    static List<String> environment(TestOrder order) {
        return order.environment().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private void pull(ImageReference image, Consumer<String> log) {
        String version = image.digest().or(image::tag).orElse("latest");
        EngineRequest request = new EngineRequest(
                "POST",
                "/images/create?fromImage=" + EngineRequest.encode(image.repository()) + "&tag="
                        + EngineRequest.encode(version),
                logins.header(image),
                null,
                0,
                false);
        Optional<String> error;
        try {
            error = engine.stream(request, Optional.empty(), answer -> new BuilderMessages(log).read(answer))
                    .error();
        } catch (SwarmException.NotFound | SwarmException.Rejected e) {
            error = Optional.of(e.getMessage());
        } catch (SwarmException.Unavailable e) {
            throw RegistryTrouble.LIMITED.isIn(image, e.getMessage()) ? unpulled(image, e.getMessage()) : e;
        }
        if (error.isPresent()) {
            throw unpulled(image, error.get());
        }
    }

    private SwarmException unpulled(ImageReference image, String detail) {
        return RegistryTrouble.LIMITED.isIn(image, detail)
                ? new SwarmException.Unavailable(
                        RegistryLimits.message("give", image, logins.of(image), detail) + " (the engine says: " + detail
                                + ")",
                        null)
                : new SwarmException.Rejected("the engine cannot pull " + image + ": " + detail, null);
    }

    private void secrets(String container, TestOrder order) {
        EngineRequest request = new EngineRequest(
                "PUT",
                "/containers/" + container + "/archive?path=" + EngineRequest.encode("/"),
                Map.of(),
                null,
                0,
                false);
        EngineSession.Body tar =
                new EngineSession.Body("application/x-tar", new ByteArrayInputStream(SecretTar.of(order.secrets())));
        try {
            engine.stream(request, Optional.of(tar), answer -> true);
        } catch (SwarmException.Rejected e) {
            throw new BuildException("secrets cannot be copied into the tests' container: " + e.getMessage(), e);
        }
    }
}
