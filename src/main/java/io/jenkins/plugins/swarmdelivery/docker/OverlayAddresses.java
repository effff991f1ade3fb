package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the addresses of overlay networks. Docker does not report how many are free, and a network lists only those
 * known to the node that was asked; but every address that Swarm assigns appears on a task or a service.
 */
final class OverlayAddresses {
    static final long UNKNOWN = -1;

    /** Addresses, and the nodes that have one for their load balancer, by the network's ID. */
    private final Map<String, Set<String>> used = new HashMap<>();

    /**
     * @param tasks all of the Swarm
     * @param services likewise
     */
    OverlayAddresses(List<Object> tasks, List<Object> services) {
        tasks.stream().filter(task -> !TaskReader.read(task).ended()).forEach(this::task);
        services.forEach(this::service);
    }

    private void task(Object task) {
        for (Object attachment : Json.list(task, "NetworksAttachments")) {
            Set<String> taken = used(Json.text(attachment, "Network", "ID").orElse(""));
            Json.texts(attachment, "Addresses").stream()
                    .filter(OverlayAddresses::isIpv4)
                    .forEach(taken::add);
            // Every node that runs a task of the network uses one more, for its load balancer.
            Json.text(task, "NodeID").ifPresent(node -> taken.add("node " + node));
        }
    }

    private void service(Object service) {
        for (Object vip : Json.list(service, "Endpoint", "VirtualIPs")) {
            Json.text(vip, "Addr")
                    .filter(OverlayAddresses::isIpv4)
                    .ifPresent(address ->
                            used(Json.text(vip, "NetworkID").orElse("")).add(address));
        }
    }

    /** Only these can run out: an IPv6 subnet has more addresses than any Swarm has tasks. */
    private static boolean isIpv4(String address) {
        return !address.contains(":");
    }

    private Set<String> used(String network) {
        return used.computeIfAbsent(network, none -> new HashSet<>());
    }

    /**
     * @param network as inspected or listed
     * @return how many more tasks can join; {@link #UNKNOWN} if the subnet is not reported
     */
    long free(Object network) {
        long capacity = Json.list(network, "IPAM", "Config").stream()
                .mapToLong(OverlayAddresses::capacity)
                .sum();
        return capacity == 0
                ? UNKNOWN
                : Math.max(
                        0, capacity - used(Json.text(network, "Id").orElse("")).size());
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
