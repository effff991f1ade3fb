package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import io.jenkins.plugins.swarmdelivery.build.BuildOrder;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tools.BuilderChoice;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to build an image, as configured. Empty texts are unset; paths are relative to the workspace.
 *
 * @param context the folder whose files the build may use
 * @param dockerfile relative to the context, as is {@code testsDockerfile}
 * @param target the stage to build
 * @param testsDockerfile of the tests image
 * @param testsTarget its stage; if neither is set, there are no tests
 * @param buildArgs {@code NAME=VALUE}
 * @param buildSecrets {@code NAME=FILE}
 * @param labels {@code NAME=VALUE}
 * @param platform e.g. {@code linux/arm64}
 * @param cacheFrom images whose layers may be reused
 * @param pull check the registry for a newer base image
 * @param builder {@code auto}, {@code buildx} or {@code classic}
 */
public record ImageSettings(
        String context,
        String dockerfile,
        String target,
        String testsDockerfile,
        String testsTarget,
        List<String> buildArgs,
        List<String> buildSecrets,
        List<String> labels,
        String platform,
        List<String> cacheFrom,
        boolean pull,
        String builder)
        implements Serializable {

    /** @throws RefusedException if one of them is invalid, as far as this is visible without the files */
    public void check() {
        NameValues.of("buildArgs", buildArgs);
        NameValues.of("labels", labels);
        builderChoice();
        NameValues.of("buildSecrets", buildSecrets).keySet().stream()
                .filter(name -> !name.matches(TestOrder.SECRET_NAME))
                .forEach(name -> {
                    throw new RefusedException(
                            "buildSecrets", name, "use letters, digits, dots, hyphens and underscores for the name");
                });
    }

    public boolean tested() {
        return !testsDockerfile.isEmpty() || !testsTarget.isEmpty();
    }

    BuilderChoice builderChoice() {
        return Stream.of(BuilderChoice.values())
                .filter(choice -> choice.toString().equals(builder.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new RefusedException("builder", builder, "choose auto, buildx or classic"));
    }

    BuildOrder order(Path workspace, Map<String, String> standardLabels) {
        standardLabels.putAll(NameValues.of("labels", labels));
        return new BuildOrder(
                workspace.resolve(context).normalize(),
                dockerfile,
                given(target),
                NameValues.of("buildArgs", buildArgs),
                standardLabels,
                given(platform),
                cacheFrom,
                pull,
                files("buildSecrets", buildSecrets, workspace));
    }

    /** The order for the tests image; empty if there is none. */
    Optional<BuildOrder> testsOrder(BuildOrder order) {
        return tested()
                ? Optional.of(order.with(given(testsDockerfile).orElse(dockerfile), given(testsTarget), order.labels()))
                : Optional.empty();
    }

    static Map<String, Path> files(String field, List<String> pairs, Path workspace) {
        return NameValues.of(field, pairs).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> workspace.resolve(entry.getValue())));
    }

    static Optional<String> given(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }
}
