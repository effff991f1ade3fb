package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Replica;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What one replica says of its routes and of a color's servers, or why it says nothing. */
record HaproxyAnswer(Replica replica, Backend backend) {
    /** @param answer to {@link HaproxyMap#SHOW}, an empty line, and the answer to {@link HaproxyStats#command} */
    static HaproxyAnswer both(HaproxyReplicas.Found replica, Application application, String answer) {
        int end = answer.indexOf("\n\n");
        String map = end < 0 ? answer : answer.substring(0, end);
        String stats = answer.substring(map.length());
        return new HaproxyAnswer(replica(replica, application, map), backend(replica, stats));
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

    static Backend backend(HaproxyReplicas.Found replica, String answer) {
        try {
            HaproxyStats stats = HaproxyStats.parse(answer);
            return new Backend(
                    replica.name(),
                    new Backend.Servers(stats.slots(), stats.serversUsed(), stats.serversUp()),
                    stats.connections(),
                    "");
        } catch (IOException e) {
            return noBackend(replica, e);
        }
    }

    static Replica noReplica(HaproxyReplicas.Found replica, IOException e) {
        return unknown(replica, reason(e));
    }

    static Backend noBackend(HaproxyReplicas.Found replica, IOException e) {
        return new Backend(replica.name(), Backend.Servers.NONE, 0, reason(e));
    }

    static Replica unknown(HaproxyReplicas.Found replica, String error) {
        return new Replica(replica.name(), Optional.empty(), error);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
