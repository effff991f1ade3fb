package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Routers in memory, one for each application. */
final class FakeRouters implements TrafficRouter {
    private final FakeSwarm swarm;
    private final Faults faults;
    private final Map<Application, FakeRouter> routers = new ConcurrentHashMap<>();

    FakeRouters(FakeSwarm swarm, Faults faults) {
        this.swarm = swarm;
        this.faults = faults;
    }

    private FakeRouter of(Application application) {
        return routers.computeIfAbsent(application, its -> new FakeRouter(swarm, faults));
    }

    @Override
    public View view(Application application) {
        return of(application).view(application);
    }

    @Override
    public Optional<String> shareObjection(Application application) {
        return of(application).shareObjection(application);
    }

    @Override
    public View route(Application application, Route route, Fence fence) {
        return of(application).route(application, route, fence);
    }

    @Override
    public List<Backend> backends(Application application, Color color) {
        return of(application).backends(application, color);
    }

    @Override
    public Inside inside() {
        return new Inside(List.of("apps"), "http://router:8080");
    }

    @Override
    public Addresses addresses(Application application) {
        return of(application).addresses(application);
    }
}
