package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** No two applications of a router may have the same name, the same requests, or the same service. */
final class RouterClaims {
    private final Map<String, String> requests = new HashMap<>();
    private final Map<String, RoutedApplication> services = new HashMap<>();

    private RouterClaims() {}

    /** Throws {@link RefusedException} if applications cannot be told apart. */
    static void check(List<RoutedApplication> applications) {
        if (applications.isEmpty()) {
            throw new RefusedException("router applications", "", "name at least one");
        }
        Set<String> names = new HashSet<>();
        RouterClaims claims = new RouterClaims();
        for (RoutedApplication routed : applications) {
            if (!names.add(routed.application().name())) {
                throw new RefusedException("router application", routed.application(), "name it once");
            }
            routed.rules().forEach(rule -> claims.requests(routed, rule));
            routed.services().forEach(service -> claims.service(routed, service));
        }
    }

    private void requests(RoutedApplication routed, RoutedRule rule) {
        String name = rule.service().name();
        String claimant = routed.application() + (name.isEmpty() ? "" : " (service " + name + ")");
        for (String host : rule.hosts()) {
            String former = requests.putIfAbsent(host + rule.path(), claimant);
            if (former != null) {
                throw new RefusedException(
                        "route",
                        host + rule.path(),
                        former + " and " + claimant + " both claim it; give each host and path to one of them");
            }
        }
        if (rule.hosts().isEmpty()) {
            String former = requests.putIfAbsent(rule.path(), claimant);
            if (former != null) {
                throw new RefusedException(
                        "route",
                        "*" + rule.path(),
                        former + " and " + claimant + " both claim all hosts that no other route has; give hosts to"
                                + " one of them, e.g. demo.example.com");
            }
        }
    }

    /** The service {@code web} of {@code shop} is called as {@code shop-web} is, an application without a stack file. */
    private void service(RoutedApplication routed, RoutedService service) {
        String name =
                new BackendName(routed.application(), Color.BLUE, service.key(), service.adopted()).swarmService();
        RoutedApplication former = services.putIfAbsent(name, routed);
        if (former != null && !former.equals(routed)) {
            throw new RefusedException(
                    "service",
                    name,
                    "it would belong to " + former.application() + " and to " + routed.application()
                            + "; rename one of the applications");
        }
    }
}
