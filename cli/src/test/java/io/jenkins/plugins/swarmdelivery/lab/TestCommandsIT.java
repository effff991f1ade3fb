package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The variables of the commands of {@code --pre-test} and {@code --post-test}, and how these are run. */
@OnLab(cluster = "production", app = "it-commands")
class TestCommandsIT extends LabTest {
    @TempDir
    Path folder;

    @Test
    void passesTestsTheirSubjectAndAddress() throws IOException {
        deliver("1.0").expect(0);
        String look = script("""
                env >"$1.env"
                for url in $SWARM_CANDIDATE_URLS; do
                    curl -sS --noproxy '*' -o /dev/null -D - --connect-to "$SWARM_CONNECT_TO" "$url/version"
                done >"$1.candidate"
                curl -sS --noproxy '*' -o /dev/null -D - --connect-to "$SWARM_CONNECT_TO" "$SWARM_SERVICE_URL" >"$1.service"
                """);
        Path before = folder.resolve("before");
        Path after = folder.resolve("after");
        deliver("2.0", "--pre-test", look + " " + before, "--post-test", look + " " + after)
                .expect(0);

        String node = cluster.replicas(app).get(0).getHost();
        for (Path told : List.of(before, after)) {
            Map<String, String> variables = variables(told);
            assertThat(variables)
                    .containsEntry("SWARM_CLUSTER", "production")
                    .containsEntry("SWARM_APP", "it-commands")
                    .containsEntry("SWARM_COLOR", "green")
                    .containsEntry("SWARM_RELEASE", "2.0")
                    .containsEntry("SWARM_IMAGE", cluster.spec(green()).image());
            assertThat(variables.get("SWARM_IMAGE")).matches(".*/go-demo:2\\.0@sha256:[0-9a-f]{64}");
            assertThat(variables)
                    .containsEntry("SWARM_CANDIDATE_URLS", "http://it-commands.lab:8081")
                    .containsEntry("SWARM_SERVICE_URL", "http://it-commands.lab:8080")
                    .containsEntry("SWARM_HOST", "it-commands.lab")
                    .containsEntry("HOST_IP", node)
                    .containsEntry("SWARM_CONNECT_TO", "it-commands.lab::" + node + ":");
        }
        assertThat(answers(before, ".candidate")).containsExactly("green 2.0");
        assertThat(answers(before, ".service")).containsExactly("blue 1.0");
        assertThat(answers(after, ".service")).containsExactly("green 2.0");
        assertLive("green 2.0", green());
    }

    @Test
    void passesWordsVerbatimWithoutShell() throws IOException {
        Path words = folder.resolve("words");
        String tell = script("printf '%s\\n' \"$@\" >" + words);
        deploy("1.0", "--pre-test", tell + " one 'two $HOME; touch " + folder + "/no' \"thr\\\"ee\"")
                .expect(0);
        assertThat(Files.readAllLines(words)).containsExactly("one", "two $HOME; touch " + folder + "/no", "thr\"ee");
        assertThat(folder.resolve("no")).doesNotExist();
    }

    @Test
    void refusesShellSyntaxWithoutShell() {
        for (String command : List.of("true && true", "echo $HOST_IP", "curl localhost | cat", "true; false")) {
            Cli.Outcome refused = deploy("1.0", "--pre-test", command).expect(2);
            assertThat(refused.text()).contains("--pre-test").contains("--shell");
        }
        assertThat(cluster.services(app)).isEmpty();
        assertThat(cluster.ledgers.read(app)).isEmpty();

        Path told = folder.resolve("told");
        deploy("1.0", "--shell", "--pre-test", "true && echo $SWARM_COLOR | tr a-z A-Z >" + told)
                .expect(0);
        assertThat(told).hasContent("BLUE");
    }

    @Test
    void killsEndlessTestsWithAllTheirChildren() {
        Path late = folder.resolve("late");
        Cli.Outcome outcome = deploy(
                        "1.0",
                        "--shell",
                        "--test-timeout",
                        "2s",
                        "--pre-test",
                        "(sleep 300; touch " + late + ") & wait")
                .expect(1);
        assertThat(outcome.json().path("delivery").path("failure").asText()).contains("were killed after 2");
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(child -> child.info().commandLine().orElse("").contains("sleep 300")))
                .isEmpty();
        assertThat(ProcessHandle.allProcesses()
                        .filter(any -> any.info().commandLine().orElse("").contains(late.toString())))
                .isEmpty();
        assertLive("nothing");
    }

    private String script(String text) throws IOException {
        Path script = Files.createTempFile(folder, "test", ".sh");
        Files.writeString(script, "#!/bin/sh\nset -eu\n" + text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    private static Map<String, String> variables(Path told) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(told + ".env"))) {
            String[] parts = line.split("=", 2);
            variables.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        return variables;
    }

    /** The releases that responded, one for each response. */
    private static List<String> answers(Path told, String kind) throws IOException {
        return Arrays.stream(Files.readString(Path.of(told + kind)).split("\r\n\r\n"))
                .filter(headers -> !headers.isBlank())
                .map(Proxies::released)
                .toList();
    }
}
