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
 * Where and how to run tests, as configured. Empty texts are unset; paths are relative to the workspace.
 *
 * @param mode {@code container}, {@code job} or {@code compose}
 * @param command replaces the image's own
 * @param environment {@code NAME=VALUE}
 * @param secrets {@code NAME=FILE}
 * @param reports files to copy out of the container
 * @param reportsFolder to copy them to
 * @param timeout the longest that the tests may take
 * @param networks that they join
 * @param volumes mode container: {@code SOURCE:TARGET[:ro]}
 * @param composeFile mode compose
 * @param service mode compose: the service of the file
 * @param reach mode compose: variables of the application under test, named as in {@code TestVariables.reach}; empty
 *     for the engine's host
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

    /** @throws RefusedException if one of them is invalid, as far as this is visible without the files */
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

    /** Whether tests are configured. */
    public boolean given() {
        return !mode.equals(CONTAINER)
                || !command.isEmpty()
                || !reports.isEmpty()
                || !service.isEmpty()
                || !secrets.isEmpty();
    }

    /** The order for tests on the machine of the workspace. */
    TestOrder order(Path workspace) {
        return order(ImageSettings.files("tests.secrets", secrets, workspace), workspace.resolve(reportsFolder));
    }

    /** The same for tests that run elsewhere, with folders for secrets and reports there. */
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
