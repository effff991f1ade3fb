package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.BuildOrder;
import io.jenkins.plugins.swarmdelivery.build.ContextTar;
import io.jenkins.plugins.swarmdelivery.build.Dockerfile;
import io.jenkins.plugins.swarmdelivery.build.ImageBuilder;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The builder that is part of every Docker Engine, used through its API. The context is read while it is sent. */
public final class ClassicBuilder implements ImageBuilder {
    private static final String TAR = "application/x-tar";

    private final EngineSession engine;
    private final Logins logins;

    /** @param logins for base images and pushes, each used for its own registry */
    public ClassicBuilder(EngineSession engine, Logins logins) {
        this.engine = engine;
        this.logins = logins;
    }

    @Override
    public String name() {
        return "classic builder of Engine " + engine.version();
    }

    @Override
    public Built make(BuildOrder order, ImageReference image, boolean push, Consumer<String> log) {
        refuseBuildKitFeatures(order);
        EngineRequest request =
                new EngineRequest("POST", "/build?" + query(order, image), logins.buildHeader(), null, 0, false);
        BuildSteps steps = new BuildSteps(log);
        BuilderMessages built =
                engine.stream(request, Optional.of(context(order)), answer -> new BuilderMessages(steps).read(answer));
        if (built.error().isPresent()) {
            throw failure(order, image, steps, built.error().get());
        }
        String id = built.id()
                .orElseThrow(() -> new BuildException("the engine ended the build of " + image
                        + " without an image; check its log and its free disk space"));
        return new Built(id, push ? Optional.of(push(image, log)) : Optional.empty());
    }

    private static EngineSession.Body context(BuildOrder order) {
        try {
            return new EngineSession.Body(TAR, new ContextTar(order));
        } catch (IOException e) {
            throw new BuildException("the context " + order.context() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A step that ran and failed may print anything; only a step that pulls can fail because of its registry. */
    private DeliveryException failure(BuildOrder order, ImageReference image, BuildSteps steps, String detail) {
        DeliveryException plain = new BuildException("the build of " + image + " failed: " + detail);
        if (detail.startsWith("The command ")) {
            return plain;
        }
        try {
            return Dockerfile.read(order.dockerfilePath())
                    .pulled(steps.last(), steps.froms(), order.arguments())
                    .map(ImageReference::parse)
                    .map(base -> BaseErrors.of(image, base, logins, detail))
                    .orElse(plain);
        } catch (RefusedException e) {
            return plain;
        }
    }

    private static void refuseBuildKitFeatures(BuildOrder order) {
        Optional<String> needed = Dockerfile.read(order.dockerfilePath()).needsBuildKit(order.arguments());
        if (!order.secrets().isEmpty()) {
            needed = Optional.of("a secret for the build");
        } else if (order.platform().filter(platform -> platform.contains(",")).isPresent()) {
            needed = Optional.of("several platforms");
        }
        if (needed.isPresent()) {
            throw new RefusedException(order.dockerfile() + " needs BuildKit (" + needed.get()
                    + "), and this is the engine's classic builder; install docker and its plugin docker-buildx where"
                    + " this runs (Debian: docker-cli docker-buildx), or do without it");
        }
    }

    private static String query(BuildOrder order, ImageReference image) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("t", image.toString());
        query.put("dockerfile", order.dockerfile());
        query.put("rm", "true");
        query.put("forcerm", "true");
        query.put("buildargs", EngineJson.text(order.arguments()));
        query.put("labels", EngineJson.text(order.labels()));
        query.put("cachefrom", EngineJson.text(order.cacheFrom()));
        query.put("pull", Boolean.toString(order.pull()));
        order.target().ifPresent(target -> query.put("target", target));
        order.platform().ifPresent(platform -> query.put("platform", platform));
        return query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + EngineRequest.encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private String push(ImageReference image, Consumer<String> log) {
        Optional<RegistryCredentials> shown = logins.of(image);
        // The engine requires the header, even if it is empty.
        Map<String, String> header = shown.map(RegistryCredentials::header).orElse(Map.of("X-Registry-Auth", "e30="));
        EngineRequest request = new EngineRequest(
                "POST",
                "/images/" + image.repository() + "/push?tag="
                        + EngineRequest.encode(image.tag().orElseThrow()),
                header,
                null,
                0,
                false);
        BuilderMessages pushed;
        try {
            pushed = engine.stream(request, Optional.empty(), answer -> new BuilderMessages(log).read(answer));
        } catch (SwarmException.Rejected e) {
            throw PushErrors.of(image, shown, e.getMessage());
        } catch (SwarmException.Unavailable e) {
            boolean limited = RegistryTrouble.LIMITED.isIn(image, e.getMessage());
            throw limited ? PushErrors.of(image, shown, e.getMessage()) : e;
        }
        if (pushed.error().isPresent()) {
            throw PushErrors.of(image, shown, pushed.error().get());
        }
        return pushed.digest()
                .orElseThrow(() -> new BuildException(
                        "the push of " + image + " ended without a digest; whether it succeeded is not known"));
    }
}
