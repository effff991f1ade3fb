package io.jenkins.plugins.swarmdelivery.router;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The API of one replica of Traefik, with its limits: it follows the labels only when it refreshes, ignores a
 * configuration without any router, drops a router that two services define differently, and disables one whose service it
 * does not know.
 */
final class FakeTraefik implements AutoCloseable {
    private final HttpServer server;
    private volatile Map<String, Object> data = Map.of();
    volatile int status = 200;
    volatile String version = "3.7.15";
    volatile List<String> providers = List.of("File", "Swarm");
    volatile List<Object> entryPoints = List.of(entryPoint("web", 8080), entryPoint("preview", 8081));
    volatile String authorization = "";

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
        Map<String, Map<String, String>> routers = new TreeMap<>();
        Map<String, Object> middlewares = new TreeMap<>();
        Map<String, Object> backends = new TreeMap<>();
        Map<String, Boolean> dropped = new HashMap<>();
        for (Service service : services) {
            Map<String, Map<String, String>> own = new TreeMap<>();
            service.spec().labels().forEach((label, value) -> {
                String[] path = label.split("\\.", 5);
                if (label.startsWith("traefik.http.routers.")) {
                    own.computeIfAbsent(path[3] + "@swarm", name -> new TreeMap<>())
                            .put(path[4], value);
                } else if (label.startsWith("traefik.http.services.")) {
                    backends.put(path[3] + "@swarm", Map.of("serverStatus", Map.of("http://10.0.0.1:8080", "UP")));
                } else if (label.startsWith("traefik.http.middlewares.") && path[4].startsWith("headers.")) {
                    header(middlewares, path[3] + "@swarm", path[4].replaceFirst(".*\\.", ""), value);
                }
            });
            own.forEach((name, fields) -> {
                Map<String, String> other = routers.putIfAbsent(name, fields);
                dropped.put(name, other != null && !other.equals(fields));
            });
        }
        routers.keySet().removeIf(dropped::get);
        Map<String, Object> shown = new TreeMap<>();
        routers.forEach((name, fields) -> {
            String target =
                    fields.get("service").contains("@") ? fields.get("service") : fields.get("service") + "@swarm";
            Map<String, Object> all = new TreeMap<>(fields);
            boolean known = backends.containsKey(target);
            all.put("status", known ? "enabled" : "disabled");
            if (!known) {
                all.put("error", List.of("the service \"" + target + "\" does not exist"));
            }
            shown.put(name, all);
        });
        if (shown.isEmpty()) {
            return;
        }
        data = Map.of("routers", shown, "middlewares", middlewares, "services", backends);
    }

    @SuppressWarnings("unchecked")
    private static void header(Map<String, Object> middlewares, String name, String header, String value) {
        Map<String, Object> headers = (Map<String, Object>) middlewares.computeIfAbsent(
                name, key -> Map.of("headers", Map.of("customResponseHeaders", new TreeMap<String, Object>())));
        ((Map<String, Map<String, Object>>) headers.get("headers"))
                .get("customResponseHeaders")
                .put(header, value);
    }

    /** The rule and the target of a router that is served; fails if there is none. */
    @SuppressWarnings("unchecked")
    Map<String, Object> router(String name) {
        return (Map<String, Object>) ((Map<String, Object>) data.get("routers")).get(name + "@swarm");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
