package io.jenkins.plugins.swarmdelivery.tools;

import io.jenkins.plugins.swarmdelivery.build.BuildOrder;
import io.jenkins.plugins.swarmdelivery.build.ImageBuilder;
import io.jenkins.plugins.swarmdelivery.build.PrivateFolder;
import io.jenkins.plugins.swarmdelivery.build.RunId;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.docker.BaseErrors;
import io.jenkins.plugins.swarmdelivery.docker.BuildMetadata;
import io.jenkins.plugins.swarmdelivery.docker.PushErrors;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** BuildKit, through {@code docker buildx build}. */
public final class BuildxBuilder implements ImageBuilder {
    private static final Duration MAX_DURATION = Duration.ofDays(1);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final DockerClient docker;
    private final List<String> buildx;
    private final String version;
    private final Stop stop;
    private final Clock clock;

    private BuildxBuilder(DockerClient docker, List<String> buildx, String version, Stop stop, Clock clock) {
        this.docker = docker;
        this.buildx = buildx;
        this.version = version;
        this.stop = stop;
        this.clock = clock;
    }

    /** The buildx of this machine; empty if there is no Docker client, or none with that plugin. */
    public static Optional<BuildxBuilder> find(DockerClient docker, Stop stop, Clock clock) {
        RunId run = RunId.create(clock.instant(), MAX_DURATION);
        try (PrivateFolder folder = PrivateFolder.create(run)) {
            Map<String, String> environment = docker.environment(folder);
            List<String> lines = new ArrayList<>();
            return docker.plugin("buildx", command -> {
                        ToolRun.Outcome outcome = ToolRun.run(
                                DockerClient.join(command, "version"),
                                environment,
                                folder.path(),
                                ANSWER,
                                stop,
                                lines::add);
                        return outcome.ok() && !lines.isEmpty();
                    })
                    .map(command -> new BuildxBuilder(docker, command, versionIn(lines.get(0)), stop, clock));
        }
    }

    /** The output contains its origin, its version and its revision. */
    private static String versionIn(String output) {
        return output.replaceFirst("^\\S+ (\\S+).*$", "$1");
    }

    @Override
    public String name() {
        return "buildx " + version;
    }

    @Override
    public Built make(BuildOrder order, ImageReference image, boolean push, Consumer<String> log) {
        RunId run = RunId.create(clock.instant(), MAX_DURATION);
        try (PrivateFolder folder = PrivateFolder.create(run)) {
            Path metadata = folder.path().resolve("metadata.json");
            BuildxProgress progress = new BuildxProgress(log);
            ToolRun.Outcome outcome = ToolRun.run(
                    command(order, image, push, metadata),
                    environment(folder),
                    order.context(),
                    MAX_DURATION,
                    stop,
                    progress);
            if (!outcome.ok()) {
                throw failure(image, outcome, progress);
            }
            return result(image, push, Files.readAllBytes(metadata));
        } catch (IOException e) {
            throw new BuildException("buildx did not report what it built as " + image + ": " + e.getMessage(), e);
        }
    }

    private Map<String, String> environment(PrivateFolder folder) {
        Map<String, String> environment = docker.environment(folder);
        // Attestations contain the build time, so that the same image would get a different digest each time.
        environment.putIfAbsent("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
        // The engine queries token servers, not its client: only the engine is configured to trust them.
        environment.putIfAbsent("BUILDKIT_NO_CLIENT_TOKEN", "1");
        return environment;
    }

    private static Built result(ImageReference image, boolean push, byte[] metadata) throws IOException {
        BuildMetadata built = BuildMetadata.read(metadata);
        String id = built.configuration()
                .or(built::digest)
                .orElseThrow(() -> new BuildException("buildx did not report the digest of " + image));
        return new Built(id, push ? built.digest() : Optional.empty());
    }

    private List<String> command(BuildOrder order, ImageReference image, boolean push, Path metadata) {
        List<String> command = new ArrayList<>(buildx);
        command.addAll(List.of("build", "--progress", "plain", "--metadata-file", metadata.toString()));
        command.addAll(List.of(
                "--tag", image.toString(), "--file", order.dockerfilePath().toString()));
        command.add(push ? "--push" : "--load");
        order.arguments().forEach((name, value) -> command.addAll(List.of("--build-arg", name + "=" + value)));
        order.labels().forEach((name, value) -> command.addAll(List.of("--label", name + "=" + value)));
        order.cacheFrom().forEach(from -> command.addAll(List.of("--cache-from", from)));
        order.secrets().forEach((name, file) -> command.addAll(List.of("--secret", "id=" + name + ",src=" + file)));
        order.target().ifPresent(target -> command.addAll(List.of("--target", target)));
        order.platform().ifPresent(platform -> command.addAll(List.of("--platform", platform)));
        if (order.pull()) {
            command.add("--pull");
        }
        command.add(order.context().toString());
        return command;
    }

    private DeliveryException failure(ImageReference image, ToolRun.Outcome outcome, BuildxProgress progress) {
        List<String> errors = outcome.lastLines().stream()
                .filter(line -> line.startsWith("ERROR") || line.startsWith("error"))
                .toList();
        String output = errors.isEmpty() ? outcome.lastOutput() : String.join(" | ", errors);
        if (progress.atPush(output)) {
            return PushErrors.of(image, docker.logins().of(image), output);
        }
        try {
            Optional<ImageReference> base = progress.base().map(ImageReference::parse);
            if (base.isPresent()) {
                return BaseErrors.of(image, base.get(), docker.logins(), output);
            }
        } catch (RefusedException e) {
            // Not an image name; reported as any other failed step.
        }
        return new BuildException("the build of " + image + " failed: " + output + remedy(output));
    }

    private static String remedy(String output) {
        String lower = output.toLowerCase(Locale.ROOT);
        return lower.contains("multi-platform build is not supported") || lower.contains("multiple platforms feature")
                ? "; name a builder of yours with $BUILDX_BUILDER, or use an engine with the containerd image store"
                : "";
    }
}
