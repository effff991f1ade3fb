package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to build.
 *
 * @param context the folder whose files the build may use
 * @param dockerfile relative to the context
 * @param target the stage to build; empty for the last one
 * @param arguments build arguments; they are visible in the image's history, so they must not contain secrets
 * @param labels of the image
 * @param platform e.g. {@code linux/arm64}; empty for the engine's platform
 * @param cacheFrom images whose layers may be reused
 * @param pull whether to check the registry for a newer base image, even if the engine has one of that name
 * @param secrets files that build steps can read under a name, and that no layer contains; BuildKit only
 */
public record BuildOrder(
        Path context,
        String dockerfile,
        Optional<String> target,
        Map<String, String> arguments,
        Map<String, String> labels,
        Optional<String> platform,
        List<String> cacheFrom,
        boolean pull,
        Map<String, Path> secrets) {

    /** @throws RefusedException if there is no such folder, or no such Dockerfile in it */
    public BuildOrder {
        if (!Files.isDirectory(context)) {
            throw new RefusedException("context", context, "name the folder that holds the Dockerfile");
        }
        Path file = context.resolve(dockerfile).normalize();
        if (!file.startsWith(context.normalize())) {
            throw new RefusedException("Dockerfile", dockerfile, "it must be inside the context " + context);
        }
        if (!Files.isRegularFile(file)) {
            throw new RefusedException("Dockerfile", dockerfile, "there is no such file in " + context);
        }
        dockerfile = context.normalize().relativize(file).toString().replace('\\', '/');
    }

    /** The same context and settings with another Dockerfile and stage. */
    public BuildOrder with(String otherDockerfile, Optional<String> otherTarget, Map<String, String> otherLabels) {
        return new BuildOrder(
                context, otherDockerfile, otherTarget, arguments, otherLabels, platform, cacheFrom, pull, secrets);
    }

    public Path dockerfilePath() {
        return context.resolve(dockerfile);
    }
}
