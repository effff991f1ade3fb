package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The managers of one Swarm. Asks the one that answered last, and goes on to the next when it cannot be reached or
 * cannot act for the Swarm. A write whose answer was lost is never repeated: it may have been done, and whoever wanted
 * it must look. Can be shared by threads.
 */
public final class EngineClient implements Closeable {
    private static final String OF_A_SWARM =
            "most of its managers must run, and the managers that the cluster's settings"
                    + " name must be reachable from here";
    private static final String OF_ONE = "it must run, and be the one that DOCKER_HOST or the build's engine names";

    private final List<EngineConnection> managers;
    private final String nobody;
    private final String remedy;
    private final Timeouts timeouts;
    private final EngineClock clock;
    private volatile int preferred;
    private volatile boolean closed;

    /**
     * Connects to nothing yet.
     *
     * @throws RefusedException if there is no endpoint
     */
    public EngineClient(List<DockerEndpoint> endpoints, Timeouts timeouts) {
        this(endpoints, timeouts, Clock.systemUTC());
    }

    /** On a machine that has this time. */
    EngineClient(List<DockerEndpoint> endpoints, Timeouts timeouts, Clock local) {
        this(endpoints, "no manager of the Swarm answers", OF_A_SWARM, timeouts, local);
    }

    /** Of an engine that need not be a manager of any Swarm. */
    public static EngineClient ofEngine(DockerEndpoint endpoint, Timeouts timeouts) {
        return new EngineClient(List.of(endpoint), "the engine does not answer", OF_ONE, timeouts, Clock.systemUTC());
    }

    private EngineClient(List<DockerEndpoint> endpoints, String nobody, String remedy, Timeouts timeouts, Clock local) {
        if (endpoints.isEmpty()) {
            throw new RefusedException("endpoints", null, "name at least one manager of the Swarm, better all of them");
        }
        this.nobody = nobody;
        this.remedy = remedy;
        this.timeouts = timeouts;
        this.clock = new EngineClock(local);
        this.managers = endpoints.stream()
                .map(endpoint -> new EngineConnection(endpoint, timeouts, clock))
                .toList();
    }

    /** Asks, and lets a success through only; the other answers are exceptions, see {@link DockerErrors}. */
    EngineAnswer ask(EngineRequest request) {
        return DockerErrors.check(exchange(request));
    }

    /**
     * Asks, and returns what a manager answered, errors included. A read goes on to the next manager after any error of
     * the manager's own (5xx): it is sick, and says nothing of the Swarm.
     *
     * @throws SwarmException.Unavailable if no manager gave an answer that counts
     * @throws SwarmException.Rejected likewise, where no other try can help
     */
    EngineAnswer exchange(EngineRequest request) {
        return exchange(request, false);
    }

    /**
     * Asks for what another server says, a registry: its errors come back under statuses like the manager's own. One that
     * every manager tells is returned, for it is an answer.
     */
    EngineAnswer relay(EngineRequest request) {
        return exchange(request, true);
    }

    private EngineAnswer exchange(EngineRequest request, boolean relayed) {
        List<String> failures = new ArrayList<>();
        NoAnswer last = null;
        EngineAnswer told = null;
        boolean lasting = true;
        int first = preferred;
        for (int i = 0; i < managers.size(); i++) {
            int index = (first + i) % managers.size();
            EngineConnection manager = managers.get(index);
            try {
                EngineAnswer answer = manager.exchange(request);
                if (!passes(request, answer, relayed)) {
                    preferred = index;
                    return answer;
                }
                if (relayed && !DockerErrors.notHere(answer)) {
                    told = answer;
                }
                lasting = false;
                failures.add(manager.endpoint() + ": " + answer.status() + " " + answer.message());
            } catch (NoAnswer e) {
                if (e.sent() && !request.repeatable()) {
                    throw new SwarmException.Unavailable(
                            request + " at " + manager.endpoint() + ": " + why(e)
                                    + "; it may have been done or not, so look before trying again",
                            e);
                }
                last = e;
                lasting &= e.kind() == NoAnswer.Kind.NOT_USABLE;
                failures.add(manager.endpoint() + ": " + why(e));
            }
        }
        if (told != null) {
            return told;
        }
        String message = request + ": " + nobody + ": " + String.join("; ", failures) + "; " + remedy;
        throw lasting ? new SwarmException.Rejected(message, last) : new SwarmException.Unavailable(message, last);
    }

    /** Another manager may know better. */
    private static boolean passes(EngineRequest request, EngineAnswer answer, boolean relayed) {
        if (DockerErrors.notHere(answer)) {
            return true;
        }
        boolean sick = request.read() && answer.status() >= 500;
        return sick || (request.repeatable() && !relayed && DockerErrors.unavailable(answer));
    }

    List<EngineConnection> managers() {
        return managers;
    }

    /** Where the engine of another machine of the Swarm listens; spoken to with what the first tcp endpoint has. */
    DockerEndpoint beside(String host, int port) {
        return managers.stream()
                .map(EngineConnection::endpoint)
                .filter(endpoint -> endpoint.uri().getScheme().equals("tcp"))
                .findFirst()
                .map(model -> model.beside(host, port))
                .orElseThrow(() -> new RefusedException(
                        "node port", port, "it needs a tcp endpoint, whose certificates the nodes' engines share"));
    }

    /** A connection of its own, to be closed. */
    EngineConnection connect(DockerEndpoint endpoint) {
        return new EngineConnection(endpoint, timeouts, new EngineClock(Clock.systemUTC()));
    }

    /**
     * The time as the managers have it, once one has answered. They may differ from each other by twenty seconds, and no
     * lease is taken over from a holder that lives.
     */
    public Clock clock() {
        return clock;
    }

    /** The manager that answered last. */
    DockerEndpoint preferred() {
        return managers.get(preferred).endpoint();
    }

    private String why(NoAnswer e) {
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
