package io.jenkins.plugins.swarmdelivery.docker;

import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Busy engines, or proxies before them, that ask for a day without requests: by itself, the transport would wait that
 * long.
 */
class BusyEngineTest {
    private static final EngineRequest READ = EngineRequest.get("/services");
    private static final StubEngine.Answer BUSY = exchange -> {
        exchange.getResponseHeaders().add("Retry-After", "86400");
        json(503, "{}").to(exchange);
    };

    private final StubEngine one = new StubEngine().on("GET /services", BUSY);
    private final StubEngine two = new StubEngine();

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void asksAnotherManagerInstead() throws IOException {
        two.on("GET /services", json(200, "[]"));
        try (EngineClient managers = StubEngine.client(one, two)) {
            assertThat(managers.ask(READ).engine().endpoint())
                    .isEqualTo(two.endpoint().toString());
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void reportsWhyThereIsNoResponse() throws IOException {
        try (EngineClient managers = StubEngine.client(one)) {
            assertThatThrownBy(() -> managers.ask(READ))
                    .isInstanceOf(SwarmException.Unavailable.class)
                    .hasMessageContaining(
                            one.endpoint() + ": it is busy, and asks to wait longer than the deadline allows");
        }
    }

    @Test
    void stopsWaitingForAStream() throws IOException {
        Stop stop = new Stop();
        StubEngine.Answer thenStopped = exchange -> {
            BUSY.to(exchange);
            StubEngine.sleep(Duration.ofMillis(500));
            stop.now("SIGTERM");
        };
        two.on("GET /services", thenStopped);
        try (EngineSession session = new EngineSession(two.endpoint(), StubEngine.SHORT, stop)) {
            assertThatThrownBy(() -> session.stream(READ, Optional.empty(), answer -> true))
                    .isInstanceOf(BuildException.class)
                    .hasMessage("stopped by SIGTERM");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}
