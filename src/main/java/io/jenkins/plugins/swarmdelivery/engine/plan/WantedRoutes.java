package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the routes of a release from the labels of its specs, which stay with it: of a stack file, or of a spec file. */
public final class WantedRoutes {
    private static final String EXPECT = "expect";
    private static final List<String> FIELDS = List.of("port", "host", "path", "check", EXPECT);
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
            RouteFields.byName(part.spec().labels()).forEach((name, fields) -> {
                requireKnown(name, fields);
                if (fields.keySet().equals(Set.of(EXPECT))) {
                    return; // It is for probes; the route is that of router up.
                }
                int port = port(RouteFields.label(name, "port"), fields.get("port"));
                String path = fields.getOrDefault("path", "/");
                for (String host : fields.getOrDefault("host", "").strip().split("[,\\s]+")) {
                    wanted.add(new WantedRoute(new RouteRule(part.name(), port, host, path), check(fields), tasks));
                }
            });
        }
        return List.copyOf(wanted);
    }

    private static void requireKnown(String name, Map<String, String> fields) {
        for (String field : fields.keySet()) {
            if (!FIELDS.contains(field)) {
                throw new RefusedException(
                        "label",
                        RouteFields.label(name, field),
                        "write " + RouteFields.label("", "port") + ", or " + RouteFields.label("NAME", "port")
                                + "; likewise " + String.join(", ", FIELDS.subList(1, FIELDS.size())));
            }
        }
    }

    private static Optional<WantedRoute.Check> check(Map<String, String> fields) {
        return Optional.ofNullable(fields.get("check"))
                .map(path -> new WantedRoute.Check(
                        path, Optional.ofNullable(fields.get(EXPECT)).map(ExpectedText::new)));
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
