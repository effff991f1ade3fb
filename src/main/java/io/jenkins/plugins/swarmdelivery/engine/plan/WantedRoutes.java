package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the routes of a release from the labels of its specs, which stay with it: of a stack file, or of a spec file. */
public final class WantedRoutes {
    private static final String PREFIX = "swarm-delivery.route.";
    private static final List<String> FIELDS = List.of("port", "host", "path", "check");
    private static final int MOST = 65535;

    private WantedRoutes() {}

    /**
     * @param nodes where tasks can run
     * @throws RefusedException if a label is not that of a route; names it
     */
    public static List<WantedRoute> of(ReleaseSpec release, List<Node> nodes) {
        List<WantedRoute> wanted = new ArrayList<>();
        for (Part part : release.with(Role.ROUTED)) {
            long tasks = Convergence.wanted(part.spec(), nodes);
            byName(part.spec().labels()).forEach((name, fields) -> {
                int port = port(PREFIX + (name.isEmpty() ? "" : name + ".") + "port", fields.get("port"));
                String path = fields.getOrDefault("path", "/");
                Optional<String> check = Optional.ofNullable(fields.get("check"));
                for (String host : fields.getOrDefault("host", "").strip().split("[,\\s]+")) {
                    wanted.add(new WantedRoute(new RouteRule(part.name(), port, host, path), check, tasks));
                }
            });
        }
        return List.copyOf(wanted);
    }

    private static Map<String, Map<String, String>> byName(Map<String, String> labels) {
        Map<String, Map<String, String>> byName = new TreeMap<>();
        labels.forEach((label, value) -> {
            if (label.startsWith(PREFIX)) {
                String rest = label.substring(PREFIX.length());
                int dot = rest.lastIndexOf('.');
                String field = rest.substring(dot + 1);
                if (!FIELDS.contains(field)) {
                    throw new RefusedException(
                            "label",
                            label,
                            "write " + PREFIX + "port, or " + PREFIX + "NAME.port; likewise host, path, check");
                }
                byName.computeIfAbsent(dot < 0 ? "" : rest.substring(0, dot), name -> new LinkedHashMap<>())
                        .put(field, value);
            }
        });
        return byName;
    }

    private static int port(String label, String text) {
        int port = text != null && text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > MOST) {
            throw new RefusedException(
                    "label " + label, text, "write the port that the containers listen on, 1 to 65535");
        }
        return port;
    }
}
