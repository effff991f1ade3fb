package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Swarm that runs a fake HAProxy with mutual TLS on each of two nodes, for tests of front ends. */
public final class RouterInMemory implements Closeable {
    private final ProxySwarm swarm = new ProxySwarm();

    public RouterSite site(HaproxySettings settings, Optional<ClientStore> store, RouterSite.Attendant attendant) {
        return new RouterSite(
                new RouterSite.Cluster(
                        swarm, image -> ImageReference.parse(image + "@sha256:" + "a".repeat(64)), List::of),
                settings,
                store,
                attendant);
    }

    /** The image of the router's service; empty if there is none. */
    public Optional<String> image(String service) {
        return swarm.service(service).map(found -> found.spec().image());
    }

    /** The applications that a replica has routes for. */
    public List<String> routed(String service) {
        return swarm.service(service)
                .map(found -> RouterLabels.names(found.spec().labels()).stream()
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    /** The published ports of the router's service, by container port. */
    public Map<Integer, Integer> published(String service) {
        return swarm.service(service)
                .map(found -> OrderChecks.published(found.spec()))
                .orElse(Map.of());
    }

    /** Creates a secret. */
    public void secret(String name) {
        swarm.create(Kind.SECRET, Map.of("Name", name, "Data", ""));
    }

    /** Replicas with this image never serve their routes. */
    public void servesNothing(String image) {
        swarm.empty = image;
    }

    /** What this Swarm was asked to do. */
    public List<String> events() {
        return List.copyOf(swarm.events);
    }

    @Override
    public void close() {
        swarm.close();
    }
}
