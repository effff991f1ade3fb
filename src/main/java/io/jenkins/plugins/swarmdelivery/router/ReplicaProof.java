package io.jenkins.plugins.swarmdelivery.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks replicas what they serve. */
final class ReplicaProof {
    private final HaproxyAdmin admin;
    private final int adminPort;

    /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the TLS material cannot be used */
    ReplicaProof(HaproxySettings settings) {
        this.admin = new HaproxyAdmin(settings);
        this.adminPort = settings.ports().admin();
    }

    /**
     * @param name of the replica
     * @param map its routes, and the applications that are paused; empty if it does not answer
     * @param backends what it has for each of them; empty if it does not answer
     * @param end of its certificate; empty if it does not answer
     * @param error why it does not answer; empty if it does
     */
    record Shown(
            String name,
            Map<String, String> map,
            Map<String, HaproxyStats> backends,
            Optional<Instant> end,
            String error) {
        /** What is wrong with the replica; empty if it serves these routes and no others. */
        Optional<String> objection(Map<String, String> expected) {
            if (!error.isEmpty()) {
                return Optional.of("replica " + name + ": " + error);
            }
            return map.equals(expected)
                    ? Optional.empty()
                    : Optional.of("replica " + name + " serves the routes " + map + ", not " + expected);
        }
    }

    /** Asks all of them at the same time. */
    List<Shown> ask(List<RouterReplicas.ReplicaTask> replicas) {
        return RouterReplicas.queryAll(replicas, this::ask);
    }

    private Shown ask(RouterReplicas.ReplicaTask replica) {
        Optional<InetSocketAddress> socket = replica.socket(adminPort);
        if (!replica.running() || socket.isEmpty()) {
            return silent(
                    replica,
                    replica.running()
                            ? "publishes no host-mode port for its admin port " + adminPort
                            : "is not running yet (" + replica.state() + ")");
        }
        try (HaproxySession session = admin.open(socket.get())) {
            String answer = session.send(HaproxyMap.SHOW, HaproxyStats.ALL);
            return new Shown(
                    replica.name(),
                    withoutUnpaused(HaproxyMap.parse(answer)),
                    HaproxyStats.byBackend(answer),
                    Optional.of(session.end()),
                    "");
        } catch (IOException e) {
            return silent(replica, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private static Map<String, String> withoutUnpaused(Map<String, String> map) {
        map.entrySet()
                .removeIf(entry ->
                        PauseText.isKey(entry.getKey()) && entry.getValue().equals(RouteText.NONE));
        return map;
    }

    private static Shown silent(RouterReplicas.ReplicaTask replica, String error) {
        return new Shown(replica.name(), Map.of(), Map.of(), Optional.empty(), error);
    }
}
