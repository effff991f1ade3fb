package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The labels of a service in one color: with them Traefik knows the tasks, but sends no request to them. They carry names
 * of their own, because Traefik drops a router that two services define differently, and merges services of one name. What
 * the user's own labels say is kept beside them, for the color that follows.
 */
final class TraefikColorLabels {
    static final String TRAEFIK = "traefik";
    private static final String KEPT = "swarm-delivery.";
    private static final String OWN = "traefik.";
    private static final String HTTP = "traefik.http.";
    private static final String ROUTERS = HTTP + "routers.";
    private static final String SERVICES = HTTP + "services.";
    private static final String MIDDLEWARES = HTTP + "middlewares.";
    private static final String ROUTE = "swarm-delivery.route.";
    /** About what Traefik gives a rule with a host, by its length. */
    private static final int OF_A_HOST = 40;

    private final String service;
    private final Map<String, String> labels;
    private final Map<String, String> originals;

    /**
     * @param service the name of the service in the Swarm
     * @param labels those of the spec that it is made of, or its own
     */
    TraefikColorLabels(String service, Map<String, String> labels) {
        this.service = service;
        this.labels = labels;
        this.originals = originals(labels);
    }

    /** What the user wrote for Traefik; on the services of a color only the copy is the user's. */
    private static Map<String, String> originals(Map<String, String> labels) {
        boolean made = labels.containsKey(Labels.ROUTER);
        String prefix = made ? KEPT + OWN : OWN;
        Map<String, String> found = new TreeMap<>();
        labels.forEach((label, value) -> {
            if (label.startsWith(prefix)) {
                found.put(made ? label.substring(KEPT.length()) : label, value);
            }
        });
        found.keySet().removeIf(label -> label.startsWith("traefik.tcp.") || label.startsWith("traefik.udp."));
        return found;
    }

    /** Whether users reach the service. */
    boolean routed() {
        return !"false".equalsIgnoreCase(originals.get("traefik.enable")) && !routes().isEmpty();
    }

    /**
     * What the service of a color gets in addition to its labels.
     *
     * @param network over which Traefik reaches the tasks
     * @param preview the entry point of tests
     * @throws RefusedException if Traefik could not tell which port a route leads to
     */
    Map<String, String> added(String network, String preview) {
        Map<String, String> added = new TreeMap<>();
        originals.forEach((label, value) -> added.put(KEPT + label, value));
        added.put(Labels.ROUTER, TRAEFIK);
        added.put("traefik.enable", "true");
        added.put("traefik.swarm.network", network);
        originals.forEach((label, value) -> {
            renamed(label, SERVICES).ifPresent(name -> added.put(name, value));
            renamed(label, MIDDLEWARES).ifPresent(name -> added.put(name, referring(label, value)));
        });
        if (routers().isEmpty()) {
            ports().forEach(port -> added.put(SERVICES + service + "-" + port + ".loadbalancer.server.port", port));
        }
        // Without a router of its own, Traefik would make one that serves users. This one serves nobody.
        added.put(ROUTERS + service + ".rule", never(service));
        added.put(ROUTERS + service + ".entrypoints", preview);
        added.put(ROUTERS + service + ".service", routes().get(0).target());
        return added;
    }

    /** A rule that no request meets. */
    static String never(String name) {
        return "Host(`" + name + ".invalid`) && !Host(`" + name + ".invalid`)";
    }

    /** Middlewares may name others, and a service. */
    private String referring(String label, String value) {
        String option = label.toLowerCase(Locale.ROOT);
        if (option.endsWith(".chain.middlewares")) {
            return all(value);
        }
        return option.endsWith(".errors.service") && names(SERVICES).contains(local(value))
                ? service + "-" + local(value)
                : value;
    }

    private String all(String middlewares) {
        return Arrays.stream(middlewares.split(",")).map(this::own).collect(Collectors.joining(","));
    }

    /** {@code traefik.http.services.web.x} as {@code traefik.http.services.shop-web-blue-web.x}. */
    private Optional<String> renamed(String label, String kind) {
        return label.startsWith(kind)
                ? Optional.of(kind + service + "-" + label.substring(kind.length()))
                : Optional.empty();
    }

    /** The user's own routers, or else the routes of the stack file. */
    List<TraefikRoute> routes() {
        Set<String> routers = routers();
        return routers.isEmpty() ? written() : routers.stream().map(this::taken).toList();
    }

    private Set<String> routers() {
        return names(ROUTERS);
    }

    private Set<String> names(String kind) {
        return originals.keySet().stream()
                .filter(label -> label.startsWith(kind))
                .map(label -> label.substring(kind.length()).split("\\.", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private TraefikRoute taken(String router) {
        Map<String, String> options = new LinkedHashMap<>();
        originals.forEach((label, value) -> {
            if (label.startsWith(ROUTERS + router + ".")) {
                // Traefik ignores the case of its own names.
                options.put(label.substring((ROUTERS + router + ".").length()).toLowerCase(Locale.ROOT), value);
            }
        });
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
        options.computeIfPresent("middlewares", (option, names) -> all(names));
        return new TraefikRoute(named(router), rule, target(router, wanted), options);
    }

    private String target(String router, String wanted) {
        Set<String> services = names(SERVICES);
        String name =
                wanted == null && services.size() == 1 ? services.iterator().next() : wanted;
        if (name == null || !services.contains(local(name))) {
            throw new RefusedException(
                    "label " + ROUTERS + router + ".service",
                    wanted,
                    "name a service that a label of the same service defines, as in " + SERVICES
                            + "NAME.loadbalancer.server.port");
        }
        return service + "-" + local(name);
    }

    /** The user's middlewares are defined in each color; those of other providers stay what they are. */
    private String own(String middleware) {
        String name = middleware.strip();
        return names(MIDDLEWARES).contains(local(name)) ? service + "-" + local(name) + "@swarm" : name;
    }

    private static String local(String name) {
        return name.replaceFirst("@(swarm|docker)$", "");
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
                String target = service + "-" + route.get("port").strip();
                routes.add(new TraefikRoute(
                        named(name.isEmpty() ? "default" : name),
                        rule(route),
                        target,
                        Map.of("priority", String.valueOf(priority(route)))));
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

    private Set<String> ports() {
        return routes().stream()
                .map(route -> route.target().substring(service.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
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
