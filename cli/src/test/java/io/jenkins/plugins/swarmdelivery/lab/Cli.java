package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.swarmdelivery.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line as users call it: in this process, or in a separate one that can be killed. */
final class Cli {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The output of this thread's commands; a test runs on one thread. */
    private static final ThreadLocal<StringBuilder> SAID = ThreadLocal.withInitial(StringBuilder::new);

    private Cli() {}

    static String said() {
        return SAID.get().toString();
    }

    static void forgetSaid() {
        SAID.get().setLength(0);
    }

    static void remember(String said) {
        SAID.get().append(said).append('\n');
    }

    /** @param progress the content of standard error: progress, warnings, errors */
    record Outcome(int status, JsonNode json, String progress) {
        /** Everything that a user reads. */
        String text() {
            return progress + json.toPrettyString();
        }

        Outcome expect(int expected) {
            assertThat(status).as("exit status; progress was:%n%s", text()).isEqualTo(expected);
            return this;
        }

        /** The duration of a phase in seconds; 0 if it was not entered. */
        double took(String phase) {
            for (JsonNode left : json.path("delivery").path("phases")) {
                if (left.path("phase").asText().equals(phase)) {
                    return left.path("seconds").asDouble();
                }
            }
            return 0;
        }
    }

    static Outcome run(String... arguments) {
        return run(LAB.clustersFile(), arguments);
    }

    /** With a clusters file other than the lab's. */
    static Outcome run(Path clusters, String... arguments) {
        return run(clusters, Map.of(), arguments);
    }

    /** With an environment; by default it is empty. */
    static Outcome run(Path clusters, Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                common(clusters, arguments).toArray(String[]::new));
        Outcome outcome =
                new Outcome(status, json(out.toString(StandardCharsets.UTF_8)), err.toString(StandardCharsets.UTF_8));
        remember(outcome.text());
        return outcome;
    }

    /** The text on standard output, without JSON. */
    static String table(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> all =
                new ArrayList<>(List.of("--clusters", LAB.clustersFile().toString()));
        all.addAll(List.of(arguments));
        Main.run(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, Map.of(), all.toArray(String[]::new));
        return out.toString(StandardCharsets.UTF_8);
    }

    /**
     * Starts a separate process; its progress goes to the file, and its result to a second one with the suffix {@code
     * .json}.
     */
    static Process start(Path progress, Path clusters, Map<String, String> environment, String... arguments) {
        // As at a terminal: processes that a shell starts in the background, such as these tests, ignore SIGINT, and so
        // do their children.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                LAB.project().resolve("cli/target/swarm-delivery").toString()));
        command.addAll(common(clusters, arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(progress.toFile())
                    .redirectOutput(Path.of(progress + ".json").toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> common(Path clusters, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--clusters", clusters.toString(), "--output", "json"));
        all.addAll(List.of(arguments));
        return all;
    }

    private static JsonNode json(String text) {
        try {
            return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("standard output is not one JSON document:\n" + text, e);
        }
    }
}
