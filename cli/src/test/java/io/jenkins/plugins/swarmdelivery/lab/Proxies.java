package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The replicas of a cluster's router, one by one: as users see them, and their faults. */
final class Proxies {
    private static final String ADMIN_PORT = String.valueOf(HaproxySettings.ADMIN_PORT);
    /**
     * The port on which nodes publish the admin port of the router of {@link LabCluster#SPARE}; lab/for-tests
     * configures it.
     */
    private static final String SPARE_ADMIN_PORT = "9998";

    private Proxies() {}

    /** What users get from each replica, by its host: the color and release in its response. */
    static Map<String, String> served(LabCluster cluster, Application application) {
        return ask(cluster.router.addresses(application).service());
    }

    /** What tests get from each replica's preview. */
    static Map<String, String> previewed(LabCluster cluster, Application application) {
        return ask(cluster.router.addresses(application).preview());
    }

    private static Map<String, String> ask(List<Address> addresses) {
        Map<String, String> served = new TreeMap<>();
        for (Address address : addresses) {
            served.put(address.connectTo(), released(headers(address)));
        }
        return served;
    }

    private static String headers(Address address) {
        return LAB.curl(
                "--connect-to",
                address.connectOption(),
                "--dump-header",
                "-",
                "--output",
                "/dev/null",
                address.to("/version").url().toString());
    }

    /** The color and release in a response's headers, as written by the router. */
    static String released(String headers) {
        return header(headers, "x-swarm-color") + " " + header(headers, "x-swarm-release");
    }

    private static String header(String headers, String name) {
        return headers.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** All replicas that should run do, and users get this from each. */
    static void assertServed(LabCluster cluster, Application application, String release) {
        Map<String, String> served = served(cluster, application);
        assertThat(served)
                .as("served by each replica")
                .hasSize(cluster.swarm.nodes().size());
        assertThat(served.values()).as("served by %s", served.keySet()).containsOnly(release);
    }

    /** The container of the replica on a node. */
    static String container(LabCluster cluster, String node) {
        String id = LAB.lab(
                        "docker",
                        node,
                        "ps",
                        "--quiet",
                        "--filter",
                        "label=com.docker.swarm.service.name=" + cluster.routerService)
                .strip();
        assertThat(id).as("the router's container on %s", node).matches("[0-9a-f]{12}");
        return id;
    }

    static void awaitAll(LabCluster cluster) {
        Service router = cluster.service(cluster.routerService);
        int nodes = cluster.swarm.nodes().size();
        Await.until(
                "all replicas of the router run again",
                () -> cluster.swarm.tasks(router).stream()
                                .filter(task -> task.running())
                                .count()
                        == nodes);
    }

    /** Kills the replica on a node; the Swarm starts another. Returns its container. */
    static String kill(LabCluster cluster, String node) {
        String container = container(cluster, node);
        api(node, "/containers/" + container + "/kill");
        return container;
    }

    /**
     * All replicas run, and the one on the node is not the killed one: the Swarm notices its end only after a while.
     */
    static void awaitAnother(LabCluster cluster, String node, String killed) {
        Await.until(
                "another replica runs on " + node,
                () -> !container(cluster, node).equals(killed));
        awaitAll(cluster);
    }

    /**
     * A shell command after which the replica on a node is frozen. The kernel of a busy machine does not always freeze
     * a container at once ({@code unable to freeze}), so it tries for ten seconds.
     */
    static String freeze(LabCluster cluster, String node) {
        String pause = LAB.labCommand("docker", node, "pause", container(cluster, node));
        return "for attempt in 1 2 3 4 5 6 7 8 9 10; do " + pause + " && exit 0; sleep 1; done; exit 1";
    }

    /** Ends a {@code docker pause} of the replica on a node, where there is one: a test may have failed before it. */
    static void thaw(LabCluster cluster, String node) {
        String container = container(cluster, node);
        String paused = LAB.lab("docker", node, "inspect", "--format", "{{.State.Paused}}", container);
        if (paused.strip().equals("true")) {
            api(node, "/containers/" + container + "/unpause");
        }
    }

    /** Uses only the address of its engine, for calls that must be quick. */
    private static void api(String node, String path) {
        LAB.curl(
                "--cacert",
                LAB.property("caFile"),
                "--cert",
                LAB.property("clientCert"),
                "--key",
                LAB.property("clientKey"),
                "--request",
                "POST",
                "https://" + LAB.property("node." + node + ".address") + ":2376/v1.41" + path);
    }

    /** A shell command after which the admin port of the spare router's replica accepts no new connection. */
    static String cutOffAdmin(String node) {
        return firewall(node, "-j DROP");
    }

    /** The same after a given number of further connections. */
    static String cutOffAdmin(String node, int after) {
        // The packet that opens a connection has 60 bytes.
        return firewall(node, "-m quota --quota " + 60 * after + " -j RETURN") + " && " + cutOffAdmin(node);
    }

    private static String firewall(String node, String rule) {
        return LAB.labCommand(
                "ns", node, "iptables -t mangle -A PREROUTING -p tcp --dport", SPARE_ADMIN_PORT, "--syn", rule);
    }

    /** Undoes {@link #cutOffAdmin}; otherwise changes nothing. */
    static void reconnectAdmin(String node) {
        LAB.lab("ns", node, "iptables", "-t", "mangle", "-F", "PREROUTING");
    }

    /** Changes the map of one replica as someone with the certificate could, without changing the labels. */
    static void setMap(String node, String key, String value) {
        String command = "set map /usr/local/etc/haproxy/routes.map " + key + " " + value;
        LAB.run(
                "sh",
                "-c",
                "printf '%s\\n' \"$1\" | openssl s_client -quiet -connect \"$2\" -CAfile \"$3\" -cert \"$4\" -key \"$5\"",
                "sh",
                command,
                LAB.property("node." + node + ".address") + ":" + ADMIN_PORT,
                LAB.property("caFile"),
                LAB.property("clientCert"),
                LAB.property("clientKey"));
    }
}
