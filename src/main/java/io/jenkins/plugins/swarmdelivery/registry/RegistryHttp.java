package io.jenkins.plugins.swarmdelivery.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * HTTPS with limits: 5 s to connect, 30 s for the complete response, at most 4 MB of it. Reads follow redirects, and
 * are retried if the server reports that it is busy.
 */
final class RegistryHttp {
    /** Waits between two attempts. */
    interface Pause {
        void last(Duration time) throws InterruptedException;
    }

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** The largest manifest that registries accept; pages of tags are much smaller. */
    private static final int MAX_BYTES = 4 << 20;

    private static final int REDIRECTS = 5;
    private static final int TRIES = 4;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** If a registry asks for a longer wait, it is better to fail: a person or the next build can retry. */
    private static final Duration MAX_PAUSE = Duration.ofSeconds(15);

    private final HttpClient client;
    private final Pause pause;

    RegistryHttp(SSLContext tls, Pause pause) {
        this.pause = pause;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .sslContext(tls)
                // Redirects are followed in this class: on every Java version, credentials then stay with their own
                // host.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @throws IOException if there is no complete response; its message is written for users */
    RegistryAnswer send(RegistryRequest request) throws IOException {
        RegistryAnswer answer = follow(request);
        for (int tries = 1; request.read() && busy(answer) && tries < TRIES; tries++) {
            Duration wait = retryAfter(answer).orElse(PAUSE.multipliedBy(tries));
            if (wait.compareTo(MAX_PAUSE) > 0) {
                return answer;
            }
            waitFor(wait);
            answer = follow(request);
        }
        return answer;
    }

    private RegistryAnswer follow(RegistryRequest request) throws IOException {
        RegistryRequest current = request;
        for (int hops = 0; hops <= REDIRECTS; hops++) {
            RegistryAnswer answer = once(current);
            if (!current.read() || !redirects(answer)) {
                return answer;
            }
            current = current.at(target(answer));
        }
        throw new IOException("it redirects more than " + REDIRECTS + " times");
    }

    private static boolean redirects(RegistryAnswer answer) {
        return switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> answer.header("Location").isPresent();
            default -> false;
        };
    }

    private static URI target(RegistryAnswer answer) throws IOException {
        try {
            URI target = answer.from().resolve(answer.header("Location").orElseThrow());
            if ("https".equalsIgnoreCase(target.getScheme()) && target.getHost() != null) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, as any other target that cannot be used. It is not shown: it may contain a signature.
        }
        throw new IOException("it redirects to something other than an https address");
    }

    private static boolean busy(RegistryAnswer answer) {
        return answer.status() == 429 || answer.status() == 503;
    }

    /** In seconds, as registries write it; a date is ignored. */
    private static Optional<Duration> retryAfter(RegistryAnswer answer) {
        return answer.header("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private void waitFor(Duration time) throws IOException {
        try {
            pause.last(time);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private RegistryAnswer once(RegistryRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> pending = client.sendAsync(request.http(), BoundedBody.of(MAX_BYTES));
        try {
            HttpResponse<byte[]> response = pending.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return new RegistryAnswer(request.address(), response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            throw new IOException("no complete response within " + ANSWER.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            pending.cancel(true); // also for a response that never ends
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
