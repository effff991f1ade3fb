package io.jenkins.plugins.swarmdelivery.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.build.BuildOrder;
import io.jenkins.plugins.swarmdelivery.build.ImageBuilder;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Docker's programs, replaced by a script that prints what it received. */
class ToolsTest {
    private static final ImageReference IMAGE = ImageReference.parse("r.example/app:1.7");

    @TempDir
    Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Stop stop = new Stop();

    @BeforeEach
    void writeDockerfile() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");
    }

    private void docker(String script) throws IOException {
        Path docker = Files.writeString(folder.resolve("docker"), "#!/bin/sh\n" + script);
        assertThat(docker.toFile().setExecutable(true)).isTrue();
    }

    private Optional<BuildxBuilder> find() {
        Map<String, String> environment = Map.of(
                "PATH", folder + ":/usr/bin:/bin", "DOCKER_CONFIG", "/home/ann/.docker", "DOCKER_CONTEXT", "elsewhere");
        DockerClient client = new DockerClient(
                new Programs(environment),
                DockerEndpoint.parse("unix:///run/engine.sock", Optional.empty(), false),
                new Logins(List.of(new RegistryCredentials("r.example", "ann", () -> "pass word"))));
        return BuildxBuilder.find(client, stop, Clock.systemUTC());
    }

    private ImageBuilder.Built make() {
        BuildOrder order = new BuildOrder(
                folder,
                "Dockerfile",
                Optional.of("image"),
                Map.of("A", "b c; $(touch x)"),
                Map.of("l", "v"),
                Optional.empty(),
                List.of(),
                true,
                Map.of("token", folder.resolve("token")));
        return find().orElseThrow().make(order, IMAGE, true, log::add);
    }

    private static final String VERSION =
            "[ \"$2\" = version ] && { echo github.com/docker/buildx v0.17.1 abc; exit; }\n";

    @Test
    void passesArgumentsVerbatimAndSecretsInAPrivateFolder() throws IOException {
        docker(VERSION + """
                for word in "$@"; do echo "word $word"; done
                stat -c '%a' "$DOCKER_CONFIG/.." "$DOCKER_CONFIG/config.json"
                cat "$DOCKER_CONFIG/config.json"
                echo "host $DOCKER_HOST context ${DOCKER_CONTEXT:-none} private $DOCKER_CONFIG"
                while [ $# -gt 0 ]; do [ "$1" = --metadata-file ] && file=$2; shift; done
                echo '{"containerimage.digest": "sha256:d", "containerimage.config.digest": "sha256:c"}' >"$file"
                """);
        assertThat(find().orElseThrow().name()).isEqualTo("buildx v0.17.1");
        assertThat(make()).isEqualTo(new ImageBuilder.Built("sha256:c", Optional.of("sha256:d")));
        assertThat(log)
                .contains(
                        "word A=b c; $(touch x)",
                        "word --push",
                        "word --pull",
                        "word id=token,src=" + folder.resolve("token"),
                        "word " + folder,
                        "700",
                        "600");
        String all = String.join("\n", log);
        assertThat(all)
                .contains(
                        "host unix:///run/engine.sock context none",
                        "\"cliPluginsExtraDirs\":[\"/home/ann/.docker/cli-plugins\"]")
                .doesNotContain("pass word");
        String configuration = all.replaceAll("(?s).* private ", "").strip();
        assertThat(Path.of(configuration)).doesNotExist();
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void findsNoBuildxWithoutThePlugin() throws IOException {
        assertThat(find()).isEmpty();
        docker("echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1\n");
        assertThat(find()).isEmpty();
    }

    @Test
    void reportsWhyItFailed() throws IOException {
        docker(VERSION + "echo '#5 RUN false'\necho 'ERROR: failed to solve: exit code: 7'\nexit 1\n");
        assertThatThrownBy(this::make).isInstanceOf(BuildException.class).hasMessageContaining("exit code: 7");
        docker(VERSION
                + "echo 'ERROR: failed to push r.example/app:1.7: unauthorized: authentication required'\nexit 1\n");
        assertThatThrownBy(this::make)
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContaining("does not let user ann push");
        docker(VERSION + "exit 0\n");
        assertThatThrownBy(this::make).isInstanceOf(BuildException.class).hasMessageContaining("did not report");
    }

    /** BuildKit's messages, verbatim. The failing step decides whose fault it is, not the output. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[internal] load metadata for second.example/base:1 | unexpected status from HEAD request to https://second.example/v2/base/manifests/1: 401 Unauthorized | Rejected | registry second.example does not let anybody without credentials pull its base second.example/base:1",
                "[internal] load metadata for second.example/base:1 | 429 Too Many Requests | Unavailable | registry second.example limits the rate of requests",
                "[linux/amd64 1/2] FROM r.example/base:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | failed to fetch: 403 Forbidden | Rejected | does not let user ann pull its base r.example/base",
                "[internal] load metadata for second.example/base:1 | failed to authorize: failed to fetch oauth token: unexpected status: 405 Method Not Allowed | Rejected | registry second.example does not let",
                "[internal] load metadata for second.example/base:1 | failed to authorize: failed to fetch anonymous token: dial tcp 10.0.0.1:443: connect: connection refused | Unavailable | registry second.example cannot be asked for its base",
                "[auth] base:pull token for second.example | failed to authorize: 401 Unauthorized | Rejected | registry second.example does not let",
                "resolve image config for docker-image://docker.io/docker/dockerfile:1 | toomanyrequests | Unavailable | registry docker.io limits the rate of requests",
                "[2/2] RUN echo checking; test -f /opt/permission-denied-page.html | process \"/bin/sh -c test -f /permission-denied\" did not complete successfully: exit code: 1 | BuildException | failed: ",
                "[2/2] RUN echo failed to push | process \"/bin/sh -c echo failed to push unauthorized\" did not complete successfully: exit code: 1 | BuildException | exit code: 1",
                "pushing r.example/app:1.7 with docker | denied: no | Rejected | was not pushed: registry r.example does not let user ann push",
                "exporting to image | failed to push r.example/app:1.7: 401 Unauthorized | Rejected | was not pushed: registry r.example",
                "exporting to image | failed to push r.example/app:1.7: 429 Too Many Requests | Unavailable | was not pushed: registry r.example limits the rate of requests",
            })
    void reportsWhoseFaultAFailedBuildIs(String title, String said, String family, String told) throws IOException {
        Files.writeString(folder.resolve("said"), """
                #3 %1$s
                #3 0.113 ERROR: failed to push, denied, unauthorized
                #4 [other 1/1] RUN sleep 9
                #3 ERROR: %2$s
                #4 CANCELED
                ------
                 > %1$s:
                ------
                ERROR: failed to solve: %2$s
                """.formatted(title, said));
        docker(VERSION + "cat '" + folder.resolve("said") + "'\nexit 1\n");
        assertThatThrownBy(this::make)
                .hasMessageContaining(told)
                .hasMessageContaining(said)
                .hasMessageNotContaining("pass word")
                .extracting(e -> e.getClass().getSimpleName())
                .isEqualTo(family);
    }

    @Test
    void stopsWithAllItsChildren() throws IOException {
        docker(VERSION + "sleep 300 & echo started $!\nwait\n");
        new Thread(() -> {
                    while (log.stream().noneMatch(line -> line.startsWith("started"))) {
                        Thread.onSpinWait();
                    }
                    stop.now("SIGTERM");
                })
                .start();
        assertThatThrownBy(this::make).isInstanceOf(BuildException.class).hasMessage("stopped by SIGTERM");
        long child = Long.parseLong(log.get(0).substring("started ".length()));
        // The system may need a moment to reap it.
        ProcessHandle.of(child)
                .ifPresent(killed -> assertThat(killed.onExit()
                                .completeOnTimeout(null, 10, TimeUnit.SECONDS)
                                .join())
                        .as("end of the child")
                        .isNotNull());
    }

    @Test
    void killsItAtTheDeadline() throws IOException {
        docker("sleep 300\n");
        ToolRun.Outcome outcome = ToolRun.run(
                List.of(folder.resolve("docker").toString()),
                Map.of("PATH", "/usr/bin:/bin"),
                folder,
                Duration.ofMillis(300),
                stop,
                log::add);
        assertThat(outcome.exitCode()).isEmpty();
    }

    @Test
    void removesTheLoginFromASourceAddress() {
        assertThat(GitSource.withoutLogin("https://ann:token@git.example/app.git"))
                .isEqualTo("https://git.example/app.git");
        assertThat(GitSource.withoutLogin("git@git.example:app.git")).isEqualTo("git@git.example:app.git");
    }
}
