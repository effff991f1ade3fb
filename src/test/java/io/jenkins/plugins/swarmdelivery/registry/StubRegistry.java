package io.jenkins.plugins.swarmdelivery.registry;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry, or another server, with scripted responses. */
public final class StubRegistry implements AutoCloseable {
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public static Answer of(int status, String body, String... headers) {
            return of(status, body.getBytes(StandardCharsets.UTF_8), headers);
        }

        public static Answer of(int status, byte[] body, String... headers) {
            Map<String, String> all = new ConcurrentHashMap<>();
            for (int i = 0; i < headers.length; i += 2) {
                all.put(headers[i], headers[i + 1]);
            }
            return new Answer(status, all, body);
        }

        public static Answer manifest(String mediaType, String body) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return of(200, bytes, "Content-Type", mediaType, "Docker-Content-Digest", Manifest.digest(bytes));
        }

        public String digest() {
            return Manifest.digest(body);
        }
    }

    record Received(String what, Headers headers, byte[] body) {
        String authorization() {
            return headers.getFirst("Authorization");
        }
    }

    /** For localhost and 127.0.0.1, which are two hosts to a client. */
    public static TestCertificates certificates(Path folder) throws IOException, GeneralSecurityException {
        return TestCertificates.make(folder, "-keyalg EC -groupname secp256r1", "dns:localhost,ip:127.0.0.1");
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    public StubRegistry(TestCertificates certificates) throws IOException, GeneralSecurityException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.admitting(certificates)));
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** The given responses, in order; the last one repeats. */
    public StubRegistry on(String methodAndPath, Answer... inTurn) {
        answers.put(methodAndPath, new ArrayDeque<>(Arrays.asList(inTurn)));
        return this;
    }

    List<Received> received() {
        return received;
    }

    List<String> requests() {
        return received.stream().map(Received::what).toList();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        received.add(new Received(
                what, exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
        Answer answer = next(what);
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        boolean empty = exchange.getRequestMethod().equals("HEAD") || answer.body().length == 0;
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
        if (!empty) {
            exchange.getResponseBody().write(answer.body());
        }
        exchange.close();
    }

    private synchronized Answer next(String what) {
        Deque<Answer> left = answers.getOrDefault(what, new ArrayDeque<>());
        if (left.isEmpty()) {
            return Answer.of(404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}");
        }
        return left.size() > 1 ? left.remove() : left.peek();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
