package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
     * @param published the ports of the running router, by container port
     * @throws RefusedException otherwise
     */
    void values(List<RoutedApplication> applications, Frontend frontend, Map<Integer, Integer> published) {
        Map<Integer, Integer> ports = order.published().onto(published);
        order.service().constraints().forEach(constraint -> Placement.requireConstraint(CONSTRAINT, constraint));
        new RouterSetup(
                applications,
                new RouterSetup.Service(
                        site.settings().service(),
                        order.service().image().orElse(RouterSetup.IMAGE),
                        order.service().network().orElse(RouterSetup.NETWORK),
                        order.service().constraints()),
                new RouterSetup.Ports(
                        ports.get(HaproxySettings.SERVICE_PORT),
                        ports.get(HaproxySettings.PREVIEW_PORT),
                        ports.get(HaproxySettings.ADMIN_PORT)),
                new RouterSetup.Secrets(
                        order.secrets().certificate().orElse(RouterSetup.CERT_SECRET),
                        order.secrets().authority().orElse(RouterSetup.CA_SECRET)),
                frontend);
    }

    /**
     * Requires that users who are shared between two releases now stay with theirs.
     *
     * @param applications all that the router is to have
     * @param former those that it has, as far as known
     * @param labels of the running router
     * @throws RefusedException otherwise
     */
    static void shares(
            List<RoutedApplication> applications,
            Map<Application, RoutedApplication> former,
            Map<String, String> labels) {
        for (RoutedApplication routed : applications) {
            Optional<SharedBy> before =
                    Optional.ofNullable(former.get(routed.application())).flatMap(RoutedApplication::shared);
            boolean shared =
                    RouteText.fromLabels(labels, routed.application()).share().isPresent();
            if (shared && (routed.shared().isEmpty() || (before.isPresent() && !before.equals(routed.shared())))) {
                throw new RefusedException(
                        "share of " + routed.application(),
                        routed.shared().map(SharedBy::word).orElse(null),
                        "two releases share its users now; "
                                + before.map(by -> "keep share=" + by.word())
                                        .orElse("name share=cookie or share=source")
                                + ", or take the share back first");
            }
        }
    }

    /**
     * Requires that no port is published twice.
     *
     * @param given those to set, by container port
     * @param published those of the running router
     * @throws RefusedException otherwise
     */
    static void ports(Map<Integer, Integer> given, Map<Integer, Integer> published) {
        Map<Integer, Integer> all = new TreeMap<>(published);
        all.putAll(given);
        given.forEach((target, port) -> all.forEach((other, taken) -> {
            if (port > 0 && taken.equals(port) && !other.equals(target)) {
                throw new RefusedException(
                        RouterOrder.Published.OPTIONS.get(target),
                        port,
                        given.containsKey(other)
                                ? "it is also that of " + RouterOrder.Published.OPTIONS.get(other) + "; choose another"
                                : "the router publishes it already, for port " + other
                                        + " of its containers; choose another");
            }
        }));
    }

    /** The published TCP ports, by container port. */
    static Map<Integer, Integer> published(ServiceSpec spec) {
        Map<Integer, Integer> published = new TreeMap<>();
        for (Object port : spec.publishedPorts()) {
            if (RouterSpec.isTcp(port)) {
                published.put(
                        Json.number(port, "TargetPort").orElse(0L).intValue(),
                        Json.number(port, "PublishedPort").orElse(0L).intValue());
            }
        }
        return published;
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
     * Requires to be told of proxies in front before what they say of users is no longer believed.
     *
     * @param cfg of the running router
     * @throws RefusedException if that believes everybody, and the order names no proxy, nor none
     */
    void edge(Optional<String> cfg) {
        boolean believesAll =
                cfg.filter(text -> EdgeProxies.read(text).isEmpty()).isPresent();
        if (believesAll && order.frontend().edge().trusted().isEmpty()) {
            throw new RefusedException(
                    EdgeProxies.TRUSTED_OPTION,
                    null,
                    "the running router passes on the X-Forwarded-* headers of everybody, and the new one only those of"
                            + " proxies that you name; this once, name the addresses of the proxies in front of it, or"
                            + " none if users reach it directly");
        }
    }

    /**
     * Requires a node for the constraints: without one, Docker would stop all replicas.
     *
     * @throws RefusedException if no active node matches one of them, or all of them together
     */
    void place() {
        List<String> constraints = order.service().constraints();
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
