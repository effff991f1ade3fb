package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Coloring;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The network in which services of one color find each other by name. On the networks of the file they have no name,
 * because there {@code api} would resolve to tasks of both colors.
 */
final class ColorNetwork {
    private final StackSource.Target target;
    private final List<Map<String, Object>> ofFile;

    /** @param ofFile the networks that the file defines; others belong to somebody else */
    ColorNetwork(StackSource.Target target, List<Map<String, Object>> ofFile) {
        this.target = target;
        this.ofFile = ofFile;
    }

    private String name() {
        return Coloring.network(target.application(), target.color());
    }

    /** The request that creates it. It is encrypted if one of the file's networks is. */
    Map<String, Object> body() {
        Optional<String> encrypted = ofFile.stream()
                .flatMap(network -> Json.text(network, "Options", "encrypted").stream())
                .findFirst();
        return Coloring.networkBody(target.application(), target.color(), encrypted);
    }

    /**
     * Joins a service of the color to it, with all its names, and reports the names that it loses on other networks.
     */
    void join(Map<String, Object> tree, StackService service, List<String> left) {
        for (Object network : Json.list(tree, "TaskTemplate", "Networks")) {
            String other = Json.text(network, "Target").orElse("");
            if (Networks.ofNodes(other)) {
                throw new RefusedException(
                        "services." + service.name() + ".networks",
                        other,
                        "two colors would share the ports of the node; join an overlay network, or write role: shared");
            }
            List<String> aliases = Json.texts(network, "Aliases");
            if (!describes(other) && !aliases.isEmpty()) {
                left.add("on network " + other + ", " + service.name() + " does not get the alias "
                        + aliases.stream().sorted().collect(Collectors.joining(", "))
                        + ", because both colors would answer; let other applications call its route");
            }
        }
        if (onInternalNetworksAlone(tree)) {
            left.add(service.name()
                    + " joins only internal networks, but can reach the outside through the network of its"
                    + " color, which cannot be internal: Docker resolves names in internal networks last");
        }
        Coloring.join(tree, service.name(), name());
    }

    /** Joins a routed service to the network of the router; returns whether it was not in it already. */
    boolean joinRouters(Map<String, Object> tree, StackService service) {
        Optional<String> network = routersNetwork(service, tree);
        network.ifPresent(name -> join(tree, name));
        return network.isPresent();
    }

    private static void join(Map<String, Object> tree, String network) {
        List<Map<String, Object>> joined = new ArrayList<>(fields(tree));
        joined.add(new Body().put("Target", network).fields());
        Coloring.sort(joined);
        Json.object(tree, "TaskTemplate").put("Networks", joined);
    }

    private Optional<String> routersNetwork(StackService service, Map<String, Object> tree) {
        return target.routerNetwork()
                .filter(network -> service.role() == Role.ROUTED)
                .filter(network -> fields(tree).stream().noneMatch(there -> network.equals(there.get("Target"))));
    }

    private boolean onInternalNetworksAlone(Map<String, Object> tree) {
        List<Object> networks = Json.list(tree, "TaskTemplate", "Networks");
        return !networks.isEmpty()
                && networks.stream()
                        .allMatch(network -> ofFile.stream()
                                .anyMatch(body -> Json.at(network, "Target").equals(body.get("Name"))
                                        && Json.flag(body, "Internal")));
    }

    private boolean describes(String network) {
        return ofFile.stream().anyMatch(body -> network.equals(body.get("Name")));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> fields(Map<String, Object> tree) {
        return (List<Map<String, Object>>) Json.at(tree, "TaskTemplate", "Networks");
    }
}
