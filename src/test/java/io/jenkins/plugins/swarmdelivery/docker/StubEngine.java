package io.jenkins.plugins.swarmdelivery.docker;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A Docker Engine that answers what a test told it to: the things that a real one does not do on demand. */
final class StubEngine implements AutoCloseable {
    static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(2));

    /** Writes one response, and may do it badly. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    record Asked(String method, String path, String query, Headers headers, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    StubEngine() {
        this(create(null));
    }

    /** With TLS; demands a client certificate that the context trusts. */
    StubEngine(SSLContext tls) {
        this(create(tls));
    }

    private StubEngine(HttpServer server) {
        this.server = server;
        on("GET /version", json(200, "{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}"));
        on("GET /_ping", json(200, "OK"));
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private static HttpServer create(SSLContext tls) {
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            if (tls == null) {
                return HttpServer.create(any, 0);
            }
            HttpsServer https = HttpsServer.create(any, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters demanding = getSSLContext().getDefaultSSLParameters();
                    demanding.setNeedClientAuth(true);
                    parameters.setSSLParameters(demanding);
                }
            });
            return https;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer json(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
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

    /** Promises more than it sends, then hangs up. */
    static Answer cut(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.sendResponseHeaders(200, bytes.length + 100);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        };
    }

    /** Hangs up instead of answering. */
    static final Answer HANG_UP = exchange -> {
        throw new IOException("hung up");
    };

    /** The answers to a method and path without version, one after the other; the last one stays. */
    StubEngine on(String request, Answer... inTurn) {
        answers.put(request, new ArrayDeque<>(List.of(inTurn)));
        return this;
    }

    List<Asked> asked(String request) {
        return asked.stream()
                .filter(a -> (a.method() + " " + a.path()).equals(request))
                .toList();
    }

    DockerEndpoint endpoint() {
        return DockerEndpoint.parse("tcp://127.0.0.1:" + port(), Optional.empty(), true);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The managers' client for these engines, in this order. */
    static EngineClient client(StubEngine... engines) {
        return new EngineClient(
                List.of(engines).stream().map(StubEngine::endpoint).toList(), SHORT);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().replaceFirst("^/v1\\.[0-9]+", "");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(
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

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
