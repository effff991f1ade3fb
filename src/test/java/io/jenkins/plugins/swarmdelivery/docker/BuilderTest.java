package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.build.BuildOrder;
import io.jenkins.plugins.swarmdelivery.build.ImageBuilder;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classic builder against an engine with the worst responses of real ones. */
class BuilderTest {
    private static final String DIGEST = "sha256:" + "1".repeat(64);
    private static final String PUSH = "POST /images/r.example:5000/app/push";
    private static final ImageReference IMAGE = ImageReference.parse("r.example:5000/app:1.7");

    @TempDir
    Path context;

    private final StubEngine engine = new StubEngine();
    private final Stop stop = new Stop();
    private final EngineSession session = new EngineSession(engine.endpoint(), StubEngine.SHORT, stop);
    private final RegistryCredentials login = new RegistryCredentials("r.example:5000", "ann", () -> "pass word");
    private final ImageBuilder builder = new ClassicBuilder(session, new Logins(List.of(login)));
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\n");
        engine.on("POST /build", StubEngine.json(200, """
                {"stream":"Step 1/1 : FROM scratch"}
                {"stream":"\\n"}
                {"stream":" ---\\u003e two\\nlines\\n"}
                {"aux":{"ID":"sha256:id"}}
                """));
        engine.on(PUSH, StubEngine.json(200, """
                {"status":"Pushing","progressDetail":{"current":1},"id":"l1"}
                {"status":"Pushing","progressDetail":{"current":2},"id":"l1"}
                {"status":"Pushed","id":"l1"}
                {"aux":{"Tag":"1.7","Digest":"%s","Size":739}}
                """.formatted(DIGEST)));
    }

    @AfterEach
    void close() throws IOException {
        session.close();
        engine.close();
    }

    private BuildOrder order(Map<String, Path> secrets) {
        return new BuildOrder(
                context,
                "Dockerfile",
                Optional.of("image"),
                Map.of("VERSION", "1 & 7"),
                Map.of("label", "value"),
                Optional.of("linux/arm64"),
                List.of("r.example/cache:1"),
                true,
                secrets);
    }

    private ImageBuilder.Built make(boolean push) {
        return builder.make(order(Map.of()), IMAGE, push, log::add);
    }

    @Test
    void sendsTheWholeOrderAndShowsTheOutput() {
        assertThat(make(true)).isEqualTo(new ImageBuilder.Built("sha256:id", Optional.of(DIGEST)));
        StubEngine.Received received = engine.received("POST /build").get(0);
        assertThat(received.query())
                .contains(
                        "t=r.example:5000/app:1.7",
                        "dockerfile=Dockerfile",
                        "buildargs={\"VERSION\":\"1 & 7\"}",
                        "labels={\"label\":\"value\"}",
                        "cachefrom=[\"r.example/cache:1\"]",
                        "target=image",
                        "platform=linux/arm64",
                        "pull=true",
                        "forcerm=true");
        assertThat(received.headers().getFirst("Content-Type")).isEqualTo("application/x-tar");
        assertThat(received.body()).contains("FROM scratch");
        assertThat(decoded(received, "X-Registry-Config")).contains("r.example:5000", "ann", "pass word");
        assertThat(decoded(engine.received(PUSH).get(0), "X-Registry-Auth")).contains("ann", "pass word");
        assertThat(log).containsExactly("Step 1/1 : FROM scratch", " ---> two", "lines", "l1: Pushing", "l1: Pushed");
        assertThat(builder.name()).isEqualTo("classic builder of Engine 20.10.24");
    }

    private static String decoded(StubEngine.Received received, String header) {
        byte[] decoded = Base64.getUrlDecoder().decode(received.headers().getFirst(header));
        return new String(decoded, StandardCharsets.UTF_8);
    }

    @Test
    void contactsNoRegistryWithoutPush() {
        assertThat(make(false).digest()).isEmpty();
        assertThat(engine.received(PUSH)).isEmpty();
    }

    @Test
    void reportsAFailedStepInTheEnginesWords() {
        engine.on("POST /build", StubEngine.json(200, """
                {"stream":"Step 2/2 : RUN false\\n"}
                {"errorDetail":{"code":1,"message":"The command '/bin/sh -c false' returned a non-zero code: 1"}}
                """));
        assertThatThrownBy(() -> make(true))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("returned a non-zero code: 1");
        engine.on("POST /build", StubEngine.error(400, "dockerfile parse error line 1"));
        assertThatThrownBy(() -> make(true))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContaining("parse error");
        engine.on("POST /build", StubEngine.json(200, ""));
        assertThatThrownBy(() -> make(true))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("without an image");
        assertThat(engine.received(PUSH)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unauthorized: authentication required | does not let user ann push",
                "denied: requested access to the resource is denied | does not let user ann push",
                "received unexpected HTTP status: 401 Unauthorized, token has expired | whether it has expired",
                "no space left on device | has no space left",
                "received unexpected HTTP status: 507 Insufficient Storage | has no space left",
                "received unexpected HTTP status: 500 Internal Server Error | check its log and its free disk space",
                "x509: certificate signed by unknown authority | is not trusted by the engine",
                "Put \"https://r.example:5000/v2/\": dial tcp: connect: connection refused | did not accept it",
                "EOF | did not accept it",
                "toomanyrequests: retry-after: 60 | it asks to wait for 60 s",
                "layer sha256:1f401f403f429f507 | did not accept it"
            })
    void reportsWhyAPushFailedWithARemedy(String said, String told) {
        engine.on(PUSH, StubEngine.json(200, EngineJson.text(Map.of("errorDetail", Map.of("message", said)))));
        assertThatThrownBy(() -> make(true))
                .isInstanceOf(SwarmException.class)
                .hasMessageContaining("was not pushed")
                .hasMessageContaining(told)
                .hasMessageContaining(said)
                .hasMessageNotContaining("pass word");
    }

    @Test
    void reportsARateLimitSentAsAStatus() {
        engine.on(PUSH, StubEngine.error(429, "toomanyrequests: slow down"));
        assertThatThrownBy(() -> make(true))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("registry r.example:5000 limits the rate of requests");
    }

    /** The output or the name of a step blames no registry. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FROM ${SPARE}/base:1 | unauthorized | Rejected | second.example does not let anybody without credentials",
                "FROM ${SPARE}/base:1 | toomanyrequests: slow down | Unavailable | second.example limits the rate of requests",
                "FROM ${SPARE}/base:1 | manifest unknown | BuildException | second.example has no image second.example/base:1",
                "FROM ${SPARE}/base:1 | dial tcp: no such host | Unavailable | second.example cannot be asked for its base",
                "FROM ${SPARE}/base:1 | x509: unknown authority | Rejected | does not trust registry second.example",
                "FROM ${SPARE}/base:1 | no space left on device | BuildException | no space left on device",
                "FROM r.example:5000/own:1 | denied: no | Rejected | r.example:5000 does not let user ann pull its base",
                "RUN denied | The command '/bin/sh -c denied' returned a non-zero code: 1 | BuildException | non-zero code",
                "COPY --from=r.example:5000/x:1 a b | unauthorized | Rejected | does not let user ann pull its base r.example:5000/x:1",
                "COPY --from=build a b | unauthorized | BuildException | the build of r.example:5000/app:1.7 failed: unauth",
            })
    void tellsWhoseFaultAFailedStepIs(String step, String said, String family, String told) throws IOException {
        Files.writeString(
                context.resolve("Dockerfile"),
                "ARG SPARE=second.example\nFROM scratch AS build\n" + (step.startsWith("FROM") ? "" : "FROM scratch\n")
                        + step + "\n");
        engine.on(
                "POST /build",
                StubEngine.json(
                        200,
                        Stream.of("Step 1/9 : ARG SPARE", "Step 2/9 : FROM scratch AS build", "Step 3/9 : " + step)
                                        .map(line -> EngineJson.text(Map.of("stream", line + "\n")) + "\n")
                                        .collect(Collectors.joining())
                                + EngineJson.text(Map.of("errorDetail", Map.of("message", said)))));
        assertThatThrownBy(() -> make(true))
                .hasMessageContaining("the build of " + IMAGE + " failed: ")
                .hasMessageContaining(told)
                .hasMessageNotContaining("pushed")
                .extracting(e -> e.getClass().getSimpleName())
                .isEqualTo(family);
    }

    @Test
    void sendsEachRegistryItsOwnLogin() {
        Logins both = new Logins(List.of(login, new RegistryCredentials("second.example", "bob", () -> "other")));
        new ClassicBuilder(session, both).make(order(Map.of()), IMAGE, true, log::add);
        assertThat(decoded(engine.received("POST /build").get(0), "X-Registry-Config"))
                .contains("\"r.example:5000\":{", "ann", "\"second.example\":{", "bob");
        assertThat(decoded(engine.received(PUSH).get(0), "X-Registry-Auth"))
                .contains("ann")
                .doesNotContain("bob");
        assertThatThrownBy(() -> new Logins(List.of(login, login)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("there are two logins for it");
    }

    @Test
    void takesNoImageFromATruncatedResponse() {
        engine.on("POST /build", StubEngine.cut("{\"stream\":\"Step 1/2\\n\"}\n"));
        assertThatThrownBy(() -> make(true)).isInstanceOf(SwarmException.Unavailable.class);
        engine.on(PUSH, StubEngine.json(200, "{\"status\":\"Pushing\",\"id\":\"l1\"}"));
    }

    @Test
    void stopsASilentBuild() {
        engine.on("POST /build", StubEngine.slow(Duration.ofSeconds(20), StubEngine.json(200, "")));
        new Thread(() -> {
                    while (engine.received("POST /build").isEmpty()) {
                        StubEngine.sleep(Duration.ofMillis(20));
                    }
                    stop.now("SIGTERM");
                })
                .start();
        long start = System.nanoTime();
        assertThatThrownBy(() -> make(true)).isInstanceOf(BuildException.class).hasMessage("stopped by SIGTERM");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void refusesBuildKitFeaturesAndSaysWhatToInstall() throws IOException {
        assertThatThrownBy(() ->
                        builder.make(order(Map.of("token", context.resolve("Dockerfile"))), IMAGE, true, log::add))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a secret for the build")
                .hasMessageContaining("docker-buildx");
        Files.writeString(context.resolve("Dockerfile"), "FROM a\nRUN --mount=type=cache,target=/c true\n");
        assertThatThrownBy(() -> make(true))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("RUN … --mount");
        assertThat(engine.received("POST /build")).isEmpty();
    }

    @Test
    void readsALiveLogByFrameAndLine() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frame(frames, 1, "one\ntw");
        frame(frames, 2, "err\n");
        frame(frames, 1, "o\nthree");
        new LiveLog(log::add).read(new ByteArrayInputStream(frames.toByteArray()));
        assertThat(log).containsExactly("one", "err", "two", "three");
        log.clear();
        new LiveLog(log::add).read(new ByteArrayInputStream("a terminal's\ntext".getBytes(StandardCharsets.UTF_8)));
        assertThat(log).containsExactly("a terminal's", "text");
    }

    private static void frame(ByteArrayOutputStream out, int stream, String text) {
        out.writeBytes(new byte[] {(byte) stream, 0, 0, 0, 0, 0, 0, (byte) text.length()});
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
