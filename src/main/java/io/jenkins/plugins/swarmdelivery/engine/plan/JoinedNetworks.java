package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The networks that a service joins, as found in its cluster.
 *
 * @param overlays the ones that exist
 * @param problems why the router cannot reach its tasks, with remedies; empty: it can
 */
public record JoinedNetworks(List<Swarm.OverlayNetwork> overlays, List<String> problems) {
    private static final String REMEDY = "put the router's network into TaskTemplate.Networks";

    /** @param who for messages, e.g. {@code the candidate} */
    public static JoinedNetworks of(String who, ServiceSpec spec, Cluster cluster) {
        return of(who, spec, cluster, List.of());
    }

    /** @param coming names of networks that are created with the release */
    static JoinedNetworks of(String who, ServiceSpec spec, Cluster cluster, List<String> coming) {
        List<Swarm.OverlayNetwork> overlays = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Object network : spec.networks()) {
            String target = Json.text(network, "Target").orElse("");
            Optional<Swarm.OverlayNetwork> overlay = cluster.swarm().network(target);
            overlay.ifPresent(overlays::add);
            if (overlay.isEmpty() && !coming.contains(target)) {
                problems.add(why(target, cluster.swarm()));
            }
        }
        if (spec.networks().isEmpty()) {
            problems.add(who + " joins no overlay network, so the router cannot reach it; " + REMEDY);
        } else if (problems.isEmpty()) {
            unshared(who, overlays, cluster).ifPresent(problems::add);
        }
        return new JoinedNetworks(List.copyOf(overlays), List.copyOf(problems));
    }

    private static String why(String target, Swarm swarm) {
        String network = "network " + target;
        return switch (swarm.networkDriver(target).orElse("")) {
            case "" -> network + " does not exist; create it as an overlay network first";
            case "host" ->
                network + ": the router cannot find a service on its nodes' own network by DNS, and two colors"
                        + " would need the same ports; " + REMEDY;
            case "ingress" -> network + " is reserved for published ports, no service can join it; " + REMEDY;
            case "null" -> network + ": tasks without a network cannot be reached by the router; " + REMEDY;
            default ->
                network + " is not an overlay network: it is local to each node, so the router cannot reach it; "
                        + REMEDY;
        };
    }

    private static Optional<String> unshared(String who, List<Swarm.OverlayNetwork> overlays, Cluster cluster) {
        List<String> routers = cluster.router().inside().networks();
        boolean shared = overlays.stream()
                .anyMatch(network -> routers.contains(network.id()) || routers.contains(network.name()));
        if (shared || routers.isEmpty()) {
            return Optional.empty();
        }
        String names = routers.stream()
                .map(id -> cluster.swarm()
                        .network(id)
                        .map(Swarm.OverlayNetwork::name)
                        .orElse(id))
                .collect(Collectors.joining(", "));
        return Optional.of(who + " shares no network with the router, which is on " + names + "; " + REMEDY);
    }
}
