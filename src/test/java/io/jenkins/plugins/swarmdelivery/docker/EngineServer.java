package io.jenkins.plugins.swarmdelivery.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A port of this machine that responds like a Docker Engine; the subclass provides the responses. */
public abstract class EngineServer implements AutoCloseable {
    /** The version response of Debian 12's engine. */
    public static final String VERSION =
            "{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}";

    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * Listens after {@link #start}.
     *
     * @param tls requires a client certificate that this trusts; empty for plain tcp
     * @param threadName of the threads that respond
     */
    protected EngineServer(Optional<SSLContext> tls, String threadName) {
        this(tls, threadName, InetAddress.getLoopbackAddress());
    }

    /** The same at another address of this machine. */
    protected EngineServer(Optional<SSLContext> tls, String threadName, InetAddress local) {
        InetSocketAddress any = new InetSocketAddress(local, 0);
        try {
            server = tls.isPresent() ? secured(any, tls.get()) : HttpServer.create(any, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static HttpServer secured(InetSocketAddress address, SSLContext tls) throws IOException {
        HttpsServer https = HttpsServer.create(address, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters demanding = getSSLContext().getDefaultSSLParameters();
                demanding.setNeedClientAuth(true);
                parameters.setSSLParameters(demanding);
            }
        });
        return https;
    }

    protected final void start() {
        server.createContext(
                "/",
                exchange ->
                        answer(exchange, exchange.getRequestURI().getRawPath().replaceFirst("^/v1\\.[0-9]+", "")));
        server.setExecutor(threads);
        server.start();
    }

    /** @param path without the API version */
    protected abstract void answer(HttpExchange exchange, String path) throws IOException;

    protected static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    public final int port() {
        return server.getAddress().getPort();
    }

    /** As configured in a client. */
    public final String address() {
        return "tcp://127.0.0.1:" + port();
    }

    public final DockerEndpoint endpoint() {
        return DockerEndpoint.parse(address(), Optional.empty(), true);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
