package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The labels of a service in one color: with them Traefik knows the tasks, but sends no request to them. They carry names
 * of their own, because Traefik drops a router that two services define differently, and merges services of one name. What
 * the user's own labels say is kept beside them, for the color that follows.
 */
final class TraefikColorLabels {
    static final String TRAEFIK = "traefik";
    private static final String ROUTERS = "traefik.http.routers.";
    private static final String SERVICES = TraefikOriginals.SERVICES;
    static final String PORT = ".loadbalancer.server.port";
    private static final String ROUTE = "swarm-delivery.route.";
    /** About what Traefik gives a rule with a host, by its length. */
    private static final int OF_A_HOST = 40;

    private final String service;
    /** Of the names that Traefik knows; empty: they are the user's own. */
    private final String prefix;

    private final Map<String, String> labels;
    private final TraefikOriginals originals;
    private final TraefikMiddlewares middlewares;

    /**
     * @param service the name of the service in the Swarm
     * @param labels those of the spec that it is made of
     */
    TraefikColorLabels(String service, Map<String, String> labels) {
        this(service, service + "-", labels);
    }

    private TraefikColorLabels(String service, String prefix, Map<String, String> labels) {
        this.service = service;
        this.prefix = prefix;
        this.labels = labels;
        this.originals = TraefikOriginals.of(labels);
        this.middlewares = new TraefikMiddlewares(prefix, originals);
    }

    /** Of a service that runs: an adopted one keeps the names that its users gave. */
    static TraefikColorLabels of(Service running) {
        Map<String, String> labels = running.spec().labels();
        return TraefikAdoption.adopted(labels)
                ? underOwnNames(running.name(), labels)
                : new TraefikColorLabels(running.name(), labels);
    }

    /** Of a service whose labels for Traefik are all its users'. */
    static TraefikColorLabels underOwnNames(String service, Map<String, String> labels) {
        return new TraefikColorLabels(service, "", labels);
    }

    /** Whether users reach the service. */
    boolean routed() {
        return !originals.disabled() && !routes().isEmpty();
    }

    /**
     * What the service of a color gets in addition to its labels.
     *
     * @param network over which Traefik reaches the tasks
     * @param preview the entry point of tests
     * @throws RefusedException if Traefik could not tell which port a route leads to
     */
    Map<String, String> added(String network, String preview) {
        Map<String, String> added = new TreeMap<>(originals.kept());
        added.putAll(TraefikOriginals.ofConstraints(originals.labels()));
        added.put(Labels.ROUTER, TRAEFIK);
        added.put("traefik.enable", "true");
        added.put("traefik.swarm.network", network);
        added.putAll(originals.renamed(SERVICES, prefix, (label, value) -> value));
        added.putAll(middlewares.labels());
        routes().forEach(route -> port(route, added));
        added.putAll(idle(preview));
        return added;
    }

    /** Without a router of its own, Traefik would make one that serves users. This one serves nobody. */
    Map<String, String> idle(String preview) {
        return Map.of(
                ROUTERS + service + ".rule", never(service),
                ROUTERS + service + ".entrypoints", preview,
                ROUTERS + service + ".service", routes().get(0).target());
    }

    /** Of a route of ours, the target is named after the port. */
    private void port(TraefikRoute route, Map<String, String> added) {
        String target = route.target().substring(prefix.length());
        String label = SERVICES + route.target() + PORT;
        if (added.keySet().stream().noneMatch(label::equalsIgnoreCase)) {
            added.put(label, originals.names(SERVICES).contains(target) ? ourPort(target) : target);
        }
    }

    private String ourPort(String traefiks) {
        return Optional.ofNullable(labels.get(ROUTE + "port"))
                .map(String::strip)
                .orElseThrow(() -> new RefusedException("service " + service
                        + ": its routers of Traefik lead to no port; write the port that its containers listen on as label "
                        + SERVICES + traefiks + PORT + ", or as " + ROUTE + "port"));
    }

    /** A rule that no request meets. */
    static String never(String name) {
        return "Host(`" + name + ".invalid`) && !Host(`" + name + ".invalid`)";
    }

    /** The user's own routers, or else the routes of the stack file. */
    List<TraefikRoute> routes() {
        Set<String> routers = routers();
        return routers.isEmpty() ? written() : routers.stream().map(this::taken).toList();
    }

    private Set<String> routers() {
        return originals.names(ROUTERS);
    }

    private TraefikRoute taken(String router) {
        Map<String, String> options = originals.options(ROUTERS + router + ".");
        String rule = options.remove("rule");
        if (rule == null) {
            throw new RefusedException("label " + ROUTERS + router + ".rule", null, "write which requests it takes");
        }
        String wanted = options.remove("service");
        String priority = options.getOrDefault("priority", "0");
        if (!priority.matches("-?[0-9]{1,6}")) {
            throw new RefusedException(
                    "label " + ROUTERS + router + ".priority", priority, "write a number of at most six digits");
        }
        Map<String, String> tested = new TreeMap<>(options);
        tested.keySet().removeIf(option -> option.equals("tls") || option.startsWith("tls."));
        tested.computeIfPresent("middlewares", (option, names) -> {
            String plain = middlewares.withoutRedirects(names);
            return plain.isEmpty() ? null : plain;
        });
        options.computeIfPresent("middlewares", (option, names) -> middlewares.all(names));
        return new TraefikRoute(named(router), rule, target(router, wanted), options, tested);
    }

    private String target(String router, String wanted) {
        Set<String> services = originals.names(SERVICES);
        if (services.isEmpty() && wanted == null) {
            return prefix + ourPort(router);
        }
        String name =
                wanted == null && services.size() == 1 ? services.iterator().next() : wanted;
        if (name == null || !services.contains(TraefikOriginals.local(name))) {
            throw new RefusedException(
                    "label " + ROUTERS + router + ".service",
                    wanted,
                    "name a service that a label of the same service defines, as in " + SERVICES + "NAME" + PORT);
        }
        return prefix + TraefikOriginals.local(name);
    }

    private List<TraefikRoute> written() {
        Map<String, Map<String, String>> fields = new TreeMap<>();
        labels.forEach((label, value) -> {
            if (label.startsWith(ROUTE)) {
                String rest = label.substring(ROUTE.length());
                int dot = rest.lastIndexOf('.');
                fields.computeIfAbsent(dot < 0 ? "" : rest.substring(0, dot), name -> new TreeMap<>())
                        .put(rest.substring(dot + 1), value);
            }
        });
        List<TraefikRoute> routes = new ArrayList<>();
        fields.forEach((name, route) -> {
            if (route.containsKey("port")) {
                Map<String, String> options = Map.of("priority", String.valueOf(priority(route)));
                routes.add(new TraefikRoute(
                        named(name.isEmpty() ? "default" : name),
                        rule(route),
                        prefix + route.get("port").strip(),
                        options,
                        options));
            }
        });
        return routes;
    }

    /** Routes of two services of an application may have the same name. */
    private String named(String route) {
        String part = labels.getOrDefault(Labels.SERVICE, "");
        return part.isEmpty() ? route : part + "_" + route;
    }

    /**
     * A host counts more than any path, and the longer path more; about what Traefik gives such a rule by its length, so
     * that other applications' routers keep their place.
     */
    private static int priority(Map<String, String> route) {
        int path = path(route).length();
        return route.getOrDefault("host", "").isBlank() ? 1 + Math.min(path, OF_A_HOST - 2) : OF_A_HOST + path;
    }

    private static String path(Map<String, String> route) {
        return route.getOrDefault("path", "/").strip().replaceFirst("/+$", "");
    }

    private static String rule(Map<String, String> route) {
        List<String> all = new ArrayList<>();
        String hosts = route.getOrDefault("host", "").strip();
        if (!hosts.isEmpty()) {
            all.add(Arrays.stream(hosts.split("[,\\s]+"))
                    .map(host -> "Host(`" + host + "`)")
                    .collect(Collectors.joining(" || ", "(", ")")));
        }
        String path = path(route);
        // Whole segments: /api takes /api and /api/x, but not /apis.
        all.add(path.isEmpty() ? "PathPrefix(`/`)" : "(Path(`" + path + "`) || PathPrefix(`" + path + "/`))");
        return String.join(" && ", all);
    }
}
