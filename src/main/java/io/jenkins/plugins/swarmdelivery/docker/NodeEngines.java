package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks the engine of the node on which a container runs for what the Swarm's managers do not forward. This is optional:
 * if that engine cannot be asked, the result is empty.
 */
final class NodeEngines {
    private final EngineClient client;
    private final OptionalInt port;

    NodeEngines(EngineClient client, OptionalInt port) {
        this.client = client;
        this.port = port;
    }

    /** The response of the node's own engine; empty if it cannot be reached or reports an error. */
    Optional<Object> ask(String nodeId, List<Node> nodes, EngineRequest request) {
        Optional<EngineConnection> manager = manager(nodeId);
        if (manager.isPresent()) {
            return ask(manager.get(), request);
        }
        Optional<DockerEndpoint> other = other(nodeId, nodes);
        if (other.isEmpty()) {
            return Optional.empty();
        }
        try (EngineConnection engine = client.connect(other.get())) {
            return ask(engine, request);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The address of the node's own engine; empty if it is unknown. */
    Optional<DockerEndpoint> endpoint(String nodeId, List<Node> nodes) {
        return manager(nodeId).map(EngineConnection::endpoint).or(() -> other(nodeId, nodes));
    }

    private Optional<EngineConnection> manager(String nodeId) {
        return client.managers().stream()
                .filter(manager -> ask(manager, EngineRequest.get("/info"))
                        .flatMap(info -> Json.text(info, "Swarm", "NodeID"))
                        .filter(nodeId::equals)
                        .isPresent())
                .findFirst();
    }

    private Optional<DockerEndpoint> other(String nodeId, List<Node> nodes) {
        Optional<Node> node = nodes.stream()
                .filter(n -> n.id().equals(nodeId) && !n.address().isEmpty())
                .findFirst();
        try {
            return port.isPresent() ? node.map(n -> client.beside(n.address(), port.getAsInt())) : Optional.empty();
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> ask(EngineConnection engine, EngineRequest request) {
        try {
            EngineAnswer answer = engine.exchange(request);
            return answer.ok() ? Optional.ofNullable(EngineJson.parse(answer.body())) : Optional.empty();
        } catch (NoAnswer | IOException e) {
            return Optional.empty();
        }
    }
}
