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

/** A registry, at an address that the lab's nodes trust, that answers every request for an image in the same way. */
final class StubbornRegistry implements AutoCloseable {
    private final HttpsServer server;
    private final int status;
    private final byte[] body;

    StubbornRegistry(int status, String code, String message) {
        this.status = status;
        this.body = "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}"
                .formatted(code, message)
                .getBytes(UTF_8);
        try {
            int port = Integer.parseInt(SpareRegistry.HOST.replaceFirst(".*:", ""));
            server = HttpsServer.create(new InetSocketAddress(SpareRegistry.host(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(
                new TlsMaterial(LAB.text("caFile"), LAB.text("registryCert"), LAB.text("registryKey")).context()));
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean itself = exchange.getRequestURI().getPath().equals("/v2/");
            boolean whole = !exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Docker-Distribution-Api-Version", "registry/2.0");
            exchange.sendResponseHeaders(itself ? 200 : status, whole ? body.length : -1);
            if (whole) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
