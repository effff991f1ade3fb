package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Hosts;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;

/**
 * How to find a cluster's HAProxy and connect to it.
 *
 * @param service the Swarm service that runs HAProxy
 * @param serverName the DNS name in the certificate of its admin port, the same on every replica
 * @param tls the TLS material for the admin port, loaded when a router is created from these settings
 */
public record HaproxySettings(String service, String serverName, Ports ports, Urls urls, Supplier<TlsMaterial> tls)
        implements RouterSettings {
    public static final String SERVICE = "swarm-router";
    public static final int SERVICE_PORT = 8080;
    public static final int PREVIEW_PORT = 8081;
    public static final int ADMIN_PORT = 9999;

    /** The format of an address where users or tests reach an application. */
    public static final String URL_REMEDY =
            "write http://host or https://host, with :port if needed, e.g. https://{application}.example.com";

    private static final String PLACEHOLDER = "{application}";

    /**
     * Ports inside the container; the published ports are read from the Swarm.
     *
     * @param service the port for users
     * @param preview the port where tests reach the candidate
     * @param admin the port of the runtime API, behind mutual TLS
     */
    public record Ports(int service, int preview, int admin) {
        /** The default ports of {@code swarm-delivery router init}. */
        public static final Ports DEFAULTS = new Ports(SERVICE_PORT, PREVIEW_PORT, ADMIN_PORT);

        /** @throws RefusedException if a port is out of range */
        public Ports {
            port("servicePort", service);
            port("previewPort", preview);
            port("adminPort", admin);
        }
    }

    /**
     * URLs of a cluster behind a load balancer or a DNS name, e.g. {@code https://{application}.example.com/}.
     *
     * @param service where users reach an application; if empty, the node and published port of each replica
     * @param preview where tests reach the candidate; empty as for {@code service}
     */
    public record Urls(Optional<String> service, Optional<String> preview) {
        public static final Urls NONE = new Urls(Optional.empty(), Optional.empty());

        /** @throws RefusedException if a value is not an absolute HTTP or HTTPS URL without a query or fragment */
        public Urls {
            service.ifPresent(url -> requireAddress("serviceUrl", url));
            preview.ifPresent(url -> requireAddress("previewUrl", url));
        }
    }

    /** @throws RefusedException if a name is missing */
    public HaproxySettings {
        if (service == null || service.isBlank()) {
            throw new RefusedException("router.haproxy.service", null, "set it to the Swarm service that runs HAProxy");
        }
        if (serverName == null || serverName.isBlank()) {
            throw new RefusedException(
                    "router.haproxy.serverName", null, "set it to the DNS name in HAProxy's certificate");
        }
        try {
            new SNIHostName(serverName);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    "router.haproxy.serverName",
                    serverName,
                    "write the DNS name in HAProxy's certificate, with letters, digits, - and . alone; the nodes' addresses"
                            + " are read from the Swarm");
        }
    }

    /** Resolves a URL template for this application. */
    static URI url(String template, Application application) {
        return URI.create(template.replace(PLACEHOLDER, application.name()));
    }

    /** Whether the URL differs per application. */
    static boolean isPerApplication(String template) {
        return template.contains(PLACEHOLDER);
    }

    private static void port(String field, int port) {
        if (port < 1 || port > 65535) {
            throw new RefusedException("router.haproxy." + field, port, "write a number from 1 to 65535");
        }
    }

    /**
     * Returns the template. Throws {@link RefusedException} if it is not an absolute HTTP or HTTPS URL without query
     * and fragment.
     */
    public static String requireAddress(String field, String template) {
        URI url;
        try {
            url = URI.create(template.replace(PLACEHOLDER, "a"));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(field, template, Hosts.remedy(template, URL_REMEDY));
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (url.getHost() == null || !web || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new RefusedException(field, template, Hosts.remedy(template, URL_REMEDY));
        }
        Hosts.linkLocal(url.getHost()).ifPresent(objection -> {
            throw new RefusedException(field, template, objection);
        });
        return template;
    }
}
