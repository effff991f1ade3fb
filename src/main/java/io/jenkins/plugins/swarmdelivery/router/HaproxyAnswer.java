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

/** What one replica says of its routes and of a color's servers, or why it says nothing. */
record HaproxyAnswer(Replica replica, Backend backend) {
    /** Of the answer to each command. */
    private static final String END = "\n\n";

    /** @param answer to {@link HaproxyMap#SHOW}, an empty line, and the answers for {@link #backend} */
    static HaproxyAnswer both(
            HaproxyReplicas.Found replica, Application application, List<BackendName> names, String answer) {
        int end = answer.indexOf(END);
        String map = end < 0 ? answer : answer.substring(0, end);
        String stats = answer.substring(map.length());
        return new HaproxyAnswer(replica(replica, application, map), backend(replica, names, stats));
    }

    static Replica replica(HaproxyReplicas.Found replica, Application application, String answer) {
        Map<String, String> map = HaproxyMap.parse(answer);
        String active = map.get(RouteText.activeKey(application));
        String preview = map.get(RouteText.previewKey(application));
        if (active == null || preview == null) {
            return unknown(
                    replica,
                    "has no application " + application + " in its configuration; add it with"
                            + " swarm-delivery router init");
        }
        try {
            Route served = new Route(RouteText.read(active), RouteText.read(preview));
            return new Replica(replica.name(), Optional.of(served), "");
        } catch (IllegalArgumentException e) {
            return unknown(replica, "map: " + e.getMessage());
        }
    }

    /**
     * @param names the backends of a color
     * @param answer to {@link HaproxyStats#command} for each of them, with an empty line after each
     */
    static Backend backend(HaproxyReplicas.Found replica, List<BackendName> names, String answer) {
        List<String> answers = List.of(answer.strip().split(END));
        Map<String, Backend.Servers> services = new LinkedHashMap<>();
        long connections = 0;
        if (answers.size() > names.size()) {
            return noBackend(replica, new IOException("unexpected answer: more than was asked for"));
        }
        for (int i = 0; i < names.size(); i++) {
            BackendName name = names.get(i);
            try {
                HaproxyStats stats = HaproxyStats.parse(i < answers.size() ? answers.get(i) : "");
                boolean apart = name.adopted().isPresent() && stats.adopted().slots() > 0;
                services.merge(name.swarmService(), apart ? stats.own() : stats.all(), HaproxyAnswer::ofOneService);
                if (apart) {
                    services.merge(name.adopted().get(), stats.adopted(), HaproxyAnswer::ofOneService);
                }
                connections += stats.connections();
            } catch (IOException e) {
                return noBackend(replica, names.size() == 1 ? e : new IOException(name + ": " + e.getMessage(), e));
            }
        }
        return new Backend(replica.name(), services, connections, "");
    }

    /** The same tasks, on another port: each must be reached on both. */
    private static Backend.Servers ofOneService(Backend.Servers one, Backend.Servers other) {
        return new Backend.Servers(
                Math.min(one.slots(), other.slots()),
                Math.max(one.used(), other.used()),
                Math.min(one.up(), other.up()));
    }

    static Replica noReplica(HaproxyReplicas.Found replica, IOException e) {
        return unknown(replica, reason(e));
    }

    static Backend noBackend(HaproxyReplicas.Found replica, IOException e) {
        return new Backend(replica.name(), Map.of(), 0, reason(e));
    }

    static Replica unknown(HaproxyReplicas.Found replica, String error) {
        return new Replica(replica.name(), Optional.empty(), error);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
