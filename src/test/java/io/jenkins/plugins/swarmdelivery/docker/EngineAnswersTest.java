package io.jenkins.plugins.swarmdelivery.docker;

import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.json;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.slow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.fuzz.Trickle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that are late or endless, or come from another program or version. */
class EngineAnswersTest extends TwoManagers {
    /** A fast answer of a busy machine must not count as late. */
    private static final Timeouts IMPATIENT = new Timeouts(Duration.ofSeconds(1), Duration.ofMillis(500));

    private EngineClient impatient() {
        return new EngineClient(List.of(one.endpoint(), two.endpoint()), IMPATIENT);
    }

    @Test
    void doesNotWaitForASlowManager() throws IOException {
        one.on("GET /services", slow(Duration.ofSeconds(60), json(200, "[]")));
        two.on("GET /services", json(200, "[]"));
        Instant begin = Instant.now();

        try (EngineClient managers = impatient()) {
            managers.ask(READ);
        }

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(50));
    }

    @Test
    void givesUpOnATricklingResponse() throws IOException {
        StubEngine.Answer trickle = exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write('[');
                exchange.getResponseBody().flush();
                StubEngine.sleep(Duration.ofMillis(100));
            }
        };
        one.on("GET /services", trickle);
        two.on("GET /services", json(200, "[]"));
        Instant begin = Instant.now();

        try (EngineClient managers = impatient()) {
            managers.ask(READ);
        }

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(90));
    }

    @Test
    void givesUpOnATricklingHeader() throws IOException {
        two.on("GET /services", json(200, "[]"));
        try (Trickle trickle = new Trickle(Trickle.HTTP_HEAD);
                EngineClient managers = new EngineClient(
                        List.of(
                                DockerEndpoint.parse("tcp://127.0.0.1:" + trickle.port(), Optional.empty(), true),
                                two.endpoint()),
                        IMPATIENT)) {
            assertThat(managers.ask(READ).status()).isEqualTo(200);
            two.close();
            assertThatThrownBy(() -> managers.ask(READ))
                    .isInstanceOf(SwarmException.Unavailable.class)
                    .hasMessageContaining("127.0.0.1:" + trickle.port() + ": the response is too slow");
        }
    }

    @Test
    void boundsAnEndlessResponse() {
        StubEngine.Answer endless = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                exchange.getResponseBody().write(chunk);
            }
            exchange.close();
        };
        one.on("GET /services", endless);
        two.on("GET /services", endless);

        assertThatThrownBy(() -> client.ask(READ))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContaining("larger than 67108864 bytes");
    }

    @Test
    void neverMistakesAnotherServerForAnEngine() {
        one.on("GET /version", json(200, "<html>Please log in</html>"));
        two.on("GET /services", json(200, "<html>Please log in</html>"));

        assertThatThrownBy(() -> client.ask(READ).list())
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContainingAll(two.endpoint().toString(), "not JSON", "is this a Docker Engine's address?");
    }

    @Test
    void negotiatesTheNewestCommonVersion() {
        one.on("GET /version", json(200, "{\"Version\":\"30\",\"ApiVersion\":\"1.60\",\"MinAPIVersion\":\"1.44\"}"));
        one.on("GET /services", json(200, "[]"));

        assertThat(client.ask(READ).engine().api()).isEqualTo("1.52");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Version\":\"19.03.1\",\"ApiVersion\":\"1.40\",\"MinAPIVersion\":\"1.12\"}",
                "{\"Version\":\"40.1.1\",\"ApiVersion\":\"1.80\",\"MinAPIVersion\":\"1.70\"}",
            })
    void refusesAnEngineWithoutCommonVersion(String version) {
        one.on("GET /version", json(200, version));
        two.on("GET /version", json(200, version));

        assertThatThrownBy(() -> client.ask(READ))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll("Docker Engine", "1.41 to 1.52", "update the older of the two");
    }

    @Test
    void abandonsAPortThatNeverResponds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                EngineClient only = new EngineClient(
                        List.of(DockerEndpoint.parse(
                                "tcp://127.0.0.1:" + silent.getLocalPort(), Optional.empty(), true)),
                        IMPATIENT)) {
            assertThatThrownBy(() -> only.ask(WRITE))
                    .isInstanceOf(SwarmException.Unavailable.class)
                    .hasMessageContaining("no response in time")
                    .hasMessageNotContaining("may have been done");
        }
    }
}
