package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a replica of Traefik serves at one moment, from {@code /api/rawdata}.
 *
 * @param tree the JSON
 */
record TraefikSnapshot(Object tree) {
    private static final String SUFFIX = "@swarm";
    private static final String ROUTERS = "traefik.http.routers.";

    /**
     * The route that the replica has read from the labels.
     *
     * @param labels those that it will have read at last
     * @throws IOException if it has read them, but does not serve them
     */
    Route route(TraefikRoutes routes, Map<String, String> labels) throws IOException {
        Route wanted = routes.target(labels);
        return new Route(
                served(routes.activeMiddleware(), labels, wanted.active()),
                served(routes.previewMiddleware(), labels, wanted.preview()),
                share(routes, labels, wanted.share()));
    }

    /** All labels come to a replica at once, so it serves one share at most. */
    private Optional<Share> share(TraefikRoutes routes, Map<String, String> labels, Optional<Share> wanted)
            throws IOException {
        Set<String> middlewares = objects("middlewares").keySet();
        OptionalInt shown = IntStream.rangeClosed(1, 100)
                .filter(percent -> middlewares.contains(routes.shareMiddleware(percent) + SUFFIX))
                .findFirst();
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        int percent = shown.getAsInt();
        return served(
                        routes.shareMiddleware(percent),
                        labels,
                        wanted.filter(share -> share.percent() == percent).map(Share::candidate))
                .map(candidate -> new Share(candidate, percent));
    }

    /** Traefik drops a router whose definition it does not like, and goes on without it. */
    private Optional<Target> served(String middleware, Map<String, String> labels, Optional<Target> wanted)
            throws IOException {
        Optional<Target> shown = target(middleware);
        if (shown.equals(wanted)) {
            for (String label : labels.keySet()) {
                if (label.startsWith(ROUTERS + middleware + "-") && label.endsWith(".rule")) {
                    String router = label.substring(ROUTERS.length(), label.length() - ".rule".length());
                    if (routers(router::equals).isEmpty()) {
                        throw new IOException("router " + router + SUFFIX + " is missing");
                    }
                }
            }
        }
        for (Map.Entry<String, Object> router :
                routers(name -> name.startsWith(middleware + "-")).entrySet()) {
            String status = Json.text(router.getValue(), "status").orElse("unknown");
            if (!status.equals("enabled")) {
                List<String> errors = Json.texts(router.getValue(), "error");
                throw new IOException("router " + router.getKey() + " is " + status
                        + (errors.isEmpty() ? "" : ": " + RouteText.quoted(String.join("; ", errors))));
            }
        }
        return shown;
    }

    /** The labels that name the color in responses came with those that route to it: from one service, at once. */
    private Optional<Target> target(String middleware) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Json.textMap(tree, "middlewares", middleware + SUFFIX, "headers", "customResponseHeaders"));
        String color = headers.get(HttpProbe.COLOR_HEADER);
        String release = headers.get(HttpProbe.RELEASE_HEADER);
        if (color == null || release == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Target(Color.parse(color), release));
        } catch (IllegalArgumentException e) {
            throw new IOException(RouteText.quoted(color) + " is no color");
        }
    }

    /** In which syntax it has read the rule of a router of labels; empty: in its own. */
    String syntax(String router) {
        return routers(router::equals).values().stream()
                .flatMap(fields -> Json.text(fields, "ruleSyntax").stream())
                .findFirst()
                .orElse("");
    }

    /** Where it serves a router of labels; none if it does not. */
    Set<String> entryPoints(String router) {
        Set<String> served = new TreeSet<>();
        routers(router::equals).forEach((name, fields) -> {
            if (Json.text(fields, "status").equals(Optional.of("enabled"))) {
                served.addAll(Json.texts(fields, "entryPoints"));
            }
        });
        return served;
    }

    /**
     * The routers that it has made of some of labels, by the names that it gives them. One that has several entry points
     * is served once at each that has defaults such as TLS; its name then begins with that of the entry point. So does
     * that of one whose TLS options conflict with another's.
     *
     * @param labels by the names in labels
     */
    private Map<String, Object> routers(Predicate<String> labels) {
        Map<String, Object> some = new TreeMap<>();
        objects("routers").forEach((name, fields) -> {
            if (name.endsWith(SUFFIX) && written(name, fields).anyMatch(labels)) {
                some.put(name, fields);
            }
        });
        return some;
    }

    /** The names in labels that it may have made a name of. */
    private static Stream<String> written(String name, Object fields) {
        String whole = name.substring(0, name.length() - SUFFIX.length());
        List<String> there = Json.texts(fields, "entryPoints");
        if (there.size() != 1) {
            return Stream.of(whole);
        }
        String peaceful = without(there.get(0) + "-conflicted-", whole);
        return Stream.of(whole, peaceful, without(there.get(0) + "-", peaceful));
    }

    private static String without(String start, String name) {
        return name.startsWith(start) ? name.substring(start.length()) : name;
    }

    /** The tasks that it knows of a service, by the Traefik services of its routes: those that have the fewest. */
    Backend.Servers servers(List<TraefikRoute> routes) {
        List<Map<String, String>> known = new ArrayList<>();
        for (TraefikRoute route : routes) {
            known.add(Json.textMap(tree, "services", route.target() + SUFFIX, "serverStatus"));
        }
        int used = known.stream().mapToInt(Map::size).min().orElse(0);
        int up = known.stream()
                .mapToInt(status ->
                        (int) status.values().stream().filter("UP"::equals).count())
                .min()
                .orElse(0);
        return new Backend.Servers(Integer.MAX_VALUE, used, up);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> objects(String kind) {
        return Json.at(tree, kind) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
