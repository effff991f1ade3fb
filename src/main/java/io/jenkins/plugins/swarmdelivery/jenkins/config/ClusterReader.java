package io.jenkins.plugins.swarmdelivery.jenkins.config;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jenkins.security.FIPS140;

/**
 * Reads a cluster from Jenkins' configuration: applies the form's checks to the whole cluster, and looks its
 * credentials up. Every method throws {@link RefusedException} with path, value and remedy.
 */
final class ClusterReader {
    private ClusterReader() {}

    /** All problems of a cluster, each with its name, except missing credentials. */
    static List<String> problems(SwarmCluster cluster) {
        List<Runnable> checks = List.of(
                () -> ClusterFields.name("name", cluster.getName()),
                () -> managers(cluster.getManagers(), secured(cluster)),
                () -> plaintext("allowPlaintext", cluster.isAllowPlaintext()),
                () -> nodePort(cluster.getNodePort()),
                () -> registries(cluster),
                () -> mark(cluster.getRequireMark()),
                () -> placement(cluster.getPlacement()),
                () -> allow(cluster.getAllow()),
                () -> repositories(cluster.getRepositories()),
                () -> values(cluster.getValues()),
                () -> cluster.getDefaults().options());
        List<String> problems = new ArrayList<>();
        Stream.concat(checks.stream(), cluster.getRouter().checks().stream()).forEach(check -> {
            try {
                check.run();
            } catch (RefusedException e) {
                problems.add("cluster " + cluster.getName() + ": " + e.getMessage());
            }
        });
        return problems;
    }

    /** What the settings are for. */
    private enum Purpose {
        DELIVERIES,
        TEST,
        ROUTER
    }

    /** For deliveries, which do not need the accounts for builds. */
    static ClusterSettings settings(SwarmCluster cluster) {
        return settings(cluster, Purpose.DELIVERIES);
    }

    /** With the accounts for builds, to try them. */
    static ClusterSettings withBuilders(SwarmCluster cluster) {
        return settings(cluster, Purpose.TEST);
    }

    /** To set up the router, whose credentials may not exist yet. */
    static ClusterSettings forRouter(SwarmCluster cluster) {
        return settings(cluster, Purpose.ROUTER);
    }

    private static ClusterSettings settings(SwarmCluster cluster, Purpose purpose) {
        String field = "cluster " + cluster.getName() + ": credentialsId";
        Optional<Supplier<TlsMaterial>> tls = Optional.of(cluster.getCredentialsId())
                .filter(id -> !id.isEmpty())
                .map(id -> new Credential<>(ClusterCredentials.tls(field, id)));
        registries(cluster);
        return new ClusterSettings(
                cluster.getName(),
                new ClusterSettings.Managers(
                        managers(cluster.getManagers(), secured(cluster)),
                        tls,
                        plaintextAllowed(cluster),
                        nodePort(cluster.getNodePort())),
                cluster.getRegistries().stream()
                        .map(registry -> registry(cluster, registry, purpose == Purpose.TEST))
                        .toList(),
                Optional.of(
                        purpose == Purpose.ROUTER
                                ? cluster.getRouter().unprovided(cluster.getName(), tls)
                                : cluster.getRouter().settings(cluster.getName(), tls)),
                new ClusterSettings.Releases(
                        mark(cluster.getRequireMark()),
                        placement(cluster.getPlacement()),
                        new SpecRules(
                                new HashSet<>(allow(cluster.getAllow())), repositories(cluster.getRepositories())),
                        cluster.getDefaults().options(),
                        values(cluster.getValues())));
    }

    private static boolean secured(SwarmCluster cluster) {
        return cluster.isAllowPlaintext() || !cluster.getCredentialsId().isEmpty();
    }

    /** @param secured there is a client certificate, or plain tcp is allowed */
    static List<URI> managers(List<String> given, boolean secured) {
        List<URI> managers = all("managers", given, ClusterFields::manager);
        if (managers.isEmpty()) {
            throw new RefusedException("managers", null, "name at least one manager; " + ClusterFields.MANAGER_REMEDY);
        }
        ClusterFields.requireTls("credentialsId", managers, secured, "choose the client certificate for the managers");
        return managers;
    }

    static void plaintext(String field, boolean allowed) {
        if (allowed && FIPS140.useCompliantAlgorithms()) {
            throw new RefusedException(field + ": this Jenkins runs in FIPS 140 mode, which requires"
                    + " encryption; choose credentials instead");
        }
    }

    /** FIPS 140 mode may have been enabled after the setting was made. */
    static boolean plaintextAllowed(SwarmCluster cluster) {
        return cluster.isAllowPlaintext() && !FIPS140.useCompliantAlgorithms();
    }

    /** 0: the nodes' engines are not queried. */
    static OptionalInt nodePort(int port) {
        return port == 0 ? OptionalInt.empty() : OptionalInt.of(ClusterFields.port("nodePort", port));
    }

    static Optional<TagPattern> mark(String mark) {
        return Optional.of(mark).filter(text -> !text.isEmpty()).map(text -> ClusterFields.mark("requireMark", text));
    }

    static List<String> placement(List<String> given) {
        return all("placement", given, ClusterFields::constraint);
    }

    static List<SpecRules.Permission> allow(List<String> given) {
        return all("allow", given, ClusterFields::permission);
    }

    static List<String> repositories(List<String> given) {
        return all("repositories", given, ClusterFields::repository);
    }

    static Map<String, String> values(List<String> given) {
        return ClusterFields.values("values", given);
    }

    private static void registries(SwarmCluster cluster) {
        ClusterFields.DistinctRegistries distinct = new ClusterFields.DistinctRegistries();
        for (int i = 0; i < cluster.getRegistries().size(); i++) {
            ClusterRegistry registry = cluster.getRegistries().get(i);
            String path = "registries[" + i + "].";
            registry.check(path);
            distinct.check(path + "server", registry.getServer());
        }
    }

    private static ClusterSettings.Registry registry(SwarmCluster cluster, ClusterRegistry registry, boolean builders) {
        String field = "cluster " + cluster.getName() + ": registries, " + registry.getServer() + ": ";
        String server = registry.getServer();
        return new ClusterSettings.Registry(
                server,
                login(server, field + "credentialsId", registry.getCredentialsId()),
                login(server, field + "buildCredentialsId", builders ? registry.getBuildCredentialsId() : ""),
                Optional.of(registry.getCa()).filter(pem -> !pem.isEmpty()).map(Credential::new));
    }

    private static Optional<RegistryCredentials> login(String server, String field, String id) {
        return Optional.of(id).filter(given -> !given.isEmpty()).map(given -> {
            StandardUsernamePasswordCredentials found = ClusterCredentials.login(field, given);
            return new RegistryCredentials(
                    server,
                    found.getUsername(),
                    new Credential<>(found.getPassword().getPlainText()));
        });
    }

    /** Those that deliveries use; an empty id means none. */
    static List<String> credentialsIds(SwarmCluster cluster) {
        List<String> ids = new ArrayList<>(List.of(cluster.getCredentialsId()));
        ids.addAll(cluster.getRouter().credentialsIds(cluster.getName()));
        cluster.getRegistries().forEach(registry -> ids.add(registry.getCredentialsId()));
        return ids;
    }

    /** Authorities to trust for registries, in addition to Java's, as PEM; empty for none. */
    static String authorities(SwarmCluster cluster) {
        registries(cluster);
        return ClusterSettings.authorities(
                cluster.getRegistries().stream().map(ClusterRegistry::getCa).filter(pem -> !pem.isEmpty()));
    }

    private static <T> List<T> all(String field, List<String> values, BiFunction<String, String, T> meaning) {
        return values.stream().map(value -> meaning.apply(field, value)).toList();
    }
}
