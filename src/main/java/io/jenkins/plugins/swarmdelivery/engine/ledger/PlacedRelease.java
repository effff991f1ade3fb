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
 * @param color which color it has
 * @param services of its color; the first is what users reach
 * @param since when it took the role (active, standby, candidate) that it has now
 * @param adopted true for a service that was made by hand: it is never removed on a failure edge
 */
public record PlacedRelease(Release release, Color color, List<ServiceRef> services, Instant since, boolean adopted) {
    /**
     * A service as the ledger knows it.
     *
     * @param name an adopted service keeps the name that it was made with
     * @param id Docker's id of it; empty until it has been created
     * @param fingerprint of its task template when the engine last wrote or adopted it: a difference means drift; empty
     *     until it has been created
     * @param part the service of the stack file that it is; empty for an application that is a single service
     * @param routed users reach it through the router
     */
    public record ServiceRef(String name, String id, String fingerprint, String part, boolean routed) {
        /** Of an application that is a single service. */
        public ServiceRef(String name, String id, String fingerprint) {
            this(name, id, fingerprint, "", true);
        }

        /** One that is still to be created. */
        public static ServiceRef named(String name) {
            return new ServiceRef(name, "", "");
        }

        /** The same of a part of a stack. */
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

    /** What users reach. */
    public ServiceRef ref() {
        return services.get(0);
    }

    /** It comes from a stack file. */
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

    /** As the router knows it. */
    public TrafficRouter.Target target() {
        return new TrafficRouter.Target(color, release.version());
    }

    /** With the ID of one of its services, which is known by its name. */
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

    /** With the IDs that another look has seen. */
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

    /** With the IDs of several of its services. */
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
