package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes the maps of all replicas at the same moment, and reads them back. */
final class ReplicaMaps {
    /** The maximum number of rounds to update replicas that start during a change. */
    private static final int MAX_ROUNDS = 3;

    private final int adminPort;
    private final HaproxyAdmin admin;
    private final RouterReplicas replicas;

    ReplicaMaps(Swarm swarm, HaproxySettings settings, HaproxyAdmin admin) {
        this.adminPort = settings.ports().admin();
        this.admin = admin;
        this.replicas = new RouterReplicas(swarm);
    }

    /** What a caller makes of a replica. */
    interface Reader<T> {
        /** @param answer the responses to the commands and to {@link HaproxyMap#SHOW} */
        T read(RouterReplicas.ReplicaTask replica, String answer);

        T failed(RouterReplicas.ReplicaTask replica, IOException error);
    }

    /** Reads the maps of all replicas that are there. */
    <T> List<T> show(Service service, Reader<T> reader) {
        return send(replicas.list(service), List.of(), reader);
    }

    /**
     * Changes the maps of all replicas, and of those that start meanwhile.
     *
     * @param service with the labels that say the same, so that later replicas start with them
     */
    <T> List<T> set(Service service, List<String> commands, Fence fence, Reader<T> reader) {
        Map<String, T> results = new LinkedHashMap<>();
        List<RouterReplicas.ReplicaTask> present = replicas.list(service);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<RouterReplicas.ReplicaTask> pending = present.stream()
                    .filter(replica -> !results.containsKey(replica.task()) || !replica.running())
                    .toList();
            if (pending.isEmpty()) {
                break;
            }
            fence.requireFresh();
            List<T> responses = send(pending, commands, reader);
            for (int i = 0; i < pending.size(); i++) {
                results.put(pending.get(i).task(), responses.get(i));
            }
            // A replica that started meanwhile may have been created before the label was written.
            present = replicas.list(service);
        }
        List<T> proven = new ArrayList<>();
        for (RouterReplicas.ReplicaTask replica : present) {
            proven.add(
                    results.containsKey(replica.task())
                            ? results.get(replica.task())
                            : reader.failed(replica, new IOException("started meanwhile and is not set yet")));
        }
        return proven;
    }

    /** @throws IOException if the replica does not listen yet, or its port cannot be reached */
    InetSocketAddress socket(RouterReplicas.ReplicaTask replica) throws IOException {
        if (!replica.running()) {
            throw new IOException("is not running yet (" + replica.state() + ")");
        }
        return replica.socket(adminPort)
                .orElseThrow(() -> new IOException("publishes no host-mode port for its admin port " + adminPort));
    }

    private <T> List<T> send(List<RouterReplicas.ReplicaTask> found, List<String> commands, Reader<T> reader) {
        SessionBarrier barrier = new SessionBarrier(admin, found.size());
        List<String> all = new ArrayList<>(commands);
        all.add(HaproxyMap.SHOW);
        return RouterReplicas.queryAll(found, replica -> {
            try {
                return reader.read(replica, barrier.send(() -> socket(replica), all.toArray(String[]::new)));
            } catch (IOException e) {
                return reader.failed(replica, e);
            }
        });
    }
}
