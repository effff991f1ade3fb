package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds and test runs that are killed midway: the next run, or gc, removes what they left. */
class LeftoversIT extends BuildLabTest {
    private static final String TESTS = LAB.property("busyboxImage");

    @AfterEach
    void collect() {
        Cli.run(gc());
    }

    private static String[] gc() {
        List<String> arguments = new ArrayList<>(List.of("gc"));
        arguments.addAll(site());
        return arguments.toArray(String[]::new);
    }

    private String[] hanging(String mode) {
        List<String> options = new ArrayList<>(List.of("--test-mode", mode));
        if (mode.equals("compose")) {
            Path file = write("compose.yml", """
                    version: "2.4"
                    services:
                      tests: {image: "${TESTS_IMAGE}", volumes: ["data:/data"], depends_on: [neighbor]}
                      neighbor: {image: "${TESTS_IMAGE}", command: "sleep 600"}
                    volumes: {data: {}}
                    """);
            options.addAll(List.of("--compose-file", file.toString(), "--service", "tests"));
        } else {
            options.addAll(List.of("--secret", "token=" + write("token", "secret-of-the-tests")));
        }
        options.addAll(List.of("--command", "sh -c 'echo tests are running; sleep 600'"));
        return testArguments(TESTS, options.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "job", "compose"})
    void gcRemovesAKilledRunButNotALiveOne(String mode) {
        try (CliProcess killed = CliProcess.start(folder, hanging(mode));
                CliProcess living = CliProcess.start(folder, hanging("container"))) {
            killed.awaitProgress("  tests are running");
            living.awaitProgress("  tests are running");
            killed.kill();
            assertThat(left()).hasSizeGreaterThan(1);
            Cli.Outcome collected = Cli.run(gc()).expect(0);
            assertThat(collected.json().path("removed")).isNotEmpty();
            assertThat(collected.json().toString())
                    .contains(mode.equals("job") ? "job swd-" : "container swd-")
                    .doesNotContain("secret-of-the-tests");
            assertThat(left())
                    .as("the living one's container")
                    .isNotEmpty()
                    .allMatch(each -> each.startsWith("container"));
            assertThat(Cli.run(gc()).expect(0).json().path("removed")).isEmpty();
            living.signal("TERM");
            living.expect(1);
            assertThat(living.said()).contains("stopped by SIGTERM");
        }
        assertNothingLeft();
    }

    @Test
    void nextRunRemovesWhatAKilledOneLeft() {
        try (CliProcess killed = CliProcess.start(folder, hanging("container"))) {
            killed.awaitProgress("  tests are running");
            killed.kill();
        }
        assertThat(left()).isNotEmpty();
        assertThat(test(Map.of(), TESTS, "--command", "true").expect(0).progress())
                .contains("removed a leftover of a killed run: container swd-");
        assertNothingLeft();
    }

    @Test
    void signalEndsARunWithAllItsChildren() {
        try (CliProcess process = CliProcess.start(folder, hanging("compose"))) {
            process.awaitProgress("  tests are running");
            process.signal("INT");
            process.expect(1);
            assertThat(process.said()).contains("stopped by SIGINT");
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({"KILL, classic", "TERM, buildx", "KILL, buildx"})
    void stoppedBuildLeavesNothing(String signal, String builder) {
        write("ctx/Dockerfile", "ARG BASE\nFROM ${BASE}\nRUN while true; do echo step is running; sleep 1; done\n");
        Map<String, String> tools = builder.equals("buildx") ? newer() : Map.of();
        String[] arguments = buildArguments(LAB.image(version), folder.resolve("ctx"), "--builder", builder);
        try (CliProcess process = CliProcess.start(folder, tools, arguments)) {
            process.awaitProgress("step is running");
            process.signal(signal);
            assertThat(process.awaitEnd()).isNotZero();
        }
        Await.until(
                "nothing works on the build any more",
                () -> containers().isEmpty()
                        && ProcessHandle.allProcesses()
                                .noneMatch(each ->
                                        each.info().commandLine().orElse("").contains(LAB.image(version))));
        Cli.run(gc()).expect(0);
        assertThat(served(version)).isEmpty();
        assertNothingLeft();
    }

    /** A registry makes a version visible by its manifest, which is pushed last. */
    @Test
    void cutPushLeavesNoVersionAndARetryWorks() throws IOException {
        byte[] random = new byte[150 << 20];
        new Random(System.nanoTime()).nextBytes(random);
        write("ctx/Dockerfile", "ARG BASE\nFROM ${BASE}\nCOPY random /\n");
        Files.write(folder.resolve("ctx/random"), random);
        String[] arguments = buildArguments(LAB.image(version), folder.resolve("ctx"), "--builder", "classic");
        try (CliProcess process = CliProcess.start(folder, arguments)) {
            process.awaitProgress(": Pushing");
            process.kill();
        }
        assertThat(served(version)).isEmpty();
        Cli.Outcome again = Cli.run(arguments).expect(0);
        assertThat(again.json().at("/image/digest").asText()).isEqualTo(served(version));
        assertNothingLeft();
    }
}
