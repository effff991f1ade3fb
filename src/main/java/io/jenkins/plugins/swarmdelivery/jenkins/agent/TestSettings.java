package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import io.jenkins.plugins.swarmdelivery.build.CommandWords;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where and how tests run, as somebody wrote it down. Empty texts were not given; files are relative to the workspace.
 *
 * @param mode {@code container}, {@code job} or {@code compose}
 * @param command in place of the image's own
 * @param environment {@code NAME=VALUE}
 * @param secrets {@code NAME=FILE}
 * @param reports files of the container that are brought out
 * @param reportsFolder where they go
 * @param timeout how long the tests may take
 * @param networks that they join
 * @param volumes mode container: {@code SOURCE:TARGET[:ro]}
 * @param composeFile mode compose
 * @param service mode compose: the service of the file
 * @param reach mode compose: what the file finds of the application that is tested, as {@code TestVariables.reach} names
 *     it; empty: the engine's host
 */
public record TestSettings(
        String mode,
        String command,
        List<String> environment,
        List<String> secrets,
        String reports,
        String reportsFolder,
        String timeout,
        List<String> networks,
        List<String> volumes,
        String composeFile,
        String service,
        Map<String, String> reach)
        implements Serializable {

    public static final String CONTAINER = "container";
    public static final String JOB = "job";
    public static final String COMPOSE = "compose";

    /** @throws RefusedException if one of them cannot be used, as far as can be told without the files */
    public void check() {
        if (!List.of(CONTAINER, JOB, COMPOSE).contains(mode)) {
            throw new RefusedException("tests.mode", mode, "choose container, job or compose");
        }
        if (mode.equals(COMPOSE) && service.isEmpty()) {
            throw new RefusedException(
                    "tests.service", null, "name the service of " + composeFile + " that holds the tests");
        }
        if (mode.equals(CONTAINER) && networks.size() > 1) {
            throw new RefusedException("tests.networks", String.join(", ", networks), "a container joins one network");
        }
        order(NameValues.of("tests.secrets", secrets).keySet().stream()
                .collect(java.util.stream.Collectors.toMap(name -> name, Path::of)));
    }

    /** Somebody wants tests to run. */
    public boolean given() {
        return !mode.equals(CONTAINER)
                || !command.isEmpty()
                || !reports.isEmpty()
                || !service.isEmpty()
                || !secrets.isEmpty();
    }

    /** What runs where the workspace is. */
    TestOrder order(Path workspace) {
        return order(ImageSettings.files("tests.secrets", secrets, workspace), workspace.resolve(reportsFolder));
    }

    /** The same for tests that run elsewhere: secrets and reports are in folders there. */
    public TestOrder order(Map<String, Path> secretFiles, Path reportsThere) {
        return new TestOrder(
                ImageSettings.given(command)
                        .map(text -> CommandWords.split("tests.command", text, CommandWords.IN_A_CONTAINER))
                        .orElse(List.of()),
                NameValues.of("tests.env", environment),
                secretFiles,
                ImageSettings.given(reports).map(pattern -> new TestOrder.Reports(pattern, reportsThere)),
                Durations.parse("tests.timeout", timeout));
    }

    private void order(Map<String, Path> secretFiles) {
        order(secretFiles, Path.of(""));
    }

    Optional<String> network() {
        return networks.stream().findFirst();
    }
}
