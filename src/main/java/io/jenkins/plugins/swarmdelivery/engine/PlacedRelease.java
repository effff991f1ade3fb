package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Instant;

/**
 * A release and the service that runs it.
 *
 * @param release what runs
 * @param color which color it has
 * @param service the service's name; an adopted service keeps the name that it was made with
 * @param serviceId Docker's id of it; empty until it has been created
 * @param fingerprint of the service's task template when the engine last wrote or adopted it: a difference means that
 *     somebody changed the service by hand; empty until it has been created
 * @param since when it took the role (active, standby, candidate) that it has now
 * @param adopted true for a service that was made by hand: it is never removed on a failure edge
 */
public record PlacedRelease(
        Release release,
        Color color,
        String service,
        String serviceId,
        String fingerprint,
        Instant since,
        boolean adopted) {

    public PlacedRelease running(Service created) {
        return new PlacedRelease(
                release, color, service, created.id(), created.spec().fingerprint(), since, adopted);
    }

    public PlacedRelease withVersion(String version) {
        Release named = new Release(release.number(), version, release.image(), release.author(), release.at());
        return new PlacedRelease(named, color, service, serviceId, fingerprint, since, adopted);
    }

    public PlacedRelease since(Instant now) {
        return new PlacedRelease(release, color, service, serviceId, fingerprint, now, adopted);
    }

    @Override
    public String toString() {
        return color + " " + release.version();
    }
}
