package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.Traffic;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A read-only view of a cluster for one plan: what several services need is requested once. */
final class ClusterSnapshot {
    private ClusterSnapshot() {}

    static Cluster of(Cluster cluster) {
        Cluster.Docker docker = cluster.docker();
        return new Cluster(
                cluster.name(),
                new Cluster.Docker(
                        new SwarmSnapshot(docker.swarm()), new RegistrySnapshot(docker.registry()), docker.ledgers()),
                new Cluster.Routing(new Router(cluster.router()), cluster.probe()),
                cluster.policy());
    }

    private static final class Router implements TrafficRouter {
        private final TrafficRouter router;
        /** Read when first needed. */
        private Inside inside;

        Router(TrafficRouter router) {
            this.router = router;
        }

        @Override
        public Inside inside() {
            if (inside == null) {
                inside = router.inside();
            }
            return inside;
        }

        @Override
        public View view(Application application) {
            return router.view(application);
        }

        @Override
        public View route(Application application, Route route, Fence fence) {
            throw new UnsupportedOperationException("a plan changes nothing");
        }

        @Override
        public void requireSettled(Fence fence) {
            throw new UnsupportedOperationException("a plan changes nothing");
        }

        @Override
        public List<Backend> backends(Application application, Color color) {
            return router.backends(application, color);
        }

        @Override
        public Look look(Application application, Color color) {
            return router.look(application, color);
        }

        @Override
        public void checkEarly(Application application, Color color, Map<String, List<Task>> tasks) {
            throw new UnsupportedOperationException("a plan changes nothing");
        }

        @Override
        public Traffic traffic(Application application, Color color) {
            return router.traffic(application, color);
        }

        @Override
        public Optional<String> shareObjection(Application application) {
            return router.shareObjection(application);
        }

        @Override
        public Addresses addresses(Application application) {
            return router.addresses(application);
        }

        @Override
        public List<RouteRule> rules(Application application) {
            return router.rules(application);
        }

        @Override
        public boolean routesWithRelease() {
            return router.routesWithRelease();
        }

        @Override
        public RouteChanges routeChanges(Application application, List<WantedRoute> wanted) {
            return router.routeChanges(application, wanted);
        }

        @Override
        public RouteChange bring(Application application, List<WantedRoute> wanted) {
            throw new UnsupportedOperationException("a plan changes nothing");
        }

        @Override
        public Map<String, String> labels(String service, Map<String, String> labels) {
            return router.labels(service, labels);
        }

        @Override
        public Map<String, String> adopted(String service, Map<String, String> labels) {
            return router.adopted(service, labels);
        }

        @Override
        public List<String> objections(String service, Map<String, String> labels) {
            return router.objections(service, labels);
        }

        @Override
        public void forget(Application application) {
            throw new UnsupportedOperationException("a plan changes nothing");
        }
    }
}
