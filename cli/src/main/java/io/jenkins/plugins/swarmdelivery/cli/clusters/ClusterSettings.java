package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.SpecRules;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A cluster as {@code clusters.yml} describes it.
 *
 * @param name by which commands call it
 * @param managers engine endpoints of its managers, in the order in which they are tried
 * @param tls client certificate for the managers; empty: Unix sockets, or plain tcp that is allowed
 * @param allowPlaintext plain tcp is accepted
 * @param nodePort port of the engine on every node, for the output of health checks; empty: it is not shown
 * @param registries where its images come from, each once; empty: nobody is asked for a login
 * @param router what sends users' traffic; empty where the file names none
 * @param requireMark what every image that is delivered here must carry; empty: nothing
 * @param placement constraints that every release in this cluster must carry
 * @param rules what the specs of releases may contain here
 * @param defaults how careful deliveries are unless an option says otherwise
 * @param warnings what a person should mend, though it works
 */
public record ClusterSettings(
        String name,
        List<URI> managers,
        Optional<TlsFiles> tls,
        boolean allowPlaintext,
        Optional<Integer> nodePort,
        List<Registry> registries,
        Optional<Haproxy> router,
        Optional<TagPattern> requireMark,
        List<String> placement,
        SpecRules rules,
        DeliveryOptions defaults,
        List<String> warnings) {

    /**
     * PEM files of a mutual TLS connection.
     *
     * @param ca who signed the server's certificate
     * @param cert ours
     * @param key of ours; not encrypted
     */
    public record TlsFiles(Path ca, Path cert, Path key) {}

    /**
     * A registry that asks for a login.
     *
     * @param server host, with its port if it has one, as in the names of its images
     * @param user who pulls what is delivered, and sets marks
     * @param passwordFile its first line is the password or token
     * @param ca PEM file of the authority that signed its certificate; empty: one that this machine trusts anyway
     * @param build who builds and pushes; empty: the same user
     */
    public record Registry(String server, String user, Path passwordFile, Optional<Path> ca, Optional<Login> build) {
        /** Who builds and pushes. */
        public Login builder() {
            return build.orElseGet(() -> new Login(user, passwordFile));
        }
    }

    /**
     * Another account of a registry.
     *
     * @param passwordFile its first line is the password or token
     */
    public record Login(String user, Path passwordFile) {}

    /**
     * HAProxy as the router.
     *
     * @param service the Swarm service that it runs as
     * @param serverName the name in the certificate of its admin port
     * @param servicePort where users' requests arrive inside its container
     * @param previewPort where requests of tests arrive there
     * @param adminPort where its runtime API listens there, behind mutual TLS
     * @param tls client certificate for the admin port
     * @param serviceUrl where users reach an application, {@code {application}} standing for its name; empty: on the
     *     nodes of the replicas
     * @param previewUrl where tests reach it, likewise
     */
    public record Haproxy(
            String service,
            String serverName,
            int servicePort,
            int previewPort,
            int adminPort,
            TlsFiles tls,
            Optional<String> serviceUrl,
            Optional<String> previewUrl) {}
}
