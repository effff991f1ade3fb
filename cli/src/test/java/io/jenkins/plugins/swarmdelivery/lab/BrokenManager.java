package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A manager that answers every request with a given error, which no real one does on demand. */
final class BrokenManager implements AutoCloseable {
    private static final byte[] BODY = "{\"message\":\"input/output error\"}".getBytes(UTF_8);

    private final AtomicInteger received = new AtomicInteger();
    private final HttpsServer server;

    BrokenManager() {
        try {
            server = HttpsServer.create(new InetSocketAddress(SpareRegistry.host(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(
                new TlsMaterial(LAB.text("caFile"), LAB.text("registryCert"), LAB.text("registryKey")).context()));
        server.createContext("/", this::answer);
        server.start();
    }

    /** As in a clusters file. */
    String endpoint() {
        return "tcp://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    int received() {
        return received.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(500, BODY.length);
            exchange.getResponseBody().write(BODY);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
