package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The input of {@link RouterInit}.
 *
 * @param frontend how users reach it
 */
public record RouterSetup(
        List<RoutedApplication> applications, Service service, Ports ports, Secrets secrets, Frontend frontend) {
    public static final String IMAGE = "haproxy:3.0";
    public static final String NETWORK = "apps";
    public static final String CERT_SECRET = "swarm-router-cert";
    public static final String CA_SECRET = "swarm-router-ca";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern IMAGE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,255}");
    private static final Pattern CONSTRAINT = Pattern.compile("[A-Za-z0-9_./-]+ ?(==|!=) ?[A-Za-z0-9_.:/-]+");

    /** @throws RefusedException if applications contradict each other */
    public RouterSetup {
        applications = List.copyOf(applications);
        RouterClaims.check(applications);
    }

    /**
     * The Swarm service.
     *
     * @param image an HAProxy image, 2.6 or later, with the layout of the official one
     * @param network the overlay network that router and applications share
     * @param constraints placement constraints, e.g. {@code node.labels.edge==true}; if empty, one replica runs on
     *     every node
     */
    public record Service(String name, String image, String network, List<String> constraints) {
        /** @throws RefusedException if Docker would not accept a value */
        public Service {
            constraints = List.copyOf(constraints);
            check("router service", name, NAME);
            check("router image", image, IMAGE_NAME);
            check("router network", network, NAME);
            constraints.forEach(constraint -> check("router constraint", constraint, CONSTRAINT));
        }
    }

    /** Those published on the nodes: for users, for tests of the candidate, and of the runtime API, behind mutual TLS. */
    public record Ports(int service, int preview, int admin) {
        /** @throws RefusedException if one is not a port, or two are the same */
        public Ports {
            List<Integer> ports = List.of(service, preview, admin);
            if (Set.copyOf(ports).size() < ports.size()) {
                throw new RefusedException("router ports", ports, "use different ports for users, preview, and admin");
            }
            for (int port : ports) {
                if (port < 1 || port > 65535) {
                    throw new RefusedException("router port", port, "use a number from 1 to 65535");
                }
            }
        }
    }

    /**
     * Swarm secrets.
     *
     * @param certificate HAProxy's certificate and key
     * @param authority the certificate authority for admin clients
     */
    public record Secrets(String certificate, String authority) {
        /** @throws RefusedException if Docker would not accept a name */
        public Secrets {
            check("router certificate secret", certificate, NAME);
            check("router CA secret", authority, NAME);
        }
    }

    /** Creates a setup with default values that runs on every node, with nothing in front. */
    public static RouterSetup of(List<RoutedApplication> applications) {
        return of(applications, Frontend.PLAIN);
    }

    /** The same with users who reach it in another way. */
    static RouterSetup of(List<RoutedApplication> applications, Frontend frontend) {
        return new RouterSetup(
                applications,
                new Service(HaproxySettings.SERVICE, IMAGE, NETWORK, List.of()),
                new Ports(HaproxySettings.SERVICE_PORT, HaproxySettings.PREVIEW_PORT, HaproxySettings.ADMIN_PORT),
                new Secrets(CERT_SECRET, CA_SECRET),
                frontend);
    }

    private static void check(String field, String value, Pattern valid) {
        if (value == null || !valid.matcher(value).matches()) {
            throw new RefusedException(field, value, "use a value that Docker accepts, without spaces and quotes");
        }
    }
}
