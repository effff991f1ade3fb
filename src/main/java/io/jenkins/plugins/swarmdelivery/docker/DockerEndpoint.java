package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Hosts;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.util.Optional;

/**
 * The address of a Docker Engine.
 *
 * @param uri {@code tcp://host:port} or {@code unix:///path}
 * @param tls the client certificate, and the authority to trust; empty for a Unix socket, or if plain tcp is allowed
 * @param allowPlaintext accept tcp without TLS: anyone who reaches such a port has root access to the machine behind it
 */
public record DockerEndpoint(URI uri, Optional<TlsMaterial> tls, boolean allowPlaintext) {
    private static final String FORMS = "write tcp://host:2376 or unix:///var/run/docker.sock";
    private static final int TLS_PORT = 2376;
    private static final int PLAIN_PORT = 2375;

    /**
     * @throws RefusedException if the address has another form, or would be used without TLS although that is not
     *     allowed
     */
    public DockerEndpoint {
        if (uri == null || uri.getScheme() == null) {
            throw new RefusedException("endpoint", uri, FORMS);
        }
        switch (uri.getScheme()) {
            case "unix" -> {
                if (uri.getPath() == null || uri.getPath().length() < 2 || uri.getHost() != null) {
                    throw new RefusedException("endpoint", uri, FORMS);
                }
            }
            case "tcp" -> uri = tcp(uri, tls.isPresent(), allowPlaintext);
            case "https", "http" ->
                throw new RefusedException("endpoint", uri, "write tcp:// in place of " + uri.getScheme() + "://");
            default -> throw new RefusedException("endpoint", uri, FORMS);
        }
    }

    /** @throws RefusedException as the constructor does */
    public static DockerEndpoint parse(String uri, Optional<TlsMaterial> tls, boolean allowPlaintext) {
        try {
            return new DockerEndpoint(URI.create(uri == null ? "" : uri.strip()), tls, allowPlaintext);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("endpoint", uri, FORMS);
        }
    }

    /** The engine on another machine of the same Swarm, with the same certificates. */
    DockerEndpoint beside(String host, int port) {
        return new DockerEndpoint(URI.create("tcp://" + Hosts.inUrl(host) + ":" + port), tls, allowPlaintext);
    }

    private static URI tcp(URI uri, boolean tls, boolean allowPlaintext) {
        boolean plainForm = uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getQuery() == null
                && uri.getFragment() == null
                && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
        if (!plainForm) {
            throw new RefusedException("endpoint", uri, Hosts.remedy(uri.toString(), FORMS));
        }
        Hosts.linkLocal(uri.getHost()).ifPresent(objection -> {
            throw new RefusedException("endpoint", uri, objection);
        });
        if (!tls && !allowPlaintext) {
            throw new RefusedException(
                    "endpoint",
                    uri,
                    "tcp needs TLS: give the CA certificate, the client certificate and its key,"
                            + " or allow plain tcp for this cluster");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        return URI.create("tcp://" + uri.getHost() + ":" + port);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
