package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Replica;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one replica answers: its map, and its tables of backends. */
record HaproxyResponse(String map, String stats) {
    /** Ends the response to each command. */
    private static final String END = "\n\n";

    /** @param response to {@link HaproxyMap#SHOW}, an empty line, and the responses for {@link #backend} */
    static HaproxyResponse split(String response) {
        int end = response.indexOf(END);
        String map = end < 0 ? response : response.substring(0, end);
        return new HaproxyResponse(map, response.substring(map.length()));
    }

    static Replica replica(RouterReplicas.ReplicaTask replica, Application application, String response) {
        Map<String, String> map = HaproxyMap.parse(response);
        String active = map.get(RouteText.activeKey(application));
        String preview = map.get(RouteText.previewKey(application));
        if (active == null || preview == null) {
            return failedReplica(
                    replica,
                    "application " + application + " is not in its configuration; add it with"
                            + " swarm-delivery router up");
        }
        try {
            Route served = RouteText.read(active, preview);
            return new Replica(replica.name(), Optional.of(served), "");
        } catch (IllegalArgumentException e) {
            return failedReplica(replica, "map: " + e.getMessage());
        }
    }

    /**
     * @param names the backends of a color
     * @param response the response to {@link HaproxyStats#command} for each of them, each followed by an empty line
     */
    static Backend backend(RouterReplicas.ReplicaTask replica, List<BackendName> names, String response) {
        List<String> responses = List.of(response.strip().split(END));
        Map<String, Backend.Servers> services = new LinkedHashMap<>();
        long connections = 0;
        if (responses.size() > names.size()) {
            return failedBackend(replica, new IOException("unexpected response: more tables than requested"));
        }
        for (int i = 0; i < names.size(); i++) {
            BackendName name = names.get(i);
            try {
                HaproxyStats stats = HaproxyStats.parse(i < responses.size() ? responses.get(i) : "");
                merge(services, name, stats);
                connections += stats.connections();
            } catch (IOException e) {
                return failedBackend(replica, names.size() == 1 ? e : new IOException(name + ": " + e.getMessage(), e));
            }
        }
        return new Backend(replica.name(), services, connections, "");
    }

    /** Adds what a replica has for a backend, by the names of the services behind it. */
    static void merge(Map<String, Backend.Servers> services, BackendName name, HaproxyStats stats) {
        boolean separate = name.adopted().isPresent() && stats.adopted().slots() > 0;
        services.merge(name.swarmService(), separate ? stats.own() : stats.all(), HaproxyResponse::mergePorts);
        if (separate) {
            services.merge(name.adopted().get(), stats.adopted(), HaproxyResponse::mergePorts);
        }
    }

    /** Merges the servers of two ports of the same tasks: a task counts as up only if it is up on both ports. */
    private static Backend.Servers mergePorts(Backend.Servers one, Backend.Servers other) {
        return new Backend.Servers(
                Math.min(one.slots(), other.slots()),
                Math.max(one.used(), other.used()),
                Math.min(one.up(), other.up()));
    }

    static Replica failedReplica(RouterReplicas.ReplicaTask replica, IOException e) {
        return failedReplica(replica, reason(e));
    }

    static Backend failedBackend(RouterReplicas.ReplicaTask replica, IOException e) {
        return new Backend(replica.name(), Map.of(), 0, reason(e));
    }

    static Replica failedReplica(RouterReplicas.ReplicaTask replica, String error) {
        return new Replica(replica.name(), Optional.empty(), error);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
