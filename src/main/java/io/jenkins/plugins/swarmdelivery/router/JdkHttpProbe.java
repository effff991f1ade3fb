package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.HttpProbe;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The probe on the JDK's own client: connects within 2 seconds, has the whole response within 5, keeps no body. */
public final class JdkHttpProbe implements HttpProbe {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** Made when it is needed: to read all authorities that Java trusts takes longer than to ask every proxy. */
    private final AtomicReference<HttpClient> https = new AtomicReference<>();

    private final HttpClient http = builder().sslContext(trustingNobody()).build();

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
    }

    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private HttpClient client(URI address) {
        if (!"https".equalsIgnoreCase(address.getScheme())) {
            return http;
        }
        return https.updateAndGet(made -> made == null ? builder().build() : made);
    }

    @Override
    public Answer get(URI address) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(address).GET().build();
        } catch (IllegalArgumentException e) {
            return failed(address + " is no address to ask: " + e.getMessage());
        }
        CompletableFuture<HttpResponse<Void>> asked =
                client(address).sendAsync(request, HttpResponse.BodyHandlers.discarding());
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
