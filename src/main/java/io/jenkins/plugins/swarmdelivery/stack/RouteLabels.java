package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the labels {@code swarm-delivery.route.…} of a service. */
final class RouteLabels {
    static final String PREFIX = "swarm-delivery.route.";

    private static final String ROUTERS = "traefik.http.routers.";
    private static final List<String> FIELDS = List.of("port", "host", "path", "check", "expect");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern PATH = Pattern.compile("/(?:[A-Za-z0-9/._~&=+-]|%[0-9A-Fa-f]{2}){0,255}");
    private static final Pattern CHECK = Pattern.compile("/[A-Za-z0-9/._~%&=?+-]{0,255}");

    private RouteLabels() {}

    /**
     * Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} if a label is not that of a route.
     */
    static List<Route> read(Fields labels) {
        Map<String, Map<String, Scalar>> byName = new TreeMap<>();
        labels.values().forEach((label, value) -> {
            if (label.startsWith(PREFIX)) {
                String rest = label.substring(PREFIX.length());
                int dot = rest.lastIndexOf('.');
                String name = dot < 0 ? "" : rest.substring(0, dot);
                String field = rest.substring(dot + 1);
                if (!FIELDS.contains(field) || (dot >= 0 && !NAME.matcher(name).matches())) {
                    String forms = "write " + PREFIX + "port, or, with a name, " + PREFIX
                            + "NAME.port; likewise host, path, check, expect";
                    throw value.place().wrong(label, Guess.question(field, FIELDS, forms));
                }
                byName.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(field, (Scalar) value);
            }
        });
        List<Route> routes = new ArrayList<>();
        byName.forEach((name, fields) -> routes.add(route(name, fields)));
        return routes;
    }

    /** Whether a route can have this host name. */
    static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /** Whether a route can lead to this port. */
    static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
    }

    /** Whether a route can have this path. */
    static boolean isPath(String text) {
        return PATH.matcher(text).matches();
    }

    /** How many routers Traefik makes of the labels. */
    static int routersOfTraefik(Fields labels) {
        if (labels.text("traefik.enable").filter("false"::equalsIgnoreCase).isPresent()) {
            return 0;
        }
        return (int) labels.values().keySet().stream()
                .filter(label -> label.startsWith(ROUTERS))
                .map(label -> label.substring(ROUTERS.length()).split("\\.", 2)[0])
                .distinct()
                .count();
    }

    private static Route route(String name, Map<String, Scalar> fields) {
        Scalar port = fields.get("port");
        String label = name.isEmpty() ? PREFIX + "port" : PREFIX + name + ".port";
        if (port == null) {
            throw fields.values().iterator().next().place().wrong("the route has no port; add the label " + label);
        }
        if (!isPort(port.text())) {
            throw port.place().wrong(port.text(), "write the port that the containers listen on, 1 to 65535");
        }
        String path = fields.containsKey("path") ? path(fields.get("path"), PATH) : "/";
        return new Route(
                name,
                Integer.parseInt(port.text()),
                hosts(fields.get("host")),
                path,
                new Route.Health(
                        Optional.ofNullable(fields.get("check")).map(check -> path(check, CHECK)),
                        Optional.ofNullable(fields.get("expect")).map(RouteLabels::expect)));
    }

    private static ExpectedText expect(Scalar written) {
        if (!ExpectedText.isValid(written.text())) {
            throw written.place().wrong(written.text(), ExpectedText.REMEDY);
        }
        return new ExpectedText(written.text());
    }

    private static List<String> hosts(Scalar written) {
        if (written == null) {
            return List.of();
        }
        List<String> hosts = List.of(written.text().strip().split("[,\\s]+"));
        for (String host : hosts) {
            if (!HOST.matcher(host).matches()) {
                throw written.place().wrong(host, "write lowercase names such as shop.example.com, without a port");
            }
        }
        return hosts;
    }

    private static String path(Scalar written, Pattern valid) {
        if (!valid.matcher(written.text()).matches()) {
            String query = valid.equals(PATH) ? ", without a query" : "";
            throw written.place().wrong(written.text(), "write a path that begins with /" + query + ", such as /api");
        }
        return written.text();
    }
}
