package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The services of an application that Traefik leads users to.
 *
 * @param all services of the Swarm, at one moment
 */
record TraefikServices(Application application, List<Service> all) {
    /** Those of a color, delivered or adopted. */
    List<Service> in(Color color) {
        return all.stream()
                .filter(service ->
                        application.name().equals(service.spec().labels().get(Labels.APPLICATION))
                                && color.word().equals(service.spec().labels().get(Labels.COLOR))
                                && service.spec().labels().containsKey(Labels.ROUTER))
                .sorted(Comparator.comparing(Service::name))
                .toList();
    }

    /** The releases of a route. */
    static Stream<Target> targets(Route route) {
        return Stream.of(route.preview(), route.share().map(Share::candidate), route.active())
                .flatMap(Optional::stream);
    }

    /**
     * The routes of a release.
     *
     * @throws RouterException if it has none: its users would get errors
     */
    List<TraefikRoute> routes(Target target) {
        List<TraefikRoute> routes = in(target.color()).stream()
                .flatMap(service -> TraefikColorLabels.of(service).routes().stream())
                .toList();
        if (routes.isEmpty()) {
            throw new RouterException("no service of " + target + " has a route for Traefik: deliver it, with a"
                    + " label swarm-delivery.route.port or with Traefik's own");
        }
        return routes;
    }

    /**
     * The labels for constraints of the releases; where there is none any more, those from before: Traefik must see that,
     * too.
     */
    Map<String, String> constraints(Route route, Optional<Service> before) {
        Map<String, String> labels = new TreeMap<>();
        Stream.concat(
                        targets(route).flatMap(target -> in(target.color()).stream()),
                        before.stream().filter(service -> route.equals(Route.NONE)))
                .forEach(service -> labels.putAll(
                        TraefikOriginals.ofConstraints(service.spec().labels())));
        return labels;
    }

    /** What a replica knows of a color. One that has no service yet has room for any: its routes come with it. */
    Map<String, Backend.Servers> servers(Color color, TraefikSnapshot snapshot) {
        List<Service> services = in(color);
        Map<String, Backend.Servers> servers = new LinkedHashMap<>();
        if (services.isEmpty()) {
            servers.put(application.serviceName(color), new Backend.Servers(Integer.MAX_VALUE, 0, 0));
        }
        services.forEach(service -> servers.put(
                known(color, service),
                snapshot.servers(TraefikColorLabels.of(service).routes())));
        return servers;
    }

    /** Without a stack file, an adopted service counts as that of its color. */
    private String known(Color color, Service service) {
        return service.spec().labels().containsKey(Labels.SERVICE) ? service.name() : application.serviceName(color);
    }
}
