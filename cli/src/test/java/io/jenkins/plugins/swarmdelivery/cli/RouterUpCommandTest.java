package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.jenkins.plugins.swarmdelivery.docker.EngineServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's routes are asked of the cluster where an option does not name its port. */
class RouterUpCommandTest {
    @TempDir
    Path folder;

    /** A manager of a Swarm whose only service is go-demo. */
    private static final class Manager extends EngineServer {
        private static final String GO_DEMO = """
            {"ID": "abc", "Version": {"Index": 1}, "Spec": {"Name": "go-demo",
             "Labels": {"com.df.notify": "true", "com.df.servicePath": "/demo", "com.df.port": "8080",
                        "com.df.allowedMethods": "GET"},
             "TaskTemplate": {"ContainerSpec": {"Image": "demo:1.0"}}, "Mode": {"Replicated": {"Replicas": 1}}}}
            """;

        Manager() {
            super(Optional.empty(), "manager");
            start();
        }

        @Override
        protected void answer(HttpExchange exchange, String path) throws IOException {
            try (exchange) {
                switch (path) {
                    case "/version" -> send(exchange, 200, VERSION.getBytes(StandardCharsets.UTF_8));
                    case "/services/go-demo" -> send(exchange, 200, GO_DEMO.getBytes(StandardCharsets.UTF_8));
                    default -> send(exchange, 404, "{\"message\":\"not found\"}".getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private String refusal(Manager manager, String application) throws IOException {
        Path clusters = Files.writeString(
                folder.resolve("clusters.yml"),
                "one:\n  managers: [" + manager.address() + "]\n  allowPlaintext: true\n"
                        + "  router: {haproxy: {tls: {ca: ca.pem, cert: client.pem, key: key.pem}}}\n");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                "--clusters",
                clusters.toString(),
                "router",
                "up",
                "one",
                "--app",
                application);
        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(2);
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void labelsOfTheRunningServiceAreRead() throws IOException {
        try (Manager manager = new Manager()) {
            assertThat(refusal(manager, "demo,adopt=go-demo"))
                    .contains("--app demo=8080,path=/demo,adopt=go-demo", "com.df.allowedMethods: ");
            assertThat(refusal(manager, "demo,adopt=nobody")).contains("no service nobody is known here");
        }
    }
}
