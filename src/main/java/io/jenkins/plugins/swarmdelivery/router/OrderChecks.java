package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of a {@link RouterOrder} before anything is touched. */
final class OrderChecks {
    private static final String CONSTRAINT = "--constraint";

    private final RouterSite site;
    private final RouterOrder order;

    OrderChecks(RouterSite site, RouterOrder order) {
        this.site = site;
        this.order = order;
    }

    /**
     * Requires that the values are allowed, and do not contradict each other.
     *
     * @param applications all that the router is to have
     * @param ports the published ones, by container port
     * @throws RefusedException otherwise
     */
    void values(List<RoutedApplication> applications, Map<Integer, Integer> ports) {
        order.place().constraints().forEach(constraint -> Placement.requireConstraint(CONSTRAINT, constraint));
        new RouterSetup(
                applications,
                site.settings().service(),
                order.image().orElse(RouterSetup.IMAGE),
                order.place().network().orElse(RouterSetup.NETWORK),
                ports.get(HaproxySettings.SERVICE_PORT),
                ports.get(HaproxySettings.PREVIEW_PORT),
                ports.get(HaproxySettings.ADMIN_PORT),
                order.place().constraints(),
                order.secrets().certificate().orElse(RouterSetup.CERT_SECRET),
                order.secrets().authority().orElse(RouterSetup.CA_SECRET));
    }

    /**
     * Requires that what is to be removed is there, and that no user is cut off in silence.
     *
     * @param labels of the running router; none if there is no router yet
     * @throws RefusedException otherwise
     */
    void without(Map<String, String> labels) {
        Set<String> known = RouterLabels.names(labels);
        Set<String> live = new TreeSet<>(RouterLabels.live(labels));
        Set<String> removed = new TreeSet<>();
        for (Application application : order.applications().without()) {
            if (!known.contains(application.name())) {
                throw new RefusedException(
                        "--without",
                        application,
                        known.isEmpty()
                                ? "there is no router yet; name only the applications that it is to have"
                                : "the router has " + String.join(", ", known));
            }
            removed.add(application.name());
        }
        live.retainAll(removed);
        if (!live.isEmpty() && !order.applications().accepted().contains(RouterOrder.Loss.USERS)) {
            throw new RefusedException("router up --without: users of live applications would be cut off: "
                    + String.join(", ", live) + "; remove these first, or add --cut-off-users");
        }
    }

    /**
     * Requires a node for the constraints: without one, Docker would stop all replicas.
     *
     * @throws RefusedException if no active node matches one of them, or all of them together
     */
    void place() {
        List<String> constraints = order.place().constraints();
        if (constraints.isEmpty()) {
            return;
        }
        List<Node> nodes = site.swarm().nodes();
        for (String constraint : constraints) {
            requireNode(List.of(constraint), nodes);
        }
        requireNode(constraints, nodes);
    }

    private static void requireNode(List<String> constraints, List<Node> nodes) {
        if (Placement.matching(constraints, nodes).isEmpty()) {
            throw new RefusedException(
                    CONSTRAINT,
                    String.join(", ", constraints),
                    "no active node matches, so no replica would run: label a node, or change the constraint");
        }
    }
}
