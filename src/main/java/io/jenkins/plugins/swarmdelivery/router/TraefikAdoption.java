package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A service that Traefik serves by the labels of its users. It keeps their names of services and middlewares until it is
 * retired. Its routers stay until a candidate is shown to tests: so long, they lead to the same tasks as those of the
 * application's routes, so that users reach it whatever ends the adoption. Then they are taken off, because a router whose
 * rule the next release does not have would still send users to the old one.
 */
final class TraefikAdoption {
    /** As the value of {@link Labels#ROUTER}. */
    private static final String ADOPTED = "traefik-adopted";

    private static final String ROUTERS = "traefik.http.routers.";

    private final String service;
    private final Map<String, String> labels;

    /**
     * @param service its name in the Swarm
     * @param labels its own
     */
    TraefikAdoption(String service, Map<String, String> labels) {
        this.service = service;
        this.labels = labels;
    }

    static boolean adopted(Map<String, String> labels) {
        return ADOPTED.equals(labels.get(Labels.ROUTER));
    }

    /**
     * The labels that it gets when it is adopted; empty if Traefik leads no users to it.
     *
     * @param users the entry points of routes that name none
     * @param serving where Traefik serves a router now; empty if no replica tells
     * @throws RefusedException if it cannot be taken over without a lost request
     */
    Map<String, String> added(List<String> users, Function<String, Optional<Set<String>>> serving) {
        boolean owned = labels.containsKey(Labels.ROUTER);
        if (owned && (!adopted(labels) || TraefikOriginals.hidden(labels))) {
            // It was delivered or adopted before, and the ledger was lost.
            return Map.of(Labels.ROUTER, labels.get(Labels.ROUTER));
        }
        requireHttp();
        TraefikOriginals written = TraefikOriginals.of(labels);
        Set<String> routers = written.names(ROUTERS);
        if (written.disabled() || routers.isEmpty()) {
            return Map.of();
        }
        TraefikColorLabels.underOwnNames(service, labels).routes().forEach(this::requirePort);
        routers.forEach(router -> serving.apply(router)
                .ifPresent(there -> requireSame(
                        router,
                        there,
                        written.options(ROUTERS + router + ".").containsKey("entrypoints")
                                ? there
                                : Set.copyOf(users))));
        return Map.of(Labels.ROUTER, ADOPTED);
    }

    private void requireHttp() {
        String others = labels.keySet().stream()
                .filter(label -> label.startsWith("traefik.tcp.routers.") || label.startsWith("traefik.udp.routers."))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw new RefusedException(
                    "service " + service + ": routers for TCP and UDP are not switched, and would end"
                            + " with this service; give it the label swarm-delivery.role: shared in the stack file, or remove "
                            + others);
        }
    }

    private void requirePort(TraefikRoute route) {
        String port = TraefikOriginals.SERVICES + route.target() + TraefikColorLabels.PORT;
        if (labels.keySet().stream().noneMatch(port::equalsIgnoreCase)) {
            throw new RefusedException("service " + service + ": without the label " + port
                    + " Traefik does not serve it; add the label and deploy the stack file, then adopt it");
        }
    }

    /** The application's routes take the place of a router at the entry points where users find it. */
    private void requireSame(String router, Set<String> there, Set<String> ours) {
        if (there.isEmpty()) {
            throw new RefusedException("service " + service + ": Traefik does not serve its router " + router
                    + " now; see Traefik's log, and adopt the service once it does");
        }
        if (!ours.containsAll(there)) {
            throw new RefusedException(
                    "service " + service + ": router " + router + " names no entry point, and Traefik"
                            + " serves it at " + String.join(", ", there) + "; write router.traefik.entryPoints: ["
                            + String.join(", ", there) + "] in the clusters file, or the label " + ROUTERS + router
                            + ".entrypoints in the stack file");
        }
    }

    /** Its labels once routes of the application alone lead to it; empty if they do already. */
    Optional<Map<String, String>> withoutRouters(String preview) {
        if (!adopted(labels) || TraefikOriginals.hidden(labels)) {
            return Optional.empty();
        }
        Map<String, String> left = new TreeMap<>(labels);
        left.keySet().removeIf(label -> label.startsWith(ROUTERS));
        left.putAll(TraefikOriginals.of(labels).kept());
        left.putAll(TraefikColorLabels.underOwnNames(service, labels).idle(preview));
        return Optional.of(left);
    }
}
