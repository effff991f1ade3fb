package io.jenkins.plugins.swarmdelivery.router;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.util.Timeout;

/** HTTP requests with a connect timeout of 2 seconds and a deadline of 5 seconds for the whole response. */
final class HttpDeadline {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RESPONSE = Duration.ofSeconds(5);

    private HttpDeadline() {}

    /** For a client whose requests get a deadline. */
    static ConnectionConfig connections() {
        return ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(CONNECT))
                .setSocketTimeout(Timeout.of(RESPONSE))
                .build();
    }

    /**
     * Runs the request on a thread of its own, so that neither a hanging DNS lookup nor an endless body delays the caller:
     * a read timeout alone would never expire on a peer that sends a byte now and then.
     *
     * @param name of the thread
     * @throws IOException if there is no complete response in time; the message says why
     */
    static <T> T execute(
            CloseableHttpClient client,
            HttpHost target,
            HttpGet request,
            HttpClientResponseHandler<T> handler,
            String name)
            throws IOException {
        FutureTask<T> response = new FutureTask<>(() -> client.execute(target, request, handler));
        Thread thread = new Thread(response, name);
        thread.setDaemon(true);
        thread.start();
        try {
            return response.get(RESPONSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no complete response within " + RESPONSE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e.getCause());
        } finally {
            request.cancel();
        }
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
