package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a folder to a digest in the registry, with both builders; and what fails to become an image. */
class BuildIT extends BuildLabTest {
    @ParameterizedTest
    @CsvSource({"older, classic builder of Engine", "newer, buildx"})
    void buildsWhatTheRegistryServesAndTheSwarmRuns(String which, String builder) {
        Cli.Outcome built = build(
                        tools(which),
                        "--tests-file",
                        "Dockerfile.test",
                        "--revision",
                        "abc123",
                        "--source",
                        "https://someone:token-of-someone@git.example/go-demo",
                        "--reports",
                        "/reports/*.xml",
                        "--reports-dir",
                        folder.resolve("reports").toString())
                .expect(0);
        JsonNode image = built.json().path("image");
        assertThat(image.path("repository").asText()).isEqualTo(LAB.property("goDemoImage"));
        assertThat(image.path("version").asText()).isEqualTo(version);
        assertThat(image.path("digest").asText()).isEqualTo(served(version));
        assertThat(image.path("size").asLong()).isBetween(1_000_000L, 20_000_000L);
        assertThat(image.path("base").asText()).startsWith(LAB.property("busyboxImage") + "@sha256:");
        assertThat(image.path("revision").asText()).isEqualTo("abc123");
        assertThat(image.path("source").asText()).isEqualTo("https://git.example/go-demo");
        assertThat(image.path("builder").asText()).startsWith(builder);
        assertThat(image.path("seconds").asDouble()).isPositive();
        assertThat(built.json().at("/testsImage/digest").asText()).isEqualTo(served(version + "-tests"));
        assertThat(built.json().at("/tests/exitCode").asInt(-1)).isZero();
        List<String> tests = testsOfGoDemo();
        assertThat(tests).isNotEmpty();
        assertThat(folder.resolve("reports/unit.xml"))
                .content()
                .contains("tests=\"" + tests.size() + "\"", "failures=\"0\"")
                .contains(tests);
        assertThat(built.progress()).contains("--- PASS: TestHelloTellsTheVersion");
        assertThat(built.text()).doesNotContain(LAB.password(), "token-of-someone");

        JsonNode labels = Specs.read(
                cluster.docker("image", "inspect", "--format", "{{json .Config.Labels}}", LAB.image(version)));
        assertThat(labels.path("org.opencontainers.image.version").asText()).isEqualTo(version);
        assertThat(labels.path("org.opencontainers.image.revision").asText()).isEqualTo("abc123");
        assertThat(labels.path("org.opencontainers.image.created").asText()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(labels.path("org.opencontainers.image.source").asText()).isEqualTo("https://git.example/go-demo");
        assertNothingLeft();

        deliver(version).expect(0);
        assertThat(cluster.spec(blue()).image())
                .isEqualTo(LAB.image(version) + "@" + image.path("digest").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"older", "newer"})
    void keepsAnExistingVersionUnlessOverwriteIsSet(String which) {
        String digest = build(tools(which)).expect(0).json().at("/image/digest").asText();
        Cli.Outcome again = build(tools(which)).expect(0);
        assertThat(again.json().at("/image/digest").asText()).isEqualTo(digest);
        assertThat(again.json().at("/image/pushed").asBoolean(true)).isFalse();

        assertThat(build(tools(which), "--label", "other=1").expect(2).text())
                .contains(LAB.image(version) + " already exists in the registry", digest, "overwrite this one");
        assertThat(served(version)).isEqualTo(digest);

        Cli.Outcome replaced =
                build(tools(which), "--label", "other=1", "--overwrite").expect(0);
        assertThat(replaced.json().at("/image/digest").asText())
                .isNotEqualTo(digest)
                .isEqualTo(served(version));
    }

    @Test
    void refusesLatest() {
        for (String image : new String[] {LAB.property("goDemoImage"), LAB.image("latest")}) {
            assertThat(Cli.run(buildArguments(image, goDemo())).expect(2).text())
                    .contains("name a fixed version", "allow latest");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"older", "newer"})
    void sharesLayersOfTestsImageAndImage(String which) {
        write("ctx/Dockerfile", """
                ARG BASE
                FROM ${BASE} AS program
                RUN echo made once >/program

                FROM program AS tests
                RUN echo "cat /program" >/run-tests
                CMD ["sh", "/run-tests"]

                FROM program AS image
                CMD ["cat", "/program"]
                """);
        Cli.Outcome built = Cli.run(
                        LAB.clustersFile(),
                        tools(which),
                        buildArguments(
                                LAB.image(version),
                                folder.resolve("ctx"),
                                "--target",
                                "image",
                                "--tests-target",
                                "tests"))
                .expect(0);
        String second = built.progress().substring(built.progress().indexOf("build the image"));
        assertThat(second).containsAnyOf("Using cache", "CACHED");
        assertThat(built.progress()).contains("  made once");
        String layers = "{{range .RootFS.Layers}}{{.}} {{end}}";
        String image = cluster.docker("image", "inspect", "--format", layers, LAB.image(version));
        String tests = cluster.docker("image", "inspect", "--format", layers, LAB.image(version + "-tests"));
        assertThat(tests).startsWith(image);
    }

    @Test
    void reportsTheFailedStepAndLeavesNothing() {
        write("ctx/Dockerfile", "ARG BASE\nFROM ${BASE}\nRUN echo about to fail && exit 7\n");
        Path context = folder.resolve("ctx");
        for (String which : new String[] {"older", "newer"}) {
            Cli.Outcome failed = Cli.run(LAB.clustersFile(), tools(which), buildArguments(LAB.image(version), context))
                    .expect(1);
            assertThat(failed.json().at("/error/kind").asText()).isEqualTo("build");
            assertThat(failed.json().at("/error/message").asText())
                    .contains("the build of " + LAB.image(version) + " failed", "7");
            assertThat(failed.progress()).contains("about to fail");
        }
        assertThat(served(version)).isEmpty();
        assertNothingLeft();
        assertThat(containers()).isEmpty();
    }

    @Test
    void buildsBuildKitFeaturesOnlyWithBuildx() {
        write("ctx/Dockerfile", """
                ARG BASE
                FROM ${BASE}
                RUN --mount=type=secret,id=token echo VERSION; cat /run/secrets/token && wc -c </run/secrets/token >/length
                """.replace("VERSION", version));
        Path secret = write("token", "build-secret-4711\n");
        String[] arguments =
                buildArguments(LAB.image(version), folder.resolve("ctx"), "--build-secret", "token=" + secret);
        assertThat(Cli.run(LAB.clustersFile(), older(), arguments).expect(2).text())
                .contains("needs BuildKit", "install docker and its plugin docker-buildx");
        Cli.Outcome built = Cli.run(LAB.clustersFile(), newer(), arguments).expect(0);
        assertThat(built.text()).contains("****").doesNotContain("build-secret-4711");
        String seen = cluster.docker("image", "history", "--no-trunc", LAB.image(version))
                + cluster.docker("image", "inspect", LAB.image(version));
        assertThat(seen).doesNotContain("build-secret-4711");
        assertThat(cluster.docker("run", "--rm", LAB.image(version), "cat", "/length")
                        .strip())
                .isEqualTo("18");
    }

    @Test
    void sendsTheSameContextAsDocker() throws IOException {
        String longName = "n".repeat(120) + "/" + "é".repeat(70) + ".txt";
        write("ctx/" + longName, "long");
        write("ctx/script.sh", "#!/bin/sh\necho ran\n");
        assertThat(folder.resolve("ctx/script.sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(folder.resolve("ctx/link"), Path.of("script.sh"));
        write("ctx/secret.key", "key");
        write("ctx/sub/deep/skip.log", "log");
        write("ctx/sub/deep/keep.log", "log");
        write("ctx/.dockerignore", "*.key\n**/*.log\n!sub/deep/keep.log\nDockerfile\n");
        write(
                "ctx/Dockerfile",
                "ARG BASE\nFROM ${BASE}\nCOPY . /ctx/\nRUN cd /ctx && ./link && find . | sort >/list\n");
        Cli.run(LAB.clustersFile(), older(), buildArguments(LAB.image(version), folder.resolve("ctx")))
                .expect(0);
        String ours = cluster.docker("run", "--rm", LAB.image(version), "cat", "/list");
        cluster.docker(
                "build",
                "--quiet",
                "--build-arg",
                "BASE=" + LAB.property("busyboxImage"),
                "--tag",
                "by-hand:" + version,
                folder.resolve("ctx").toString());
        String theirs = cluster.docker("run", "--rm", "by-hand:" + version, "cat", "/list");
        assertThat(ours)
                .isEqualTo(theirs)
                .contains(longName, "keep.log", "./link")
                .doesNotContain("skip.log", ".key");
    }

    /** Ignore rules with exceptions, the Dockerfile's own rules, and text that only looks like a heredoc. */
    @ParameterizedTest
    @ValueSource(strings = {"older", "newer"})
    void bothBuildersProduceTheSameFiles(String which) {
        write("ctx/cmd/main.go", "package main\n");
        write("ctx/cmd/main_test.go", "package main\n");
        write("ctx/web/page.html", "page\n");
        write("ctx/private.env", "TOKEN=not-a-real-one\n");
        write("ctx/.dockerignore", "cmd\n");
        write("ctx/Dockerfile.dockerignore", "**\n!**/*.go\n**/*_test.go\n");
        write("ctx/Dockerfile", """
                ARG BASE
                FROM ${BASE}
                COPY . /ctx/
                RUN echo "usage: app <<EOF" >/usage && cd /ctx && find . | sort >/list
                """);
        Cli.run(LAB.clustersFile(), tools(which), buildArguments(LAB.image(version), folder.resolve("ctx")))
                .expect(0);
        assertThat(cluster.docker("run", "--rm", LAB.image(version), "cat", "/list", "/usage")
                        .lines())
                .containsExactly(".", "./cmd", "./cmd/main.go", "usage: app <<EOF");
    }

    @Test
    void blamesNoRegistryForAFailedStep() {
        write("ctx/Dockerfile", "ARG BASE\nFROM ${BASE}\nRUN echo unauthorized; test -f /permission-denied\n");
        for (String which : new String[] {"older", "newer"}) {
            assertThat(Cli.run(
                                    LAB.clustersFile(),
                                    tools(which),
                                    buildArguments(LAB.image(version), folder.resolve("ctx")))
                            .expect(1)
                            .text())
                    .contains("the build of " + LAB.image(version) + " failed: ")
                    .doesNotContain("was not pushed", "does not let");
        }
    }

    @Test
    void reportsDeniedAccessBeforeTheBuild() {
        Path wrong = write("password", "not-the-password\n");
        Path clusters = write(
                "clusters.yml", read(LAB.clustersFile()).replaceAll("passwordFile: .*", "passwordFile: " + wrong));
        Cli.Outcome denied = Cli.run(clusters, older(), buildArguments(LAB.image(version), goDemo()))
                .expect(2);
        assertThat(denied.text())
                .contains("does not let user deployer", LAB.image(version), "check the registry credentials")
                .doesNotContain("not-the-password", LAB.password(), "Step 1");

        String nowhere = LAB.registry().replaceFirst(":.*", ":1") + "/go-demo:1.0";
        assertThat(Cli.run(LAB.clustersFile(), older(), buildArguments(nowhere, goDemo()))
                        .expect(5)
                        .text())
                .contains("cannot be asked for", "refused");

        Path anonymous =
                write("anonymous.yml", read(LAB.clustersFile()).replaceAll("(?m)^  registries:\\n(    .*\\n)+", ""));
        assertThat(Cli.run(anonymous, Map.of(), buildArguments(LAB.image(version), goDemo()))
                        .expect(2)
                        .text())
                .contains("does not let anybody without credentials");
        assertThat(served(version)).isEmpty();
    }
}
