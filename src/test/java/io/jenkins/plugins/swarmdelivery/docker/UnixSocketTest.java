package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Docker listens on a named pipe there")
class UnixSocketTest {
    private static final String VERSION = "{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\"}";

    @TempDir
    private Path folder;

    @Test
    void connectsOverAUnixSocket() throws Exception {
        Path socket = folder.resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread answering = new Thread(() -> answerAlways(server));
            answering.setDaemon(true);
            answering.start();
            try (EngineClient client = client(socket)) {
                assertThat(client.ask(EngineRequest.get("/info")).object()).containsEntry("ApiVersion", "1.41");
            }
        }
    }

    @Test
    void reportsThatNobodyListens() throws Exception {
        try (EngineClient client = client(folder.resolve("none.sock"))) {
            assertThatThrownBy(() -> client.ask(EngineRequest.post("/services/create", "{}")))
                    .isInstanceOf(SwarmException.Unavailable.class)
                    .hasMessageContaining("none.sock")
                    .hasMessageNotContaining("may have been done");
        }
    }

    private static EngineClient client(Path socket) {
        return new EngineClient(
                List.of(DockerEndpoint.parse("unix://" + socket, Optional.empty(), false)), StubEngine.SHORT);
    }

    private static void answerAlways(ServerSocketChannel server) {
        try {
            while (true) {
                try (SocketChannel connection = server.accept()) {
                    ByteBuffer request = ByteBuffer.allocate(4096);
                    connection.read(request);
                    String response = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + VERSION.length()
                            + "\r\n\r\n" + VERSION;
                    connection.write(ByteBuffer.wrap(response.getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }
}
