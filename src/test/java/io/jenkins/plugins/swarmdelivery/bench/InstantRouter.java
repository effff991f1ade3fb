package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A router of one replica that serves at once what it is told, and asks nobody. */
final class InstantRouter implements TrafficRouter {
    private static final String REPLICA = "r1";

    private final Map<Application, Route> routes = new ConcurrentHashMap<>();

    @Override
    public View view(Application application) {
        Route route = routes.getOrDefault(application, Route.NONE);
        return new View(route, List.of(new Replica(REPLICA, Optional.of(route), "")));
    }

    @Override
    public View route(Application application, Route route, Fence fence) {
        routes.put(application, route);
        return view(application);
    }

    @Override
    public List<Backend> backends(Application application, Color color) {
        Backend.Servers all = new Backend.Servers(Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        return List.of(new Backend(
                REPLICA,
                Map.of(application.serviceName(color), all, application.serviceName("web", color), all),
                0,
                ""));
    }

    @Override
    public Addresses addresses(Application application) {
        return Addresses.NONE;
    }
}
