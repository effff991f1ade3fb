package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requires that no two applications of a router share a name, a route, or a service. */
final class RouterClaims {
    private final Map<String, String> requests = new HashMap<>();
    private final Map<String, RoutedApplication> services = new HashMap<>();

    private RouterClaims() {}

    /** Throws {@link RefusedException} if applications claim the same name, route, or service. */
    static void check(List<RoutedApplication> applications) {
        if (applications.isEmpty()) {
            throw new RefusedException("router applications", "", "specify at least one");
        }
        Set<String> names = new HashSet<>();
        RouterClaims claims = new RouterClaims();
        for (RoutedApplication routed : applications) {
            if (!names.add(routed.application().name())) {
                throw new RefusedException("router application", routed.application(), "specify it once");
            }
            routed.rules().forEach(rule -> claims.requests(routed, rule));
            routed.services().forEach(service -> claims.service(routed, service));
        }
    }

    private void requests(RoutedApplication routed, RoutedRule rule) {
        String name = rule.service().name();
        String claimant = routed.application() + (name.isEmpty() ? "" : " (service " + name + ")");
        for (String host : rule.hosts()) {
            String existing = requests.putIfAbsent(host + rule.path(), claimant);
            if (existing != null) {
                throw new RefusedException(
                        "route",
                        host + rule.path(),
                        existing + " and " + claimant + " both claim it; assign each host and path to one of them");
            }
        }
        if (rule.hosts().isEmpty()) {
            String existing = requests.putIfAbsent(rule.path(), claimant);
            if (existing != null) {
                throw new RefusedException(
                        "route",
                        "*" + rule.path(),
                        existing + " and " + claimant
                                + " both claim all remaining hosts; add a host to one of them, e.g. demo.example.com");
            }
        }
    }

    /**
     * Detects name clashes such as service {@code web} of {@code shop} and application {@code shop-web} without a stack
     * file.
     */
    private void service(RoutedApplication routed, RoutedService service) {
        String name =
                new BackendName(routed.application(), Color.BLUE, service.key(), service.adopted()).swarmService();
        RoutedApplication existing = services.putIfAbsent(name, routed);
        if (existing != null && !existing.equals(routed)) {
            throw new RefusedException(
                    "service",
                    name,
                    existing.application() + " and " + routed.application()
                            + " would both use it; rename one of the applications");
        }
    }
}
