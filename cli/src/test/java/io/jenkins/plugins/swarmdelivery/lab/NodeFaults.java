package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;

import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import java.util.List;
import java.util.stream.Stream;

/** Breaks nodes of the lab, and repairs them. */
final class NodeFaults {
    private NodeFaults() {}

    /** Kills its engine; its containers continue. */
    static void killEngine(String node) {
        LAB.lab("stop-node", node, "kill");
    }

    /** Kills everything on it. */
    static void powerOff(String node) {
        LAB.lab("stop-node", node, "power");
    }

    /**
     * Starts whatever was stopped, and waits until the nodes are back in the Swarm, with their replicas of the router.
     */
    static void repair(LabCluster cluster, List<String> nodes) {
        nodes.forEach(node -> LAB.lab("start-node", node));
        Await.until(
                "all of " + nodes + " are back",
                () -> cluster.swarm.nodes().stream().filter(Node::up).count() == nodes.size());
        Proxies.awaitAll(cluster);
    }

    /** The manager that leads its Swarm. */
    static String leader(LabCluster cluster) {
        return cluster.docker("node", "ls", "--format", "{{.Hostname}} {{.ManagerStatus}}")
                .lines()
                .filter(line -> line.endsWith(" Leader"))
                .map(line -> line.replaceFirst(" .*", ""))
                .findFirst()
                .orElseThrow();
    }

    /** From now on, its engine cannot create a container, because there is no space for the container's files. */
    static void fillDisk(String node) {
        inNode(node, "mount -t tmpfs -o nr_inodes=1 full /var/lib/docker/containers");
    }

    static void freeDisk(String node) {
        inNode(node, "umount /var/lib/docker/containers 2>/dev/null || true");
    }

    private static void inNode(String node, String command) {
        LAB.lab("in", node, "sh", "-c", command);
    }

    /** Requests from here to the engines of these nodes are lost. */
    static void dropRequests(List<String> nodes) {
        nodes.forEach(node -> iptables(node, "-A PREROUTING -p tcp --dport 2376 -j DROP"));
    }

    /** Requests arrive, but their responses are lost. */
    static void dropAnswers(List<String> nodes) {
        nodes.forEach(node -> iptables(node, "-A POSTROUTING -p tcp --sport 2376 -j DROP"));
    }

    static void reconnect(List<String> nodes) {
        for (String node : nodes) {
            iptables(node, "-F PREROUTING");
            iptables(node, "-F POSTROUTING");
        }
    }

    private static void iptables(String node, String rule) {
        LAB.lab(Stream.concat(Stream.of("ns", node, "iptables", "-t", "mangle"), Stream.of(rule.split(" ")))
                .toArray(String[]::new));
    }
}
