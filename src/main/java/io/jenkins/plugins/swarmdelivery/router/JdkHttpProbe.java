package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.HttpProbe;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The probe on the JDK's own client: connects within 2 seconds, has the whole response within 5, keeps no body. */
public final class JdkHttpProbe implements HttpProbe {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Override
    public Answer get(URI address) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(address).GET().build();
        } catch (IllegalArgumentException e) {
            return failed(address + " is no address to ask: " + e.getMessage());
        }
        CompletableFuture<HttpResponse<Void>> asked = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            HttpResponse<Void> response = asked.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue(COLOR_HEADER),
                    response.headers().firstValue(RELEASE_HEADER),
                    "");
        } catch (TimeoutException e) {
            return failed("no complete response within " + ANSWER.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        } catch (ExecutionException e) {
            return failed(reason(e.getCause()));
        } finally {
            asked.cancel(true); // also where it never ends: a body that goes on for ever
        }
    }

    private static Answer failed(String error) {
        return new Answer(0, Optional.empty(), Optional.empty(), error);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof ConnectException) {
            return message == null || message.isBlank() ? "connection refused or unreachable" : message;
        }
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
