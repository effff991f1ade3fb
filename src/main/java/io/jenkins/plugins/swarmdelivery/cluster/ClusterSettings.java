package io.jenkins.plugins.swarmdelivery.cluster;

import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster as an administrator described it. Credentials are values that are fetched when they are needed. Two settings
 * are equal if a connection made for the one serves the other, provided that the credentials are equal for equal content.
 *
 * @param name by which commands and steps call it
 * @param registries those with a login or an authority of their own, each once
 * @param router what sends users' traffic; empty where none is described
 */
public record ClusterSettings(
        String name,
        Managers managers,
        List<Registry> registries,
        Optional<HaproxySettings> router,
        Releases releases) {

    public ClusterSettings {
        registries = List.copyOf(registries);
    }

    /**
     * How the engines are reached.
     *
     * @param endpoints of the managers, in the order in which they are tried
     * @param tls what to show and to trust there; empty: Unix sockets, or plain tcp that is allowed
     * @param allowPlaintext plain tcp is accepted
     * @param nodePort port of the engine on every node, for the output of health checks; empty: it is not shown
     */
    public record Managers(
            List<URI> endpoints, Optional<Supplier<TlsMaterial>> tls, boolean allowPlaintext, OptionalInt nodePort) {
        public Managers {
            endpoints = List.copyOf(endpoints);
        }

        private static boolean tcp(URI endpoint) {
            return "tcp".equals(endpoint.getScheme());
        }

        /** The same through one of them alone. */
        Managers only(URI endpoint) {
            return new Managers(List.of(endpoint), tls, allowPlaintext, nodePort);
        }

        /** Fetches the certificates where an endpoint needs them. */
        List<DockerEndpoint> engines() {
            Optional<TlsMaterial> material =
                    endpoints.stream().anyMatch(Managers::tcp) ? tls.map(Supplier::get) : Optional.empty();
            return endpoints.stream()
                    .map(uri -> new DockerEndpoint(uri, tcp(uri) ? material : Optional.empty(), allowPlaintext))
                    .toList();
        }
    }

    /**
     * A registry.
     *
     * @param server host, with its port if it has one, as in the names of its images
     * @param login who pulls what is delivered, and sets marks; empty: nobody logs in
     * @param build who builds and pushes, where that is another account
     * @param ca PEM of the authority that signed its certificate; empty: one that Java trusts anyway
     */
    public record Registry(
            String server,
            Optional<RegistryCredentials> login,
            Optional<RegistryCredentials> build,
            Optional<Supplier<String>> ca) {

        /** Who builds and pushes: the account for builds where there is one, else the same. */
        public Optional<RegistryCredentials> builder() {
            return build.or(() -> login);
        }
    }

    /**
     * What holds for every release here.
     *
     * @param requireMark what every image that is delivered must carry; empty: nothing
     * @param placement constraints that it carries
     * @param rules what its specs may contain
     * @param defaults how careful deliveries are unless an option says otherwise
     */
    public record Releases(
            Optional<TagPattern> requireMark, List<String> placement, SpecRules rules, DeliveryOptions defaults) {
        public Releases {
            placement = List.copyOf(placement);
        }
    }

    /** Authorities that registries are believed beside those that Java trusts, as PEM; empty: none. */
    public static String authorities(Stream<String> pems) {
        return pems.distinct().collect(Collectors.joining("\n"));
    }

    /** Who pulls what is delivered, and sets marks. */
    Logins logins() {
        return new Logins(registries.stream()
                .flatMap(registry -> registry.login().stream())
                .toList());
    }

    /** Who builds and pushes. */
    Logins buildLogins() {
        return new Logins(registries.stream()
                .flatMap(registry -> registry.builder().stream())
                .toList());
    }

    /** How careful deliveries are unless an option says otherwise. */
    public DeliveryOptions defaults() {
        return releases.defaults();
    }

    ClusterSettings through(URI manager) {
        return new ClusterSettings(name, managers.only(manager), registries, router, releases);
    }
}
