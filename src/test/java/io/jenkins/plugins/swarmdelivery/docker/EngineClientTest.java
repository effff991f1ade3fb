package io.jenkins.plugins.swarmdelivery.docker;

import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.HANG_UP;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.cut;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.error;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.json;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.slow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which manager of a Swarm is asked, and which requests are repeated. */
class EngineClientTest extends TwoManagers {
    private static final String NO_LEADER = "rpc error: code = Unknown desc = The swarm does not have a leader. It's"
            + " possible that too few managers are online. Make sure more than half of the managers are online.";

    @Test
    void asksTheManagerThatAnsweredLast() {
        one.on("GET /services", error(503, "This node is not a swarm manager."));
        two.on("GET /services", json(200, "[]"));

        client.ask(READ);
        client.ask(READ);
        client.ask(READ);

        assertThat(two.received("GET /services")).hasSize(3);
        assertThat(client.ask(READ).engine())
                .isEqualTo(new EngineAnswer.Engine(two.endpoint().toString(), "20.10.24", "1.41"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void triesAnotherManagerWithoutLeaderAlsoForWrites(int status) {
        one.on("POST /services/create", error(status, NO_LEADER));
        two.on("POST /services/create", json(201, "{\"ID\":\"s\"}"));

        assertThat(client.ask(WRITE).object()).containsEntry("ID", "s");
        assertThat(one.received("POST /services/create"))
                .as("never sent again by the transport")
                .hasSize(1);
    }

    @Test
    void triesAnotherManagerWhenConnectionIsRefused() {
        two.on("POST /services/create", json(201, "{\"ID\":\"s\"}"));
        one.close();

        assertThat(client.ask(WRITE).status()).isEqualTo(201);
    }

    @Test
    void reportsEveryManagersErrorWhenAllFail() {
        one.on("GET /services", error(503, "This node is not a swarm manager."));
        two.close();

        assertThatThrownBy(() -> client.ask(READ))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContainingAll(
                        "GET /services",
                        one.endpoint().toString(),
                        "not a swarm manager",
                        two.endpoint().toString(),
                        "Connection refused",
                        "no manager of the Swarm answers",
                        "most of its managers must run, and the managers that the cluster's settings name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no space left on device", "rpc error: code = Unknown desc = words that nobody has listed", ""})
    void prefersAHealthyManagerOverABrokenOne(String words) {
        one.on("GET /services", error(500, words));
        two.on("GET /services", json(200, "[]"));

        assertThat(client.ask(READ).status()).isEqualTo(200);
        assertThat(client.ask(READ).status()).isEqualTo(200);
        assertThat(one.received("GET /services"))
                .as("the well one is asked first from then on")
                .hasSize(1);
    }

    @Test
    void concludesNothingWhenEveryManagerIsBroken() {
        one.on("GET /services", error(500, "no space left on device"));
        two.on("GET /services", error(507, "quota exceeded"));

        assertThatThrownBy(() -> client.ask(READ))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContainingAll(
                        one.endpoint() + ": 500 no space left on device", two.endpoint() + ": 507 quota exceeded");
    }

    @Test
    void acceptsABrokenManagersRefusalOfAWrite() {
        EngineRequest removal = EngineRequest.delete("/services/s");
        for (EngineRequest write : List.of(WRITE, removal)) {
            one.on(write.toString(), error(500, "no space left on device"));
            two.on(write.toString(), json(200, "{}"));

            assertThatThrownBy(() -> client.ask(write)).isInstanceOf(SwarmException.Rejected.class);
            assertThat(two.received(write.toString())).isEmpty();
        }
    }

    @Test
    void returnsRegistryErrorsThatEveryManagerForwards() {
        one.on("GET /services", error(500, "Get https://r.example/v2/: connection refused"));
        two.on("GET /services", error(500, "Get https://r.example/v2/: no such host"));
        assertThat(client.relay(READ).message()).contains("no such host");

        two.on("GET /services", json(200, "[]"));
        assertThat(client.relay(READ).status())
                .as("the other manager reaches it")
                .isEqualTo(200);

        one.on("GET /services", error(503, "This node is not a swarm manager."));
        two.close();
        assertThatThrownBy(() -> client.relay(READ)).isInstanceOf(SwarmException.Unavailable.class);
    }

    @Test
    void doesNotCallAPlainEngineAManager() throws IOException {
        two.close();
        try (EngineClient engine = EngineClient.ofEngine(two.endpoint(), StubEngine.SHORT)) {
            assertThatThrownBy(() -> engine.ask(READ))
                    .isInstanceOf(SwarmException.Unavailable.class)
                    .hasMessageContainingAll("the engine does not answer", "Connection refused", "DOCKER_HOST")
                    .hasMessageNotContaining("manager");
        }
    }

    @Test
    void neverRepeatsAWriteWhoseResponseWasLost() {
        one.on("POST /services/create", HANG_UP);
        two.on("POST /services/create", json(201, "{\"ID\":\"s\"}"));

        assertThatThrownBy(() -> client.ask(WRITE))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("it may or may not have taken effect");
        assertThat(one.received("POST /services/create")).hasSize(1);
        assertThat(two.received("POST /services/create")).isEmpty();
    }

    @Test
    void neverRepeatsAWriteThatAManagerTimedOut() {
        one.on(
                "POST /services/create",
                error(500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded"));
        two.on("POST /services/create", json(201, "{\"ID\":\"s\"}"));

        assertThatThrownBy(() -> client.ask(WRITE)).isInstanceOf(SwarmException.Unavailable.class);
        assertThat(two.received("POST /services/create")).isEmpty();
    }

    @Test
    void repeatsAReadWhoseConnectionBroke() {
        one.on("GET /services", HANG_UP, cut("[{\"ID\""), json(200, "[{\"ID\":\"s\"}]"));

        assertThat(client.ask(READ).list()).hasSize(1);
    }

    @Test
    void sendsATruncatedReadToAnotherManager() {
        one.on("GET /services", cut("[{\"ID\""));
        two.on("GET /services", json(200, "[]"));

        assertThat(client.ask(READ).engine().endpoint())
                .isEqualTo(two.endpoint().toString());
    }

    @Test
    void checksAnIdleConnectionBeforeAWrite() {
        one.on("GET /services", json(200, "[]"));
        one.on("POST /services/create", json(201, "{\"ID\":\"s\"}"));
        client.ask(READ);
        client.ask(WRITE);
        assertThat(one.received("GET /_ping")).isEmpty();

        StubEngine.sleep(Duration.ofMillis(2200));
        client.ask(WRITE);

        assertThat(one.received("GET /_ping")).hasSize(1);
    }

    @Test
    void isThreadSafe() throws Exception {
        one.on("GET /services", slow(Duration.ofMillis(20), json(200, "[]")));
        two.on("GET /services", slow(Duration.ofMillis(20), json(200, "[]")));
        ExecutorService threads = Executors.newFixedThreadPool(40);
        try {
            List<Future<Integer>> answers = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> client.ask(READ).status()))
                    .toList();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void reportsThatItWasClosed() throws IOException {
        client.close();

        assertThatThrownBy(() -> client.ask(READ))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("this client was closed");
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 0, 3600})
    void followsTheManagersClocks(long ahead) throws IOException {
        one.on("GET /services", json(200, "[]"));
        Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(ahead));
        try (EngineClient skewed = new EngineClient(List.of(one.endpoint()), StubEngine.SHORT, wrong)) {
            assertThat(difference(skewed.clock(), wrong))
                    .as("nobody was asked yet")
                    .isLessThan(EngineClock.TOLERANCE);
            skewed.ask(READ);
            assertThat(difference(skewed.clock(), Clock.systemUTC())).isLessThan(EngineClock.TOLERANCE);
        }
    }

    private static Duration difference(Clock one, Clock other) {
        return Duration.between(one.instant(), other.instant()).abs();
    }

    @Test
    void needsAnEndpoint() {
        assertThatThrownBy(() -> new EngineClient(List.of(), Timeouts.DEFAULTS))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("endpoints: missing; name at least one manager");
    }
}
