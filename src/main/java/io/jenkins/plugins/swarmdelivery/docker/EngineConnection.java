package io.jenkins.plugins.swarmdelivery.docker;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One endpoint: a bounded pool of connections, and the API version negotiated with the engine. */
final class EngineConnection implements Closeable {
    private static final int CONNECTIONS = 8;
    /**
     * A connection that was idle for longer than this may have been dropped by the network: check it before a write.
     */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final DockerEndpoint endpoint;
    private final Timeouts timeouts;
    private final EngineClock clock;
    /** Replaced after a cut-off. */
    private volatile DockerHttpClient http;

    private final Semaphore free = new Semaphore(CONNECTIONS);
    private volatile EngineAnswer.Engine agreed;
    private volatile long lastAnswer;

    /** @param clock learns the engine's time from its responses */
    EngineConnection(DockerEndpoint endpoint, Timeouts timeouts, EngineClock clock) {
        this.endpoint = endpoint;
        this.timeouts = timeouts;
        this.clock = clock;
        this.http = transport();
    }

    private DockerHttpClient transport() {
        return new ApacheDockerHttpClient.Builder()
                .dockerHost(endpoint.uri())
                .sslConfig(endpoint.tls().isPresent() ? endpoint.tls().get()::context : null)
                .maxConnections(CONNECTIONS)
                .connectionTimeout(timeouts.connect())
                .responseTimeout(timeouts.response())
                .build();
    }

    DockerEndpoint endpoint() {
        return endpoint;
    }

    /** @throws NoAnswer if no response came; every HTTP status is a response */
    EngineAnswer exchange(EngineRequest request) throws NoAnswer {
        try {
            EngineAnswer.Engine engine = prepare(request);
            return request.repeatable()
                    ? withRetries(request, "/v" + engine.api(), engine)
                    : once(request, "/v" + engine.api(), engine);
        } catch (NoAnswer e) {
            // The engine may return with another version.
            agreed = null;
            throw e;
        }
    }

    /** Makes sure that the request uses a live connection; if this fails, the request has not been sent. */
    private EngineAnswer.Engine prepare(EngineRequest request) throws NoAnswer {
        EngineAnswer.Engine engine = agreed;
        try {
            if (engine == null) {
                return negotiate();
            }
            if (!request.repeatable() && System.nanoTime() - lastAnswer > FRESH_NANOS) {
                // A read on a stale connection is repeated. The connection that is pooled afterwards is live, and the
                // write uses it.
                withRetries(EngineRequest.get("/_ping"), "", engine);
            }
            return engine;
        } catch (NoAnswer e) {
            throw e.asNotSent(endpoint.tls().isPresent());
        }
    }

    private EngineAnswer.Engine negotiate() throws NoAnswer {
        Object version = version();
        String highest = Json.text(version, "ApiVersion").orElse("");
        String lowest = Json.text(version, "MinAPIVersion").orElse("");
        String name = Json.text(version, "Version").orElse("of unknown version");
        String api = ApiVersion.agree(lowest, highest)
                .orElseThrow(() -> new NoAnswer(
                        NoAnswer.Kind.NOT_USABLE,
                        "Docker Engine " + name + " supports API " + lowest + " to " + highest + ", and this program "
                                + ApiVersion.RANGE + "; update the older of the two",
                        null));
        agreed = new EngineAnswer.Engine(endpoint.toString(), name, api);
        return agreed;
    }

    private Object version() throws NoAnswer {
        EngineAnswer.Engine unknown = new EngineAnswer.Engine(endpoint.toString(), "", "");
        EngineAnswer answer = withRetries(EngineRequest.get("/version"), "", unknown);
        try {
            Object version = answer.ok() ? EngineJson.parse(answer.body()) : null;
            if (Json.text(version, "ApiVersion").isPresent()) {
                return version;
            }
        } catch (IOException e) {
            // Not an engine.
        }
        throw new NoAnswer(
                NoAnswer.Kind.NOT_SENT,
                "not a Docker Engine: GET /version is answered by " + answer.status() + " " + answer.message(),
                null);
    }

    private EngineAnswer withRetries(EngineRequest request, String prefix, EngineAnswer.Engine engine) throws NoAnswer {
        try {
            return once(request, prefix, engine);
        } catch (NoAnswer e) {
            if (e.kind() == NoAnswer.Kind.BROKEN) {
                return once(request, prefix, engine);
            }
            throw e;
        }
    }

    private EngineAnswer once(EngineRequest request, String prefix, EngineAnswer.Engine engine) throws NoAnswer {
        take();
        DockerHttpClient used = http;
        Deadline end = new Deadline(timeouts.total(), () -> cutOff(used));
        Instant sentAt = clock.instant();
        try (DockerHttpClient.Response response = used.execute(transportRequest(request, prefix))) {
            clock.answered(sentAt, response.getHeader("Date"));
            byte[] body = read(response.getBody(), request, end);
            lastAnswer = System.nanoTime();
            return new EngineAnswer(request, engine, response.getStatusCode(), body);
        } catch (IOException e) {
            throw failed(e, end);
        } catch (RuntimeException e) {
            // docker-java wraps exceptions of the transport in a bare RuntimeException.
            if (e.getCause() instanceof IOException cause) {
                throw failed(cause, end);
            }
            if (end.passed()) {
                throw timedOut(e);
            }
            throw new NoAnswer(NoAnswer.Kind.BROKEN, "the HTTP client failed: " + e, e);
        } finally {
            end.close();
            free.release();
        }
    }

    private static NoAnswer failed(IOException e, Deadline end) {
        return end.passed() ? timedOut(e) : NoAnswer.of(e);
    }

    /** The transport obeys {@code Retry-After}, however long; otherwise part of a response would have arrived. */
    private static NoAnswer timedOut(Exception e) {
        boolean busy = e.getClass() == InterruptedIOException.class;
        String why = busy ? "it is busy, and asks to wait longer than the deadline allows" : "the response is too slow";
        return new NoAnswer(NoAnswer.Kind.TIMED_OUT, why, e);
    }

    /** The only way to end a response whose header never ends. Other requests on the same connections are lost too. */
    private void cutOff(DockerHttpClient used) {
        synchronized (this) {
            if (http == used) {
                http = transport();
            }
        }
        try {
            used.close();
        } catch (IOException e) {
            // It is discarded anyway.
        }
    }

    private static DockerHttpClient.Request transportRequest(EngineRequest request, String prefix) {
        DockerHttpClient.Request.Builder builder = DockerHttpClient.Request.builder()
                .method(request.method())
                .path(prefix + request.path())
                .putAllHeaders(request.headers());
        if (request.body() != null) {
            // As a stream: the transport itself would resend bytes after a 503.
            builder.putHeader("Content-Type", "application/json")
                    .body(new ByteArrayInputStream(request.body().getBytes(StandardCharsets.UTF_8)));
        }
        return builder.build();
    }

    private static byte[] read(InputStream body, EngineRequest request, Deadline end) throws IOException, NoAnswer {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 << 10];
        try {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                read.write(buffer, 0, count);
                boolean late = end.passed();
                boolean large = read.size() > request.limit();
                if (request.partial() && (late || large)) {
                    break;
                }
                if (late) {
                    throw new SocketTimeoutException("the response is too slow");
                }
                if (large) {
                    throw new NoAnswer(
                            request.repeatable() ? NoAnswer.Kind.NOT_USABLE : NoAnswer.Kind.BROKEN,
                            "the response is larger than " + request.limit() + " bytes",
                            null);
                }
            }
        } catch (IOException e) {
            if (!request.partial()) {
                throw e;
            }
        }
        return read.toByteArray();
    }

    private void take() throws NoAnswer {
        try {
            if (free.tryAcquire(timeouts.response().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new NoAnswer(NoAnswer.Kind.NOT_SENT, "all " + CONNECTIONS + " connections are busy", null);
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
