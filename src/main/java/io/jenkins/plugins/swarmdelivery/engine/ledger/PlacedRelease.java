package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Instant;

/**
 * A release and the service that runs it.
 *
 * @param release what runs
 * @param color which color it has
 * @param ref the service
 * @param since when it took the role (active, standby, candidate) that it has now
 * @param adopted true for a service that was made by hand: it is never removed on a failure edge
 */
public record PlacedRelease(Release release, Color color, ServiceRef ref, Instant since, boolean adopted) {
    /**
     * A service as the ledger knows it.
     *
     * @param name an adopted service keeps the name that it was made with
     * @param id Docker's id of it; empty until it has been created
     * @param fingerprint of its task template when the engine last wrote or adopted it: a difference means drift; empty
     *     until it has been created
     */
    public record ServiceRef(String name, String id, String fingerprint) {
        /** One that is still to be created. */
        public static ServiceRef named(String name) {
            return new ServiceRef(name, "", "");
        }
    }

    public String service() {
        return ref.name();
    }

    public String serviceId() {
        return ref.id();
    }

    public String fingerprint() {
        return ref.fingerprint();
    }

    /** As the router knows it. */
    public TrafficRouter.Target target() {
        return new TrafficRouter.Target(color, release.version());
    }

    public PlacedRelease running(Service created) {
        ServiceRef running =
                new ServiceRef(service(), created.id(), created.spec().fingerprint());
        return new PlacedRelease(release, color, running, since, adopted);
    }

    public PlacedRelease withVersion(String version) {
        Release named = new Release(release.number(), version, release.image(), release.author(), release.at());
        return new PlacedRelease(named, color, ref, since, adopted);
    }

    public PlacedRelease since(Instant now) {
        return new PlacedRelease(release, color, ref, now, adopted);
    }

    @Override
    public String toString() {
        return color + " " + release.version();
    }
}
