package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The managers of one Swarm. Asks the manager that answered last, and tries the next one if that cannot be reached or
 * cannot act for the Swarm. Never repeats a write whose response was lost: it may have been done, and the caller must
 * check. Thread-safe.
 */
public final class EngineClient implements Closeable {
    private static final String MANAGER_REMEDY =
            "most of its managers must run, and the managers that the cluster's settings"
                    + " name must be reachable from here";
    private static final String ENGINE_REMEDY =
            "it must run, and be the one that DOCKER_HOST or the build's engine names";

    private final List<EngineConnection> managers;
    private final String unreachable;
    private final String remedy;
    private final Timeouts timeouts;
    private final EngineClock clock;
    private volatile int preferred;
    private volatile boolean closed;

    /**
     * Opens no connection yet.
     *
     * @throws RefusedException if there is no endpoint
     */
    public EngineClient(List<DockerEndpoint> endpoints, Timeouts timeouts) {
        this(endpoints, timeouts, Clock.systemUTC());
    }

    /** With the given clock as this machine's time. */
    EngineClient(List<DockerEndpoint> endpoints, Timeouts timeouts, Clock local) {
        this(endpoints, "no manager of the Swarm answers", MANAGER_REMEDY, timeouts, local);
    }

    /** Connects to an engine that need not be a manager of any Swarm. */
    public static EngineClient ofEngine(DockerEndpoint endpoint, Timeouts timeouts) {
        return new EngineClient(
                List.of(endpoint), "the engine does not answer", ENGINE_REMEDY, timeouts, Clock.systemUTC());
    }

    private EngineClient(
            List<DockerEndpoint> endpoints, String unreachable, String remedy, Timeouts timeouts, Clock local) {
        if (endpoints.isEmpty()) {
            throw new RefusedException("endpoints", null, "name at least one manager of the Swarm, preferably all");
        }
        this.unreachable = unreachable;
        this.remedy = remedy;
        this.timeouts = timeouts;
        this.clock = new EngineClock(local);
        this.managers = endpoints.stream()
                .map(endpoint -> new EngineConnection(endpoint, timeouts, clock))
                .toList();
    }

    /**
     * Sends a request and returns a successful response; other responses become exceptions, see {@link DockerErrors}.
     */
    EngineAnswer ask(EngineRequest request) {
        return DockerErrors.check(exchange(request));
    }

    /**
     * Sends a request and returns a manager's response, including errors. After a manager's own error (5xx), a read is
     * sent to the next manager: a broken manager says nothing about the Swarm.
     *
     * @throws SwarmException.Unavailable if no manager gave a response that counts
     * @throws SwarmException.Rejected likewise, if retrying cannot help
     */
    EngineAnswer exchange(EngineRequest request) {
        return exchange(request, false);
    }

    /**
     * Sends a request that Docker forwards to another server, a registry. The registry's errors arrive with statuses
     * like the manager's own; an error that every manager reports is therefore returned as a response.
     */
    EngineAnswer relay(EngineRequest request) {
        return exchange(request, true);
    }

    private EngineAnswer exchange(EngineRequest request, boolean relayed) {
        List<String> failures = new ArrayList<>();
        NoAnswer last = null;
        EngineAnswer forwarded = null;
        boolean lasting = true;
        int first = preferred;
        for (int i = 0; i < managers.size(); i++) {
            int index = (first + i) % managers.size();
            EngineConnection manager = managers.get(index);
            try {
                EngineAnswer answer = manager.exchange(request);
                if (!triesNext(request, answer, relayed)) {
                    preferred = index;
                    return answer;
                }
                if (relayed && !DockerErrors.cannotAct(answer)) {
                    forwarded = answer;
                }
                lasting = false;
                failures.add(manager.endpoint() + ": " + answer.status() + " " + answer.message());
            } catch (NoAnswer e) {
                if (e.sent() && !request.repeatable()) {
                    throw new SwarmException.Unavailable(
                            request + " at " + manager.endpoint() + ": " + explain(e)
                                    + "; it may or may not have taken effect, so check before you try again",
                            e);
                }
                last = e;
                lasting &= e.kind() == NoAnswer.Kind.NOT_USABLE;
                failures.add(manager.endpoint() + ": " + explain(e));
            }
        }
        if (forwarded != null) {
            return forwarded;
        }
        String message = request + ": " + unreachable + ": " + String.join("; ", failures) + "; " + remedy;
        throw lasting ? new SwarmException.Rejected(message, last) : new SwarmException.Unavailable(message, last);
    }

    /** Whether another manager may give a better response. */
    private static boolean triesNext(EngineRequest request, EngineAnswer answer, boolean relayed) {
        if (DockerErrors.cannotAct(answer)) {
            return true;
        }
        boolean broken = request.read() && answer.status() >= 500;
        return broken || (request.repeatable() && !relayed && DockerErrors.unavailable(answer));
    }

    List<EngineConnection> managers() {
        return managers;
    }

    /** The engine of another machine of the Swarm, with the credentials of the first tcp endpoint. */
    DockerEndpoint beside(String host, int port) {
        return managers.stream()
                .map(EngineConnection::endpoint)
                .filter(endpoint -> endpoint.uri().getScheme().equals("tcp"))
                .findFirst()
                .map(model -> model.beside(host, port))
                .orElseThrow(() -> new RefusedException(
                        "node port", port, "it needs a tcp endpoint, whose certificates the nodes' engines share"));
    }

    /** A separate connection, which the caller closes. */
    EngineConnection connect(DockerEndpoint endpoint) {
        return new EngineConnection(endpoint, timeouts, new EngineClock(Clock.systemUTC()));
    }

    /**
     * The managers' time, once one has responded. If their clocks differ by no more than twenty seconds, no lease is
     * taken over from a live holder.
     */
    public Clock clock() {
        return clock;
    }

    /** The manager that answered last. */
    DockerEndpoint preferred() {
        return managers.get(preferred).endpoint();
    }

    private String explain(NoAnswer e) {
        return closed ? "this client was closed" : e.getMessage();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (EngineConnection manager : managers) {
            manager.close();
        }
    }
}
