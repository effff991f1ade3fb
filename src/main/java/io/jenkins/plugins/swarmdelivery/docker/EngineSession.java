package io.jenkins.plugins.swarmdelivery.docker;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One engine that builds images and runs containers: short requests, and requests that last as long as a build or a
 * test. A stop ends the long ones; the short ones still complete, for cleanup.
 */
public final class EngineSession implements Closeable {
    private static final int ERROR_BYTES = 64 << 10;
    private static final int CONNECTIONS = 8;

    /** Reads a response while it arrives. */
    interface Reader<T> {
        T read(InputStream answer) throws IOException;
    }

    /**
     * A request body that is produced while it is sent.
     *
     * @param type its media type
     */
    record Body(String type, InputStream content) {}

    private final EngineConnection connection;
    private final DockerHttpClient patient;
    private final Stop stop;

    /** Opens no connection yet. */
    public EngineSession(DockerEndpoint endpoint, Timeouts timeouts, Stop stop) {
        this.connection = new EngineConnection(endpoint, timeouts, new EngineClock(Clock.systemUTC()));
        this.stop = stop;
        // No time limit between two parts of a response: a build step may be silent for an hour.
        this.patient = new ApacheDockerHttpClient.Builder()
                .dockerHost(endpoint.uri())
                .sslConfig(endpoint.tls().isPresent() ? endpoint.tls().get()::context : null)
                .maxConnections(CONNECTIONS)
                .connectionTimeout(timeouts.connect())
                .build();
    }

    public DockerEndpoint endpoint() {
        return connection.endpoint();
    }

    /** The engine's version, e.g. {@code 20.10.24}; requested from it. */
    public String version() {
        return engine().version();
    }

    EngineAnswer.Engine engine() {
        return ask(EngineRequest.get("/_ping")).engine();
    }

    /** The stop that ends long responses. */
    public Stop stop() {
        return stop;
    }

    /** Sends a request and returns a successful response. */
    EngineAnswer ask(EngineRequest request) {
        return DockerErrors.check(exchange(request));
    }

    /** Sends a request and returns the response, including errors; throws {@link SwarmException} if none came. */
    EngineAnswer exchange(EngineRequest request) {
        try {
            return connection.exchange(request);
        } catch (NoAnswer e) {
            throw unreachable(request, e);
        }
    }

    /**
     * Sends a request and reads the response as it arrives.
     *
     * @param body the request body; empty for none
     * @throws SwarmException if the engine cannot be reached, refuses, or disconnects midway
     * @throws BuildException if it was stopped
     */
    <T> T stream(EngineRequest request, Optional<Body> body, Reader<T> reader) {
        EngineAnswer.Engine engine = engine();
        stop.check();
        DockerHttpClient.Request.Builder builder = DockerHttpClient.Request.builder()
                .method(request.method())
                .path("/v" + engine.api() + request.path())
                .putAllHeaders(request.headers());
        body.ifPresent(
                sent -> builder.putHeader("Content-Type", sent.type()).body(new StoppableBody(sent.content(), stop)));
        AtomicReference<DockerHttpClient.Response> open = new AtomicReference<>();
        Interruption interruption = new Interruption();
        Runnable forget = stop.onStop(() -> {
            cut(open.get());
            interruption.wake();
        });
        try (DockerHttpClient.Response response = patient.execute(builder.build())) {
            open.set(response);
            if (response.getStatusCode() >= 300) {
                byte[] error = response.getBody().readNBytes(ERROR_BYTES);
                DockerErrors.check(new EngineAnswer(request, engine, response.getStatusCode(), error));
            }
            T read = reader.read(response.getBody());
            stop.check();
            return read;
        } catch (IOException e) {
            throw broken(request, e);
        } catch (SwarmException e) {
            throw e;
        } catch (RuntimeException e) {
            // docker-java wraps exceptions of the transport in a bare RuntimeException.
            if (e.getCause() instanceof IOException cause) {
                throw broken(request, cause);
            }
            stop.check();
            throw e;
        } finally {
            forget.run();
            interruption.finish();
        }
    }

    /** Ends the response that is being read or awaited: the transport offers no other way. */
    private void cut(DockerHttpClient.Response answer) {
        try {
            if (answer != null) {
                answer.close();
            }
            patient.close();
        } catch (IOException e) {
            // It is discarded anyway.
        }
    }

    private RuntimeException broken(EngineRequest request, IOException cause) {
        stop.check();
        if (cause instanceof StoppableBody.Unreadable) {
            throw new BuildException(cause.getMessage(), cause);
        }
        return unreachable(request, NoAnswer.of(cause));
    }

    private SwarmException unreachable(EngineRequest request, NoAnswer e) {
        String hint = endpoint().uri().getScheme().equals("unix")
                ? "; does an engine run on this machine, and may you use its socket?"
                : "";
        String message = request + " at " + endpoint() + ": " + e.getMessage() + hint;
        return e.kind() == NoAnswer.Kind.NOT_USABLE
                ? new SwarmException.Rejected(message, e)
                : new SwarmException.Unavailable(message, e);
    }

    @Override
    public void close() throws IOException {
        connection.close();
        patient.close();
    }
}
