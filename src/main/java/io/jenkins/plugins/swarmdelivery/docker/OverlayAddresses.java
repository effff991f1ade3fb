package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the addresses of an overlay network. Docker does not report how many are free, and the network lists only
 * those known to the node that was asked; but every address that Swarm assigns appears on a task or a service.
 */
final class OverlayAddresses {
    static final long UNKNOWN = -1;

    private OverlayAddresses() {}

    /**
     * @param network as inspected
     * @param tasks all of the Swarm
     * @param services likewise
     * @return how many more tasks can join; {@link #UNKNOWN} if the subnet is not reported
     */
    static long free(Object network, List<Object> tasks, List<Object> services) {
        long capacity = Json.list(network, "IPAM", "Config").stream()
                .mapToLong(OverlayAddresses::capacity)
                .sum();
        if (capacity == 0) {
            return UNKNOWN;
        }
        String id = Json.text(network, "Id").orElse("");
        Set<String> used = new HashSet<>();
        Set<String> nodes = new HashSet<>();
        for (Object task : tasks) {
            if (!TaskReader.read(task).ended()) {
                for (Object attachment : Json.list(task, "NetworksAttachments")) {
                    if (Json.text(attachment, "Network", "ID")
                            .filter(id::equals)
                            .isPresent()) {
                        used.addAll(Json.texts(attachment, "Addresses"));
                        Json.text(task, "NodeID").ifPresent(nodes::add);
                    }
                }
            }
        }
        for (Object service : services) {
            for (Object vip : Json.list(service, "Endpoint", "VirtualIPs")) {
                if (Json.text(vip, "NetworkID").filter(id::equals).isPresent()) {
                    Json.text(vip, "Addr").ifPresent(used::add);
                }
            }
        }
        // Every node that runs a task of the network uses one more, for its load balancer.
        return Math.max(0, capacity - used.size() - nodes.size());
    }

    /**
     * Addresses that an IPv4 range has for containers: all but the network's own, the broadcast one and the gateway's.
     */
    private static long capacity(Object config) {
        String range = Json.text(config, "IPRange")
                .or(() -> Json.text(config, "Subnet"))
                .orElse("");
        int slash = range.indexOf('/');
        if (slash < 0 || range.contains(":") || !range.substring(slash + 1).matches("[0-9]{1,2}")) {
            return 0;
        }
        int prefix = Integer.parseInt(range.substring(slash + 1));
        return prefix > 30 ? 0 : (1L << (32 - prefix)) - 3;
    }
}
