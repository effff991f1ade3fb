package io.jenkins.plugins.swarmdelivery.docker;

import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.error;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryLoginsTest {
    private final StubEngine engine = new StubEngine();
    private final EngineClient client = StubEngine.client(engine);
    private final RegistryCredentials login = new RegistryCredentials("r.example:5000", "anna", () -> "secret");

    @AfterEach
    void close() throws IOException {
        client.close();
        engine.close();
    }

    @Test
    void triesTheLoginThroughTheEngine() {
        engine.on("POST /auth", json(200, "{\"IdentityToken\":\"\",\"Status\":\"Login Succeeded\"}"));

        RegistryLogins.check(client, login);

        assertThat(engine.received("POST /auth").get(0).body())
                .contains("\"username\":\"anna\"", "\"password\":\"secret\"", "\"serveraddress\":\"r.example:5000\"");
    }

    @Test
    void reportsARateLimit() {
        engine.on("POST /auth", error(429, "toomanyrequests: slow down"));

        assertThatThrownBy(() -> RegistryLogins.check(client, login))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContainingAll(
                        "registry r.example:5000 limits the rate of requests", "slow down", "try again");
    }

    /** Messages of Engine 20.10. */
    @ParameterizedTest
    @CsvSource({
        "500, login attempt to https://r.example:5000/v2/ failed with status: 401 Unauthorized, does not let user anna in",
        "401, unauthorized: incorrect username or password, does not let user anna in",
        "500, 'Get \"https://r.example:5000/v2/\": x509: certificate signed by unknown authority', give them its CA",
        "500, 'Get \"https://r.example:5000/v2/\": dial tcp 10.0.0.1:5000: connect: connection refused', check that it runs",
    })
    void reportsARefusalWithTheRemedy(int status, String message, String told) {
        engine.on("POST /auth", error(status, message));

        assertThatThrownBy(() -> RegistryLogins.check(client, login))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageStartingWith("registry r.example:5000: ")
                .hasMessageContaining(told)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }
}
