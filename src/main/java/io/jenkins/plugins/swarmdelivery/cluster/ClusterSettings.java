package io.jenkins.plugins.swarmdelivery.cluster;

import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.RouterSettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of a cluster as an administrator configured them. Credentials are fetched when they are needed. Two
 * settings are equal if a connection made for one also serves the other, provided that credentials with equal content
 * are equal.
 *
 * @param name of the cluster in commands and steps
 * @param registries those with a login or an authority of their own, each once
 * @param router sends users' traffic; empty if none is configured
 */
public record ClusterSettings(
        String name, Managers managers, List<Registry> registries, Optional<RouterSettings> router, Releases releases) {

    public ClusterSettings {
        registries = List.copyOf(registries);
    }

    /**
     * How to reach the engines.
     *
     * @param endpoints of the managers, in the order in which they are tried
     * @param tls the client certificate, and the authority to trust; empty for Unix sockets, or where plain tcp is
     *     allowed
     * @param allowPlaintext plain tcp is accepted
     * @param nodePort port of the engine on every node, for the output of health checks; if empty, that output is not
     *     shown
     */
    public record Managers(
            List<URI> endpoints, Optional<Supplier<TlsMaterial>> tls, boolean allowPlaintext, OptionalInt nodePort) {
        public Managers {
            endpoints = List.copyOf(endpoints);
        }

        private static boolean tcp(URI endpoint) {
            return "tcp".equals(endpoint.getScheme());
        }

        /** The same settings with a single manager. */
        Managers only(URI endpoint) {
            return new Managers(List.of(endpoint), tls, allowPlaintext, nodePort);
        }

        /** Fetches the certificates if an endpoint needs them. */
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
     * @param login for pulling what is delivered, and for setting marks; empty for anonymous access
     * @param build for builds and pushes, if that is another account
     * @param ca PEM of the authority that signed its certificate; empty if Java already trusts it
     */
    public record Registry(
            String server,
            Optional<RegistryCredentials> login,
            Optional<RegistryCredentials> build,
            Optional<Supplier<String>> ca) {

        /** The account for builds and pushes: the one for builds if there is one, else the same. */
        public Optional<RegistryCredentials> builder() {
            return build.or(() -> login);
        }
    }

    /**
     * Rules for every release in this cluster.
     *
     * @param requireMark the mark that every delivered image must carry; empty for none
     * @param placement constraints that every release carries
     * @param rules what its specs may contain
     * @param defaults options of deliveries that set no others
     * @param values of variables in stack files that have no other value
     */
    public record Releases(
            Optional<TagPattern> requireMark,
            List<String> placement,
            SpecRules rules,
            DeliveryOptions defaults,
            Map<String, String> values) {
        public Releases {
            placement = List.copyOf(placement);
            values = Map.copyOf(values);
        }
    }

    /** Authorities to trust for registries, in addition to Java's, as PEM; empty for none. */
    public static String authorities(Stream<String> pems) {
        return pems.distinct().collect(Collectors.joining("\n"));
    }

    /** The accounts that pull what is delivered, and set marks. */
    Logins logins() {
        return new Logins(registries.stream()
                .flatMap(registry -> registry.login().stream())
                .toList());
    }

    /** The accounts that build and push. */
    Logins buildLogins() {
        return new Logins(registries.stream()
                .flatMap(registry -> registry.builder().stream())
                .toList());
    }

    /** Options of deliveries that set no others. */
    public DeliveryOptions defaults() {
        return releases.defaults();
    }

    /** Values of variables in stack files that have no other value. */
    public Map<String, String> values() {
        return releases.values();
    }

    ClusterSettings through(URI manager) {
        return new ClusterSettings(name, managers.only(manager), registries, router, releases);
    }
}
