package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests in a container, as a job, and as a service of a Compose file: the same result, and nothing left behind. */
@Order(1) // They wait for one another, so they must start early.
class TestRunsIT extends BuildLabTest {
    /** The image with go-demo's tests, in which most of these tests run; and its version. */
    private static final String TESTED = "it-runs-" + Long.toHexString(System.nanoTime());

    private static final String TESTS = LAB.image(TESTED + "-tests");

    @BeforeAll
    static void buildTestsImage() {
        List<String> arguments = new ArrayList<>(List.of("build", LAB.image(TESTED), goDemo().toString()));
        arguments.addAll(site());
        arguments.addAll(List.of("--build-arg", "BASE=" + LAB.property("busyboxImage")));
        arguments.addAll(List.of("--build-arg", "VERSION=" + TESTED, "--tests-file", "Dockerfile.test"));
        Cli.run(LAB.clustersFile(), older(), arguments.toArray(String[]::new)).expect(0);
    }

    private static String[] mode(String mode, String... options) {
        List<String> all = new ArrayList<>(List.of("--test-mode", mode));
        if (mode.equals("compose")) {
            all.addAll(List.of("--compose-file", composeFile().toString(), "--service", "unit"));
        }
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"container, older", "job, older", "compose, older", "compose, newer"})
    void failedTestsLeaveReportsAndNoImage(String mode, String which) {
        Path reports = folder.resolve("reports");
        Cli.Outcome failed = build(
                        tools(which),
                        mode(
                                mode,
                                "--tests-file",
                                "Dockerfile.test",
                                "--reports",
                                "/reports/**.xml",
                                "--reports-dir",
                                reports.toString(),
                                "--command",
                                "sh -c 'echo seen by the tests; mkdir -p /reports/sub; echo made >/reports/sub/a.xml; exit 3'"))
                .expect(1);
        assertThat(failed.progress()).contains("  seen by the tests");
        assertThat(failed.json().path("image").isNull()).isTrue();
        assertThat(failed.json().at("/tests/exitCode").asInt()).isEqualTo(3);
        assertThat(failed.json().at("/tests/failure").asText()).isEqualTo("ended with 3");
        assertThat(failed.json().at("/tests/reports/0").asText())
                .isEqualTo(reports.resolve("sub/a.xml").toString());
        assertThat(reports.resolve("sub/a.xml")).hasContent("made");
        assertThat(served(version)).isEmpty();
        assertThat(served(version + "-tests")).isNotEmpty();
        assertNothingLeft();
    }

    /** Long enough to start on a busy machine: Compose needs some seconds for that. */
    @ParameterizedTest
    @CsvSource({"container, 5", "job, 10", "compose, 15"})
    void endsAHangingRunAtItsDeadline(String mode, int seconds) {
        Cli.Outcome hanging = test(
                        older(),
                        TESTS,
                        mode(mode, "--command", "sh -c 'echo began; sleep 600'", "--test-timeout", seconds + "s"))
                .expect(1);
        assertThat(hanging.progress()).contains("  began");
        assertThat(hanging.json().at("/tests/failure").asText()).startsWith("were stopped after " + seconds);
        assertThat(hanging.json().at("/tests/seconds").asDouble()).isBetween(seconds - 0.5, 300.0);
        assertThat(hanging.json().at("/tests/exitCode").isNull()).isTrue();
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"container", "job"})
    void passesASecretOnlyToTheTests(String mode) {
        Path secret = write("token", "test-secret-4711\n");
        Cli.Outcome seen = test(
                        older(),
                        TESTS,
                        mode(
                                mode,
                                "--secret",
                                "token=" + secret,
                                "--command",
                                "sh -c 'wc -c </run/secrets/token; cat /run/secrets/token; env'"))
                .expect(0);
        assertThat(seen.progress()).contains("  17", "  ****").doesNotContain("test-secret-4711");
        assertThat(seen.json().toString()).doesNotContain("test-secret-4711");
        assertNothingLeft();
    }

    @Test
    void jobReachesTheCandidateByItsServiceName() {
        deliver("1.0").expect(0);
        deploy("2.0").expect(0);
        String reached = "/tests/http.sh http://" + green() + ":8080";
        Cli.Outcome job = test(
                        older(),
                        TESTS,
                        mode(
                                "job",
                                "--app",
                                app.name(),
                                "--env",
                                "VERSION=2.0",
                                // The Swarm itself substitutes the node of the task.
                                "--env",
                                "NODE={{.Node.Hostname}}",
                                "--command",
                                "sh -c 'echo here is $NODE; " + reached + "'"))
                .expect(0);
        assertThat(job.progress()).contains("http://" + green() + ":8080 serves 2.0");
        String labelled = cluster.docker(
                "node", "ls", "--filter", "node.label=env=prod-like", "--format", "  here is {{.Hostname}}");
        assertThat(labelled.lines()).hasSize(2).anyMatch(job.progress()::contains);
        assertThat(test(older(), TESTS, mode("job", "--app", app.name(), "--env", "VERSION=2.1", "--command", reached))
                        .expect(1)
                        .progress())
                .contains("serves 2.0, not 2.1");
        assertThat(test(older(), TESTS, mode("job", "--app", "it-nobody"))
                        .expect(2)
                        .text())
                .contains("there is no service of it");
    }

    @Test
    void unschedulableJobReportsWhatItWaitsFor() {
        Cli.Outcome waiting = test(
                        older(), TESTS, mode("job", "--constraint", "node.labels.env==moon", "--test-timeout", "4s"))
                .expect(1);
        assertThat(waiting.progress()).contains("the job waits: no suitable node");
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"older", "newer"})
    void runsUnitAndIntegrationTestsOfAComposeFile(String which) {
        Map<String, String> tools = tools(which);
        String file = composeFile().toString();
        String[] compose = {"--test-mode", "compose", "--compose-file", file, "--service"};
        assertThat(test(tools, TESTS, with(compose, "unit")).expect(0).progress())
                .contains("--- PASS");
        Cli.Outcome staging = test(
                        tools,
                        TESTS,
                        with(compose, "staging", "--reports", "/reports", "--reports-dir", folder.toString()))
                .expect(0);
        assertThat(staging.progress()).contains("http://staging-dep:8080 serves " + TESTED);
        assertThat(folder.resolve("http.xml")).content().contains("failures=\"0\"");
        assertNothingLeft();
    }

    @Test
    void testsARunningApplicationWithCompose() {
        Application goDemo = new Application("go-demo");
        cluster.forget(goDemo);
        Cli.run("deliver", "staging", "go-demo", "--image", LAB.image("2.0"), "--spec", LabTest.ONE_TASK)
                .expect(0);
        String[] production = {
            "--test-mode",
            "compose",
            "--compose-file",
            composeFile().toString(),
            "--service",
            "production",
            "--app",
            "go-demo",
            "--env",
            "VERSION=2.0"
        };
        assertThat(test(older(), TESTS, production).expect(0).progress()).contains(":8080 serves 2.0");
        assertThat(test(newer(), TESTS, production).expect(0).progress()).contains(":8080 serves 2.0");
        cluster.forget(goDemo);
        assertNothingLeft();
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void reportsWhatCannotRun() throws IOException {
        assertThat(test(Map.of("PATH", "/nowhere"), TESTS, mode("compose"))
                        .expect(2)
                        .text())
                .contains("neither docker compose nor docker-compose is available", "install one of them");
        // Compose v1 starts containers with the Docker client: here, it creates one but cannot start it.
        Path composeOnly = folder.resolve("bin");
        Files.createDirectories(composeOnly);
        Files.createSymbolicLink(composeOnly.resolve("docker-compose"), Path.of("/usr/bin/docker-compose"));
        Cli.Outcome lost = test(Map.of("PATH", composeOnly.toString()), TESTS, mode("compose"))
                .expect(1);
        assertThat(lost.json().at("/tests/failure").asText()).startsWith("did not finish");
        assertThat(test(older(), LAB.image("no-such-version"), mode("container"))
                        .expect(2)
                        .text())
                .contains("cannot pull " + LAB.image("no-such-version"));
        assertThat(test(older(), TESTS, mode("compose", "--secret", "token=" + write("token", "x")))
                        .expect(2)
                        .text())
                .contains("write them there, under secrets");
        assertNothingLeft();
    }
}
