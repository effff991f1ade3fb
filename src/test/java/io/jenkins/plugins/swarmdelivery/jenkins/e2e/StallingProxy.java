package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * A proxy to production's first manager that stops responding as soon as an application's delivery is in a given phase,
 * right after the response that led to it, until it is repaired. A delivery through it stays in that phase, however
 * short it is.
 */
final class StallingProxy {
    /** Headers that Java's client sets itself. */
    private static final Set<String> CLIENT_HEADERS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "expect");

    private final Application application;
    private final Phase phase;
    private final HttpServer server;
    private final HttpClient manager = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(new TlsMaterial(LAB.text("caFile"), LAB.text("clientCert"), LAB.text("clientKey")).context())
            .build();
    private volatile boolean armed;
    private volatile boolean cut;

    StallingProxy(Application application, Phase phase) {
        this.application = application;
        this.phase = phase;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(StallingProxy::daemon));
        server.createContext("/", this::passOn);
        server.start();
    }

    /** The address for the managers of a cluster; this side has no TLS. */
    String endpoint() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next delivery is stopped in the phase. */
    void arm() {
        armed = true;
    }

    boolean cut() {
        return cut;
    }

    void repair() {
        armed = false;
        cut = false;
    }

    private void passOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (cut) {
                return;
            }
            HttpResponse<byte[]> answer = ask(exchange);
            // A failed check would let the delivery leave its phase.
            if (armed && exchange.getRequestMethod().equals("POST") && Await.given(this::reached)) {
                cut = true;
            }
            answer.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private HttpResponse<byte[]> ask(HttpExchange exchange) throws IOException {
        URI to = URI.create(PRODUCTION.manager().replace("tcp:", "https:") + exchange.getRequestURI());
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!CLIENT_HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return manager.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The ledger contains it, and the spec is stored: before that, a delivery has not begun. */
    private boolean reached() {
        return PRODUCTION
                .ledgers
                .read(application)
                .flatMap(read -> read.ledger().delivery())
                .filter(delivery -> delivery.phase() == phase)
                .filter(delivery -> PRODUCTION
                        .ledgers
                        .kept(application, delivery.to().release().number())
                        .isPresent())
                .isPresent();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "cut line");
        thread.setDaemon(true);
        return thread;
    }
}
