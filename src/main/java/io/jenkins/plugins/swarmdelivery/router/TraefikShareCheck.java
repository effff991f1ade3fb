package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why Traefik cannot share an application's users: with {@link TraefikShare}, some would get errors, or all the same release. */
record TraefikShareCheck(TraefikRoutes routes, TraefikServices services, TraefikSettings.EntryPoints settings) {
    private static final String V2 = "v2";
    private static final String SYNTAX = "; Traefik reads a share only in rules of version 3: ";

    /**
     * What labels, and the ports of Traefik's own service, say.
     *
     * @param there what Traefik has; empty if no replica tells
     */
    Optional<String> ofServices(Service traefik, Optional<TraefikEntryPoints> there) {
        return there.flatMap(entryPoints -> hidden(traefik, entryPoints))
                .or(this::old)
                .or(this::differing);
    }

    /** Docker's routing mesh shows its own addresses in place of the users'. */
    private Optional<String> hidden(Service traefik, TraefikEntryPoints there) {
        Set<Integer> reached = all().stream()
                .flatMap(route ->
                        TraefikEntryPoints.listed(
                                route.options().getOrDefault("entrypoints", String.join(",", settings.users())))
                                .stream())
                .flatMapToInt(name -> there.port(name).stream())
                .boxed()
                .collect(Collectors.toSet());
        return traefik.spec().publishedPorts().stream()
                .filter(port ->
                        Json.text(port, "PublishMode").filter("host"::equals).isEmpty())
                .map(port -> Json.number(port, "TargetPort").orElse(0L).intValue())
                .filter(reached::contains)
                .map(port -> "service " + traefik.name() + " publishes port " + port
                        + " in ingress mode, so Traefik does not see the addresses of users, by which they are told apart;"
                        + " publish it in host mode")
                .findFirst();
    }

    private Optional<String> old() {
        return all().stream()
                .filter(route -> V2.equalsIgnoreCase(route.options().get("rulesyntax")))
                .map(route -> "router " + route.name() + " has the option ruleSyntax=v2" + SYNTAX
                        + "deliver a release without this option, or promote the candidate with register")
                .findFirst();
    }

    /** For one host, Traefik then takes its default options instead, for all of its routers. */
    private Optional<String> differing() {
        List<Set<String>> options = Stream.of(Color.values())
                .<Set<String>>map(color -> of(color).stream()
                        .filter(TraefikRoute::secure)
                        .map(route -> route.options().getOrDefault("tls.options", "default"))
                        .collect(Collectors.toCollection(TreeSet::new)))
                .filter(names -> !names.isEmpty())
                .toList();
        return options.stream().distinct().count() < 2
                ? Optional.empty()
                : Optional.of("the routers of the two releases have different tls.options: " + options
                        + "; Traefik would use neither while both serve; promote the candidate with register");
    }

    private List<TraefikRoute> all() {
        return Stream.of(Color.values()).flatMap(color -> of(color).stream()).toList();
    }

    private List<TraefikRoute> of(Color color) {
        return services.in(color).stream()
                .flatMap(service -> TraefikColorLabels.of(service).routes().stream())
                .toList();
    }

    /** What a replica has made of the labels, with its static configuration. */
    Optional<String> ofReplica(String replica, TraefikSnapshot snapshot) {
        return V2.equals(snapshot.syntax(routes.name()))
                ? Optional.of("router replica " + replica + " has the option core.defaultRuleSyntax=v2" + SYNTAX
                        + "remove the option from Traefik's static configuration")
                : Optional.empty();
    }
}
