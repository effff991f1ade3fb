package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.util.Optional;

/**
 * How the HAProxy of a cluster is found and spoken to. The ports are those inside its container; where a node
 * publishes them is read from the Swarm.
 *
 * @param service name of the Swarm service that runs HAProxy
 * @param serverName the DNS name in the certificate of its admin port, the same on every replica
 * @param servicePort where users' requests arrive
 * @param previewPort where tests reach the candidate
 * @param adminPort where the runtime API listens, behind mutual TLS
 * @param tls what is needed to be let in there
 * @param serviceUrl where users reach an application, for clusters behind a load balancer or a name, e.g.
 *     {@code https://{application}.example.com/}; empty: each replica's node and published port
 * @param previewUrl likewise for the preview
 */
public record HaproxySettings(
        String service,
        String serverName,
        int servicePort,
        int previewPort,
        int adminPort,
        TlsMaterial tls,
        Optional<String> serviceUrl,
        Optional<String> previewUrl) {
    public static final String SERVICE = "swarm-router";
    public static final int SERVICE_PORT = 8080;
    public static final int PREVIEW_PORT = 8081;
    public static final int ADMIN_PORT = 9999;

    private static final String PLACEHOLDER = "{application}";

    /** @throws RefusedException if a value cannot be used */
    public HaproxySettings {
        if (service == null || service.isBlank()) {
            throw new RefusedException("router service", service, "name the Swarm service that runs HAProxy");
        }
        if (serverName == null || serverName.isBlank()) {
            throw new RefusedException("router server name", serverName, "name the DNS name in HAProxy's certificate");
        }
        port("router service port", servicePort);
        port("router preview port", previewPort);
        port("router admin port", adminPort);
        serviceUrl.ifPresent(url -> requireAddress("router service URL", url));
        previewUrl.ifPresent(url -> requireAddress("router preview URL", url));
    }

    /** What {@code swarm-delivery router init} sets up when it is not told otherwise. */
    public static HaproxySettings defaults(TlsMaterial tls) {
        return new HaproxySettings(
                SERVICE, SERVICE, SERVICE_PORT, PREVIEW_PORT, ADMIN_PORT, tls, Optional.empty(), Optional.empty());
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
            throw new RefusedException(field, port, "use a number from 1 to 65535");
        }
    }

    /** Throws {@link RefusedException} if this is not where users or tests could reach an application. */
    public static void requireAddress(String field, String template) {
        URI url;
        try {
            url = URI.create(template.replace(PLACEHOLDER, "a"));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(field, template, "write e.g. https://{application}.example.com/");
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (url.getHost() == null || !web || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new RefusedException(field, template, "write e.g. https://{application}.example.com/");
        }
    }
}
