package io.jenkins.plugins.swarmdelivery.router;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The API of one replica of Traefik, with the limits of {@link TraefikModel}: it follows the labels when it refreshes. */
final class FakeTraefik implements AutoCloseable {
    private final HttpServer server;
    private volatile Map<String, Object> data = Map.of();
    private volatile TraefikModel model = new TraefikModel(List.of(), service -> 0);
    volatile int status = 200;
    volatile String version = "3.7.15";
    volatile List<String> providers = List.of("File", "Swarm");
    volatile List<Object> entryPoints = List.of(entryPoint("web", 8080), entryPoint("preview", 8081));
    volatile String authorization = "";
    /** The option {@code core.defaultRuleSyntax}, which it tells of each router; empty: it has none. */
    volatile String ruleSyntax = "";

    FakeTraefik() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answers("/api/rawdata", () -> data);
        answers("/api/version", () -> Map.of("Version", version));
        answers("/api/overview", () -> Map.of("providers", providers));
        answers("/api/entrypoints", () -> entryPoints);
        server.start();
    }

    private void answers(String path, Supplier<Object> answer) {
        server.createContext(path, exchange -> {
            authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = new ObjectMapper().writeValueAsString(answer.get()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    static Map<String, Object> entryPoint(String name, int port) {
        return Map.of("name", name, "address", ":" + port, "http", Map.of());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** @param services of the Swarm, each with a running task that counts as up */
    void refresh(List<Service> services) {
        model = new TraefikModel(services, service -> 1);
        model.rawData().ifPresent(read -> {
            data = read;
            if (!ruleSyntax.isEmpty()) {
                routers().forEach((name, fields) -> fields.put("ruleSyntax", ruleSyntax));
            }
        });
    }

    /** The services of the Swarm that may answer users; none if Traefik answers itself. */
    List<String> answering(String host, String path) {
        return model.answering("web", host, path);
    }

    /** The same of a user who sends headers; Traefik itself adds the address. */
    List<String> answering(String host, String path, Map<String, String> headers) {
        return model.answering("web", host, path, headers);
    }

    /** The rule and the target of a router that is served; fails if there is none. */
    Map<String, Object> router(String name) {
        return routers().get(name + "@swarm");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> routers() {
        return (Map<String, Map<String, Object>>) data.get("routers");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
