package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptReleases;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.plan.JoinedNetworks;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An existing service, adopted as the application's release.
 *
 * @param placed the release that it becomes
 * @param again whether it is already the active release, whose drift is accepted
 */
record Adoption(PlacedRelease placed, boolean again) {
    /** @throws RefusedException if the service cannot be adopted */
    static Adoption of(Cluster cluster, Intent intent, String name) {
        Application application = intent.application();
        Ledger ledger = intent.ledger();
        Author author = intent.claim().author();
        Instant now = intent.now();
        Service service = cluster.swarm()
                .service(name)
                .orElseThrow(() -> new RefusedException("service", name, "the cluster has no service of this name"));
        Optional<PlacedRelease> active = ledger.active();
        if (active.filter(PlacedRelease::stack).isPresent()) {
            throw new RefusedException(
                    "service",
                    name,
                    "release " + active.get()
                            + " comes from a stack file; make the change in the file, and deliver it");
        }
        boolean again = active.isPresent() && active.get().service().equals(service.name());
        if (active.isPresent() && !again) {
            throw new RefusedException(application + " has a release already: " + active.get()
                    + "; only an application without one can adopt a service");
        }
        String owner = service.spec().labels().getOrDefault(Labels.APPLICATION, application.name());
        if (!owner.equals(application.name())) {
            throw new RefusedException("service " + name + " belongs to application " + owner);
        }
        if (service.spec().mode() instanceof ServiceSpec.Mode.Other other) {
            throw new RefusedException(
                    "service " + name + " has mode " + other.name() + ", which cannot be delivered blue-green");
        }
        List<String> unreachable = again ? List.of() : unreachable(cluster, service.spec());
        if (!unreachable.isEmpty()) {
            throw new RefusedException(String.join("\n", unreachable));
        }
        ImageReference image = ImageReference.parse(service.spec().image());
        // The tag may name another image by now: an image without a digest stays without one.
        String version = active.filter(
                        placed -> again && placed.release().image().equals(image))
                .map(placed -> placed.release().version())
                .or(image::tag)
                .orElse("adopted");
        Release release = new Release(new KeptReleases(cluster.ledgers()).next(ledger), version, image, author, now);
        Color color = active.map(PlacedRelease::color).orElseGet(() -> color(application, service));
        boolean adopted = active.map(PlacedRelease::adopted).orElse(true);
        PlacedRelease placed = new PlacedRelease(
                        release, color, PlacedRelease.ServiceRef.named(service.name()), now, adopted)
                .running(service);
        Optional<String> other =
                again ? Optional.empty() : otherRoute(cluster.router().view(application), placed);
        other.ifPresent(problem -> {
            throw new RefusedException(problem);
        });
        return new Adoption(placed, again);
    }

    /** Green if the service has the name of the green one, because the ledger was lost; blue otherwise. */
    private static Color color(Application application, Service service) {
        return service.name().equals(application.serviceName(Color.GREEN)) ? Color.GREEN : Color.BLUE;
    }

    /** Why the router cannot take over a service. To join a network restarts tasks, so it is left to people. */
    static List<String> unreachable(Cluster cluster, ServiceSpec spec) {
        Optional<String> refused = objection(cluster.router(), spec).or(() -> unserved(cluster.router(), spec));
        if (refused.isPresent()) {
            return List.of(refused.get());
        }
        List<String> problems =
                JoinedNetworks.of("service " + spec.name(), spec, cluster).problems();
        return problems.isEmpty()
                ? List.of()
                : List.of(String.join("\n", problems) + ": docker service update --network-add NETWORK " + spec.name()
                        + ", which restarts its tasks"
                        + (spec.networks().isEmpty()
                                ? ""
                                : "; or have the router join one of the service's networks, which replaces the router's"
                                        + " replicas one node at a time"));
    }

    /** Why the router cannot take over a service, whether or not users reach it. */
    static Optional<String> objection(TrafficRouter router, ServiceSpec spec) {
        try {
            router.adopted(spec.name(), spec.labels());
            return Optional.empty();
        } catch (RefusedException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<String> unserved(TrafficRouter router, ServiceSpec spec) {
        boolean served = !router.adopted(spec.name(), spec.labels()).isEmpty();
        return served || !router.routesWithRelease()
                ? Optional.empty()
                : Optional.of("service " + spec.name() + ": the router has no route to it, and reads routes from labels"
                        + " of services alone; give it such labels and deploy it again, or deliver the application under"
                        + " another name, then remove this service");
    }

    /**
     * Why a service cannot be adopted: the router serves another one. It may serve this one already, if the ledger was
     * lost.
     */
    static Optional<String> otherRoute(TrafficRouter.View view, PlacedRelease placed) {
        return view.provesActive(Optional.empty()) || serves(view, placed)
                ? Optional.empty()
                : Optional.of("service " + placed.service() + " is not adopted as " + placed
                        + ": the router should serve that or no route, but " + view.describe());
    }

    /** Whether the router already serves it. */
    static boolean serves(TrafficRouter.View view, PlacedRelease placed) {
        return view.provesActive(Optional.of(placed.target()));
    }
}
