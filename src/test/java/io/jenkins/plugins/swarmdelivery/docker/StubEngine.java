package io.jenkins.plugins.swarmdelivery.docker;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A Docker Engine with scripted responses, for what a real one does not do on demand. */
final class StubEngine extends EngineServer {
    static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(2));

    /** Writes one response, possibly a broken one. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    record Received(String method, String path, String query, Headers headers, String body) {}

    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    StubEngine() {
        this(Optional.empty(), InetAddress.getLoopbackAddress());
    }

    /** With TLS; requires a client certificate that the context trusts. */
    StubEngine(SSLContext tls) {
        this(Optional.of(tls), InetAddress.getLoopbackAddress());
    }

    /** With TLS, at another address of this machine. */
    StubEngine(SSLContext tls, InetAddress local) {
        this(Optional.of(tls), local);
    }

    private StubEngine(Optional<SSLContext> tls, InetAddress local) {
        super(tls, "stub engine", local);
        on("GET /version", json(200, VERSION));
        on("GET /_ping", json(200, "OK"));
        start();
    }

    static Answer json(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            send(exchange, status, bytes);
            exchange.close();
        };
    }

    static Answer error(int status, String message) {
        return json(status, EngineJson.text(Map.of("message", message)));
    }

    static Answer slow(Duration pause, Answer then) {
        return exchange -> {
            sleep(pause);
            then.to(exchange);
        };
    }

    /** Announces a longer body than it sends, then closes the connection. */
    static Answer cut(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.sendResponseHeaders(200, bytes.length + 100);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        };
    }

    /** Closes the connection instead of responding. */
    static final Answer HANG_UP = exchange -> {
        throw new IOException("hung up");
    };

    /** The responses to a method and path without version, in order; the last one repeats. */
    StubEngine on(String request, Answer... inTurn) {
        answers.put(request, new ArrayDeque<>(List.of(inTurn)));
        return this;
    }

    List<Received> received(String request) {
        return received.stream()
                .filter(a -> (a.method() + " " + a.path()).equals(request))
                .toList();
    }

    /** A client with these engines as managers, in this order. */
    static EngineClient client(StubEngine... engines) {
        return new EngineClient(
                List.of(engines).stream().map(StubEngine::endpoint).toList(), SHORT);
    }

    @Override
    protected void answer(HttpExchange exchange, String path) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(new Received(
                exchange.getRequestMethod(),
                path,
                exchange.getRequestURI().getQuery(),
                exchange.getRequestHeaders(),
                body));
        Deque<Answer> inTurn = answers.getOrDefault(
                exchange.getRequestMethod() + " " + path, new ArrayDeque<>(List.of(error(404, "page not found"))));
        Answer answer;
        synchronized (inTurn) {
            answer = inTurn.size() > 1 ? inTurn.poll() : inTurn.peek();
        }
        answer.to(exchange);
    }

    static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
