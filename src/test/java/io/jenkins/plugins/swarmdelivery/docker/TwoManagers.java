package io.jenkins.plugins.swarmdelivery.docker;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A client of a Swarm with two managers. */
abstract class TwoManagers {
    static final EngineRequest READ = EngineRequest.get("/services");
    static final EngineRequest WRITE = EngineRequest.post("/services/create", Map.of("Name", "x"));

    final StubEngine one = new StubEngine();
    final StubEngine two = new StubEngine();
    final EngineClient client = StubEngine.client(one, two);

    @AfterEach
    void close() throws IOException {
        client.close();
        one.close();
        two.close();
    }
}
