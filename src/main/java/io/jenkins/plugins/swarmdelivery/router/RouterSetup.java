package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The input of {@link RouterInit}. Ports are the ones published on the nodes.
 *
 * @param service the name of the Swarm service
 * @param image an HAProxy image, 2.6 or later, with the layout of the official one
 * @param network the overlay network that router and applications share
 * @param servicePort the port for users
 * @param previewPort the port where tests reach the candidate
 * @param adminPort the port of the runtime API, behind mutual TLS
 * @param constraints placement constraints, e.g. {@code node.labels.edge==true}; if empty, one replica runs on every
 *     node
 * @param certSecret the Swarm secret with HAProxy's certificate and key
 * @param caSecret the Swarm secret with the certificate authority for admin clients
 */
public record RouterSetup(
        List<RoutedApplication> applications,
        String service,
        String image,
        String network,
        int servicePort,
        int previewPort,
        int adminPort,
        List<String> constraints,
        String certSecret,
        String caSecret) {
    public static final String IMAGE = "haproxy:3.0";
    public static final String NETWORK = "apps";
    public static final String CERT_SECRET = "swarm-router-cert";
    public static final String CA_SECRET = "swarm-router-ca";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern IMAGE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,255}");
    private static final Pattern CONSTRAINT = Pattern.compile("[A-Za-z0-9_./-]+ ?(==|!=) ?[A-Za-z0-9_.:/-]+");

    /** @throws RefusedException if a value is not allowed in a configuration, or values contradict each other */
    public RouterSetup {
        applications = List.copyOf(applications);
        constraints = List.copyOf(constraints);
        check("router service", service, NAME);
        check("router image", image, IMAGE_NAME);
        check("router network", network, NAME);
        check("router certificate secret", certSecret, NAME);
        check("router CA secret", caSecret, NAME);
        constraints.forEach(constraint -> check("router constraint", constraint, CONSTRAINT));
        RouterClaims.check(applications);
        List<Integer> ports = List.of(servicePort, previewPort, adminPort);
        if (Set.copyOf(ports).size() < ports.size()) {
            throw new RefusedException("router ports", ports, "use different ports for users, preview, and admin");
        }
        for (int port : ports) {
            if (port < 1 || port > 65535) {
                throw new RefusedException("router port", port, "use a number from 1 to 65535");
            }
        }
    }

    /** Creates a setup with default values that runs on every node. */
    public static RouterSetup of(List<RoutedApplication> applications) {
        return new RouterSetup(
                applications,
                HaproxySettings.SERVICE,
                IMAGE,
                NETWORK,
                HaproxySettings.SERVICE_PORT,
                HaproxySettings.PREVIEW_PORT,
                HaproxySettings.ADMIN_PORT,
                List.of(),
                CERT_SECRET,
                CA_SECRET);
    }

    private static void check(String field, String value, Pattern valid) {
        if (value == null || !valid.matcher(value).matches()) {
            throw new RefusedException(field, value, "use a value that Docker accepts, without spaces and quotes");
        }
    }
}
