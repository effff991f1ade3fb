package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why Traefik could not serve a service of a release, or would not for long. */
final class TraefikObjections {
    private static final String MIDDLEWARES = "traefik.http.middlewares.";

    private final Swarm swarm;
    private final TraefikSettings.EntryPoints settings;

    TraefikObjections(Swarm swarm, TraefikSettings.EntryPoints settings) {
        this.swarm = swarm;
        this.settings = settings;
    }

    /**
     * @param routes of the service
     * @param there what Traefik has; empty if no replica tells
     */
    List<String> to(List<TraefikRoute> routes, Optional<TraefikEntryPoints> there) {
        List<String> all = new ArrayList<>();
        there.ifPresent(entryPoints -> entryPoints(routes, entryPoints, all));
        middlewares(routes, all);
        return all;
    }

    /** Traefik serves no route at an entry point that it does not have: users would get 404 until the rollback. */
    private void entryPoints(List<TraefikRoute> routes, TraefikEntryPoints there, List<String> all) {
        String users = String.join(",", settings.users());
        Set<String> wanted = new LinkedHashSet<>(List.of(settings.preview()));
        routes.forEach(
                route -> wanted.addAll(TraefikEntryPoints.listed(route.options().getOrDefault("entrypoints", users))));
        wanted.stream()
                .filter(name -> !there.has(name))
                .map(name -> "Traefik has no entry point " + name + ", only "
                        + String.join(", ", there.byName().keySet())
                        + "; correct the name in labels and settings, or add to Traefik's static configuration:"
                        + " --entryPoints." + name + ".address=:PORT")
                .forEach(all::add);
    }

    /** Of a service that was adopted: they end with it, and then Traefik would drop the routes that name them. */
    private void middlewares(List<TraefikRoute> routes, List<String> all) {
        Set<String> named = new LinkedHashSet<>();
        routes.forEach(route -> TraefikEntryPoints.listed(route.options().getOrDefault("middlewares", "")).stream()
                .map(TraefikOriginals::local)
                .filter(name -> !name.contains("@"))
                .forEach(named::add));
        if (named.isEmpty()) {
            return;
        }
        for (Service service : swarm.services()) {
            Map<String, String> labels = service.spec().labels();
            if (TraefikAdoption.adopted(labels)) {
                TraefikOriginals.of(labels).names(MIDDLEWARES).stream()
                        .filter(named::contains)
                        .map(name -> "middleware " + name + " of Traefik is defined by labels of " + service.name()
                                + " alone, and would end with that service; define it by labels of the service whose"
                                + " router names it")
                        .forEach(all::add);
            }
        }
    }
}
