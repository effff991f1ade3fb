package io.jenkins.plugins.swarmdelivery.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An empty Swarm, as far as {@code docker stack deploy} asks for one: it has no object but every external one, and keeps
 * what is posted to create objects.
 */
final class StubSwarm implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, List<Object>> posted = new LinkedHashMap<>();

    StubSwarm() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List.of("networks", "configs", "secrets", "services").forEach(kind -> posted.put(kind, new ArrayList<>()));
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The bodies by the kind of object. */
    synchronized Map<String, List<Object>> posted() {
        return posted;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath().replaceFirst("^/v[0-9.]+", "");
            if (exchange.getRequestMethod().equals("POST") && path.endsWith("/create")) {
                posted.get(path.split("/")[1]).add(JSON.readValue(body, Object.class));
                send(exchange, 201, Map.of("ID", "new", "Id", "new"));
            } else {
                Object answer = lookup(path, exchange.getRequestURI().getQuery());
                send(exchange, answer instanceof Integer status ? status : 200, answer);
            }
        }
    }

    private static Object lookup(String path, String query) throws IOException {
        if (path.equals("/_ping")) {
            return "OK";
        }
        if (path.equals("/info")) {
            return Map.of("Swarm", Map.of("ControlAvailable", true, "LocalNodeState", "active"));
        }
        if (path.matches("/networks/[^/]+")) {
            return Map.of("Name", path.substring(10), "Id", "id", "Scope", "swarm");
        }
        if (path.equals("/configs") || path.equals("/secrets")) {
            return named(query);
        }
        return path.equals("/services") || path.equals("/networks") ? List.of() : 404;
    }

    /** Each config and secret that is asked for by its name. */
    private static List<Object> named(String query) throws IOException {
        List<Object> found = new ArrayList<>();
        String filters = query == null
                ? "{}"
                : URLDecoder.decode(query, StandardCharsets.UTF_8).substring(8);
        if (JSON.readValue(filters, Map.class).get("name") instanceof Map<?, ?> names) {
            names.keySet().forEach(name -> found.add(Map.of("ID", "id", "Spec", Map.of("Name", name))));
        }
        return found;
    }

    private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer instanceof Integer ? Map.of("message", "no such thing") : answer);
        exchange.getResponseHeaders().add("API-Version", "1.51");
        exchange.getResponseHeaders().add("OSType", "linux");
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
