package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Hosts;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import java.util.Set;

/** Reads nodes from Docker's list; absent fields become empty. */
final class NodeReader {
    private static final Set<String> NOWHERE = Set.of("", "0.0.0.0", "::", "::1");

    private NodeReader() {}

    static Node read(Object node) {
        String role = Json.text(node, "Spec", "Role").orElse("worker");
        return new Node(
                Json.text(node, "ID").orElse(""),
                new Node.Host(
                        Json.text(node, "Description", "Hostname").orElse(""),
                        address(node),
                        Json.text(node, "Description", "Platform", "OS").orElse(""),
                        Json.text(node, "Description", "Platform", "Architecture")
                                .orElse("")),
                new Node.Condition(
                        role,
                        Json.text(node, "Spec", "Availability").orElse("active"),
                        Json.text(node, "Status", "State").orElse("unknown"),
                        role.equals("worker")
                                || Json.text(node, "ManagerStatus", "Reachability")
                                        .filter("reachable"::equals)
                                        .isPresent()),
                new Node.LabelSets(
                        Json.textMap(node, "Spec", "Labels"), Json.textMap(node, "Description", "Engine", "Labels")),
                new Node.Resources(
                        Json.number(node, "Description", "Resources", "NanoCPUs")
                                .orElse(0L),
                        Json.number(node, "Description", "Resources", "MemoryBytes")
                                .orElse(0L)));
    }

    /**
     * The address by itself, an IPv6 one without brackets. A leading manager lists itself as 0.0.0.0; the address that it
     * gives to the other managers, with a port, is a real one.
     */
    private static String address(Object node) {
        String seen = Hosts.plain(Json.text(node, "Status", "Addr").orElse(""));
        boolean nowhere = NOWHERE.contains(seen) || seen.startsWith("127.");
        String advertised = Json.text(node, "ManagerStatus", "Addr").orElse("");
        if (!nowhere || advertised.isEmpty()) {
            return seen;
        }
        return Hosts.plain(advertised.replaceFirst(":[0-9]+$", ""));
    }
}
