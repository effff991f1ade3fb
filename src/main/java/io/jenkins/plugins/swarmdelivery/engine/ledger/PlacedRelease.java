package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Instant;
import java.util.List;

/**
 * A release and the services that run it.
 *
 * @param release what runs
 * @param color of its services
 * @param services of its color; the first is a routed one
 * @param since when it took the role (active, standby, candidate) that it has now
 * @param adopted whether its services were adopted: they are never removed after a failure
 */
public record PlacedRelease(Release release, Color color, List<ServiceRef> services, Instant since, boolean adopted) {
    /**
     * A service as the ledger knows it.
     *
     * @param name in the Swarm; an adopted service keeps its own
     * @param id assigned by Docker; empty until it has been created
     * @param fingerprint of its task template as last written or adopted: a difference is drift; empty until it has
     *     been created
     * @param part its name in the stack file; empty for an application that is a single service
     * @param routed whether users reach it through the router
     */
    public record ServiceRef(String name, String id, String fingerprint, String part, boolean routed) {
        /** The service of an application without a stack file. */
        public ServiceRef(String name, String id, String fingerprint) {
            this(name, id, fingerprint, "", true);
        }

        /** The same, still to be created. */
        public static ServiceRef named(String name) {
            return new ServiceRef(name, "", "");
        }

        /** A part of a stack, still to be created. */
        static ServiceRef of(Part part) {
            return new ServiceRef(part.spec().name(), "", "", part.name(), part.role() == Role.ROUTED);
        }

        private ServiceRef running(Service created) {
            return new ServiceRef(name, created.id(), created.spec().fingerprint(), part, routed);
        }
    }

    public PlacedRelease {
        services = List.copyOf(services);
    }

    public PlacedRelease(Release release, Color color, ServiceRef only, Instant since, boolean adopted) {
        this(release, color, List.of(only), since, adopted);
    }

    /** The first service, which users reach. */
    public ServiceRef ref() {
        return services.get(0);
    }

    /** Whether it comes from a stack file. */
    public boolean stack() {
        return !ref().part().isEmpty();
    }

    public String service() {
        return ref().name();
    }

    public String serviceId() {
        return ref().id();
    }

    public String fingerprint() {
        return ref().fingerprint();
    }

    /** The release as the router identifies it. */
    public TrafficRouter.Target target() {
        return new TrafficRouter.Target(color, release.version());
    }

    /** With the ID and the fingerprint of one of its services, which is found by its name. */
    public PlacedRelease running(Service created) {
        return new PlacedRelease(
                release,
                color,
                services.stream()
                        .map(ref -> ref.name().equals(created.name()) ? ref.running(created) : ref)
                        .toList(),
                since,
                adopted);
    }

    /** With the IDs and fingerprints that another view of it has. */
    public PlacedRelease with(PlacedRelease seen) {
        return new PlacedRelease(
                release,
                color,
                services.stream()
                        .map(ref -> seen.services().stream()
                                .filter(other -> other.name().equals(ref.name())
                                        && !other.id().isEmpty())
                                .findFirst()
                                .orElse(ref))
                        .toList(),
                since,
                adopted);
    }

    /** With the IDs and fingerprints of several of its services. */
    public PlacedRelease running(List<Service> created) {
        PlacedRelease running = this;
        for (Service service : created) {
            running = running.running(service);
        }
        return running;
    }

    public PlacedRelease withVersion(String version) {
        Release named = new Release(release.number(), version, release.image(), release.author(), release.at());
        return new PlacedRelease(named, color, services, since, adopted);
    }

    public PlacedRelease since(Instant now) {
        return new PlacedRelease(release, color, services, now, adopted);
    }

    @Override
    public String toString() {
        return color + " " + release.version();
    }
}
