package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * The service that carries the routes of an application in its labels. It has no tasks: all routers of the application
 * stand on one service, so that one update, which Docker refuses if somebody else was faster, switches all of them in the
 * same instant on each replica of Traefik, and no service of a color changes.
 */
final class TraefikRoutes {
    private static final String ROUTERS = "traefik.http.routers.";
    private static final String MIDDLEWARES = "traefik.http.middlewares.";

    private final Application application;
    private final TraefikSettings settings;

    TraefikRoutes(Application application, TraefikSettings settings) {
        this.application = application;
        this.settings = settings;
    }

    /** The name of the service. */
    String name() {
        return application + "-routes";
    }

    String activeMiddleware() {
        return name() + "-active";
    }

    String previewMiddleware() {
        return name() + "-preview";
    }

    /** Its name tells the percentage, so that a replica shows which share it serves. */
    String shareMiddleware(int percent) {
        return name() + "-share-" + percent;
    }

    /** Whether a service of this name is the one that was made for it. */
    boolean owns(Service service) {
        return application.name().equals(service.spec().labels().get(Labels.ROUTES));
    }

    /**
     * The route that labels stand for.
     *
     * @throws RouterException if somebody has written something else there
     */
    Route target(Map<String, String> labels) {
        try {
            return RouteText.fromLabels(labels, application);
        } catch (IllegalArgumentException e) {
            throw new RouterException("label of service " + name() + ": " + e.getMessage());
        }
    }

    /**
     * @param network of Traefik, by its name
     * @param services of the application, whose routes they are
     * @param constraints labels without which Traefik would not look at the service
     */
    Map<String, String> labels(Route route, String network, TraefikServices services, Map<String, String> constraints) {
        Map<String, String> labels = new TreeMap<>(RouteText.intoLabels(Map.of(), application, route));
        labels.putAll(constraints);
        labels.put(Labels.ROUTER, TraefikColorLabels.TRAEFIK);
        labels.put(Labels.ROUTES, application.name());
        labels.put("traefik.enable", "true");
        labels.put("traefik.swarm.network", network);
        // With the virtual address of a service, Traefik reads its labels though it has no task.
        labels.put("traefik.swarm.lbswarm", "true");
        labels.put("traefik.http.services." + name() + ".loadbalancer.server.port", "1");
        // Without any router, Traefik would make one that serves users. And it ignores an empty configuration: a route
        // that was its last one would stay.
        labels.put(ROUTERS + name() + ".rule", TraefikColorLabels.never(name()));
        labels.put(ROUTERS + name() + ".entrypoints", settings.entryPoints().preview());
        labels.put(ROUTERS + name() + ".service", name());
        Optional<TraefikShare> shared = route.share().map(share -> new TraefikShare(application, share));
        route.active().ifPresent(target -> {
            services.routes(target)
                    .forEach(each -> users(
                            labels,
                            activeMiddleware(),
                            shared.map(share -> each.narrowed(share.active())).orElse(each)));
            named(labels, activeMiddleware(), target);
        });
        route.share().ifPresent(share -> {
            String middleware = shareMiddleware(share.percent());
            services.routes(share.candidate())
                    .forEach(each -> users(
                            labels,
                            middleware,
                            each.narrowed(shared.orElseThrow().candidate())));
            named(labels, middleware, share.candidate());
        });
        route.preview().ifPresent(target -> {
            onePerRule(services.routes(target)).forEach(each -> tests(labels, each));
            named(labels, previewMiddleware(), target);
        });
        return labels;
    }

    private void users(Map<String, String> labels, String middleware, TraefikRoute route) {
        Map<String, String> options = new LinkedHashMap<>(route.options());
        options.putIfAbsent(
                "entrypoints", String.join(",", settings.entryPoints().users()));
        router(labels, middleware, route, options);
    }

    private void tests(Map<String, String> labels, TraefikRoute route) {
        Map<String, String> options = new LinkedHashMap<>(route.tested());
        options.put("entrypoints", settings.entryPoints().preview());
        router(labels, previewMiddleware(), route, options);
    }

    /** At one entry point, only one of those with the same rule counts: what users get over TLS, not what leads there. */
    private static Collection<TraefikRoute> onePerRule(List<TraefikRoute> routes) {
        BinaryOperator<TraefikRoute> better = BinaryOperator.maxBy(Comparator.comparing(TraefikRoute::secure)
                .thenComparing(Comparator.comparing(TraefikRoute::redirects).reversed()));
        Map<String, TraefikRoute> byRule = new LinkedHashMap<>();
        routes.forEach(route -> byRule.merge(route.rule().replaceAll("\\s+", ""), route, better));
        return byRule.values();
    }

    private void router(
            Map<String, String> labels, String middleware, TraefikRoute route, Map<String, String> options) {
        String router = ROUTERS + middleware + "-" + route.name() + ".";
        options.putIfAbsent("priority", route.length());
        options.merge("middlewares", middleware + "@swarm", (users, ours) -> ours + "," + users);
        options.forEach((option, value) -> labels.put(router + option, value));
        if (labels.put(router + "rule", route.rule()) != null) {
            throw new RouterException(
                    "two routes of " + application + " are called " + route.name() + "; give one of them another name");
        }
        labels.put(router + "service", route.target() + "@swarm");
    }

    /** Each response names what it came from, as behind HAProxy. */
    private void named(Map<String, String> labels, String middleware, Target target) {
        String header = MIDDLEWARES + middleware + ".headers.customresponseheaders.";
        labels.put(header + HttpProbe.APPLICATION_HEADER, application.name());
        labels.put(header + HttpProbe.COLOR_HEADER, target.color().word());
        labels.put(header + HttpProbe.RELEASE_HEADER, target.release());
    }

    /**
     * @param image any that the Swarm knows: no task is ever made of it
     * @param network of Traefik
     */
    ServiceSpec spec(Map<String, String> labels, String image, String network) {
        return new ServiceSpec(Map.of(
                "Name",
                name(),
                "Labels",
                labels,
                "TaskTemplate",
                Map.of(
                        "ContainerSpec", Map.of("Image", image),
                        "Networks", List.of(Map.of("Target", network))),
                "Mode",
                Map.of("Replicated", Map.of("Replicas", 0)),
                "EndpointSpec",
                Map.of("Mode", "vip")));
    }
}
