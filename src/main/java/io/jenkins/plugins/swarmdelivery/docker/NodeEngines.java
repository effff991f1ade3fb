package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.Json;
import io.jenkins.plugins.swarmdelivery.engine.Node;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks the engine of the very node on which a container runs, for what the Swarm's managers do not pass on. Nothing
 * depends on it: where that engine cannot be asked, there is no answer.
 */
final class NodeEngines {
    private final EngineClient client;
    private final OptionalInt port;

    NodeEngines(EngineClient client, OptionalInt port) {
        this.client = client;
        this.port = port;
    }

    /** What was asked of the node's own engine; empty where it cannot be reached or does not answer well. */
    Optional<Object> ask(String nodeId, List<Node> nodes, EngineRequest request) {
        for (EngineConnection manager : client.managers()) {
            Optional<Object> info = ask(manager, EngineRequest.get("/info"));
            if (info.flatMap(i -> Json.text(i, "Swarm", "NodeID"))
                    .filter(nodeId::equals)
                    .isPresent()) {
                return ask(manager, request);
            }
        }
        Optional<Node> node = nodes.stream()
                .filter(n -> n.id().equals(nodeId) && !n.address().isEmpty())
                .findFirst();
        if (port.isEmpty() || node.isEmpty()) {
            return Optional.empty();
        }
        try (EngineConnection engine = client.engineAt(node.get().address(), port.getAsInt())) {
            return ask(engine, request);
        } catch (RefusedException | IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> ask(EngineConnection engine, EngineRequest request) {
        try {
            EngineAnswer answer = engine.exchange(request);
            return answer.ok() ? Optional.of(EngineJson.parse(answer.body())) : Optional.empty();
        } catch (NoAnswer | IOException e) {
            return Optional.empty();
        }
    }
}
