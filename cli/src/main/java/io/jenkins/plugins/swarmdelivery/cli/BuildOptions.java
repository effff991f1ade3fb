package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.BuildOrder;
import io.jenkins.plugins.swarmdelivery.build.ImageBuilder;
import io.jenkins.plugins.swarmdelivery.tools.BuilderChoice;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for building an image. */
final class BuildOptions {
    @Option(
            names = "--file",
            order = 10,
            paramLabel = "FILE",
            defaultValue = "Dockerfile",
            description = "The Dockerfile, inside the context. Default: ${DEFAULT-VALUE}.")
    private String file;

    @Option(names = "--target", order = 11, paramLabel = "STAGE", description = "The stage to build.")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--tests-file",
            order = 12,
            paramLabel = "FILE",
            description =
                    "The Dockerfile of the tests image, which is built, pushed as REPO:VERSION-tests, and run first.")
    private Optional<String> testsFile = Optional.empty();

    @Option(
            names = "--tests-target",
            order = 13,
            paramLabel = "STAGE",
            description = "The stage of the tests image, in --tests-file, else in --file.")
    private Optional<String> testsTarget = Optional.empty();

    @Option(
            names = "--build-arg",
            order = 14,
            paramLabel = "NAME=VALUE",
            description = "A build argument. Do not use it for secrets: it can be read in the image's history.")
    private Map<String, String> arguments = new LinkedHashMap<>();

    @Option(
            names = "--build-secret",
            order = 15,
            paramLabel = "NAME=FILE",
            description = "A file for RUN --mount=type=secret,id=NAME. It is stored in no layer. Requires buildx.")
    private Map<String, Path> secrets = new LinkedHashMap<>();

    @Option(names = "--label", order = 16, paramLabel = "NAME=VALUE", description = "A label of the image.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--platform",
            order = 17,
            paramLabel = "OS/ARCH",
            description = "The platform of the image, e.g. linux/arm64.")
    private Optional<String> platform = Optional.empty();

    @Option(
            names = "--cache-from",
            order = 18,
            paramLabel = "IMAGE",
            description = "An image whose layers may be reused. Can be repeated.")
    private List<String> cacheFrom = new ArrayList<>();

    @Option(
            names = "--pull",
            order = 19,
            description = "Pull a newer base image, even if the engine has one of that name.")
    private boolean pull;

    @Option(
            names = "--builder",
            order = 20,
            paramLabel = "BUILDER",
            defaultValue = "auto",
            description = "buildx: docker buildx, which uses BuildKit. classic: the engine's own builder, through"
                    + " its API. auto: buildx if it is installed. Default: ${DEFAULT-VALUE}.")
    private BuilderChoice builder = BuilderChoice.AUTO;

    BuildOrder order(Path context, Map<String, String> standardLabels) {
        return new BuildOrder(
                context, file, target, arguments, all(standardLabels), platform, cacheFrom, pull, secrets);
    }

    /** The order for the tests image; empty if there is none. */
    Optional<BuildOrder> tests(BuildOrder order) {
        return testsFile.isEmpty() && testsTarget.isEmpty()
                ? Optional.empty()
                : Optional.of(order.with(testsFile.orElse(file), testsTarget, order.labels()));
    }

    private Map<String, String> all(Map<String, String> standardLabels) {
        Map<String, String> all = new LinkedHashMap<>(standardLabels);
        all.putAll(labels);
        return all;
    }

    /**
     * Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} if buildx is selected but not
     * installed.
     */
    ImageBuilder builder(BuildSite site, Clock clock) {
        return builder.of(site.engine(), site.docker(), clock);
    }
}
