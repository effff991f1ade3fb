package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the HAProxy of a cluster is found and spoken to.
 *
 * @param service name of the Swarm service that runs HAProxy
 * @param serverName the DNS name in the certificate of its admin port, the same on every replica
 * @param tls what is needed to be let in at its admin port, fetched when a router is made of these settings
 */
public record HaproxySettings(String service, String serverName, Ports ports, Urls urls, Supplier<TlsMaterial> tls) {
    public static final String SERVICE = "swarm-router";
    public static final int SERVICE_PORT = 8080;
    public static final int PREVIEW_PORT = 8081;
    public static final int ADMIN_PORT = 9999;

    /** How an address is written where users or tests reach an application. */
    public static final String URL_REMEDY =
            "write http://host or https://host, with :port if it has one, e.g. https://{application}.example.com";

    private static final String PLACEHOLDER = "{application}";

    /**
     * Ports inside its container; where a node publishes them is read from the Swarm.
     *
     * @param service where users' requests arrive
     * @param preview where tests reach the candidate
     * @param admin where the runtime API listens, behind mutual TLS
     */
    public record Ports(int service, int preview, int admin) {
        /** What {@code swarm-delivery router init} sets up when it is not told otherwise. */
        public static final Ports DEFAULTS = new Ports(SERVICE_PORT, PREVIEW_PORT, ADMIN_PORT);

        /** @throws RefusedException if one is no port */
        public Ports {
            port("servicePort", service);
            port("previewPort", preview);
            port("adminPort", admin);
        }
    }

    /**
     * Addresses of a cluster behind a load balancer or a name, e.g. {@code https://{application}.example.com/}.
     *
     * @param service where users reach an application; empty: each replica's node and published port
     * @param preview where tests reach it, likewise
     */
    public record Urls(Optional<String> service, Optional<String> preview) {
        public static final Urls NONE = new Urls(Optional.empty(), Optional.empty());

        /** @throws RefusedException if nobody could reach an application there */
        public Urls {
            service.ifPresent(url -> requireAddress("serviceUrl", url));
            preview.ifPresent(url -> requireAddress("previewUrl", url));
        }
    }

    /** @throws RefusedException if a name is missing */
    public HaproxySettings {
        if (service == null || service.isBlank()) {
            throw new RefusedException("router.haproxy.service", null, "name the Swarm service that runs HAProxy");
        }
        if (serverName == null || serverName.isBlank()) {
            throw new RefusedException("router.haproxy.serverName", null, "name the DNS name in HAProxy's certificate");
        }
    }

    /** One of the two URLs, for this application. */
    static URI url(String template, Application application) {
        return URI.create(template.replace(PLACEHOLDER, application.name()));
    }

    /** Whether each application has one of its own. */
    static boolean names(String template) {
        return template.contains(PLACEHOLDER);
    }

    private static void port(String field, int port) {
        if (port < 1 || port > 65535) {
            throw new RefusedException("router.haproxy." + field, port, "write a number from 1 to 65535");
        }
    }

    /** Throws {@link RefusedException} if this is not where users or tests could reach an application. */
    public static String requireAddress(String field, String template) {
        URI url;
        try {
            url = URI.create(template.replace(PLACEHOLDER, "a"));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(field, template, URL_REMEDY);
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (url.getHost() == null || !web || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new RefusedException(field, template, URL_REMEDY);
        }
        return template;
    }
}
