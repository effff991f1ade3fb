package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How to find a cluster's Traefik and connect to its API.
 *
 * @param service the Swarm service that runs Traefik
 * @param entryPoints the names of its entry points
 */
public record TraefikSettings(String service, EntryPoints entryPoints, Ports ports, Api api, HaproxySettings.Urls urls)
        implements RouterSettings {
    public static final String SERVICE = "traefik";

    /**
     * Names of entry points in Traefik's static configuration.
     *
     * @param users those where users' requests arrive, for routes whose labels name none
     * @param preview the one where tests reach the candidate
     */
    public record EntryPoints(List<String> users, String preview) {
        public static final EntryPoints DEFAULTS = new EntryPoints(List.of("web"), "preview");

        /** @throws RefusedException if a name is missing, or tests and users would share an entry point */
        public EntryPoints {
            users = List.copyOf(users);
            if (users.isEmpty()) {
                throw new RefusedException("router.traefik.entryPoints", null, "name the entry points of users");
            }
            if (preview.isBlank() || users.contains(preview)) {
                throw new RefusedException(
                        "router.traefik.previewEntryPoint", preview, "name an entry point that users do not reach");
            }
        }
    }

    /**
     * Ports inside the container; the published ports are read from the Swarm.
     *
     * @param service the port for users
     * @param preview the port where tests reach the candidate
     * @param api the port of Traefik's API
     */
    public record Ports(int service, int preview, int api) {
        public static final Ports DEFAULTS = new Ports(80, 8081, 8443);
    }

    /**
     * Access to the API. It tells what every replica serves, and changes nothing.
     *
     * @param tls the client certificate and the authority to trust; empty for plain HTTP
     * @param serverName the DNS name in the certificate of the API's entry point
     * @param login for basic authentication, if the API asks for it
     */
    public record Api(Optional<Supplier<TlsMaterial>> tls, String serverName, Optional<Login> login) {
        /** @throws RefusedException if the name cannot be one of a host */
        public Api {
            if (!serverName.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
                throw new RefusedException(
                        "router.traefik.serverName",
                        serverName,
                        "write the host name in the rule of the API's router, with letters, digits, - and . alone");
            }
        }
    }

    /** A user of the API; the password is fetched when a router is created from these settings. */
    public record Login(String user, Supplier<String> password) {}

    /** @throws RefusedException if the service is missing */
    public TraefikSettings {
        if (service == null || service.isBlank()) {
            throw new RefusedException("router.traefik.service", null, "set it to the Swarm service that runs Traefik");
        }
    }
}
