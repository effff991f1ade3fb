package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Reads one cluster of a clusters file. */
final class ClusterParser {
    private final Problems problems;
    private final Values values;
    private final RegistryParser registries;
    private final RouterParser router;

    ClusterParser(Problems problems, Path file, ClustersFile.Needed needed) {
        this.problems = problems;
        this.values = new Values(problems, file, needed != ClustersFile.Needed.NO_FILE);
        this.registries = new RegistryParser(problems, values);
        this.router =
                new RouterParser(problems, values, new Values(problems, file, needed == ClustersFile.Needed.ALL_FILES));
    }

    /** Errors go to the problems; the result is valid only if there are none. */
    Optional<ClustersFile.Described> parse(YamlObject clusters, String name) {
        problems.require(clusters.node(name), () -> ClusterFields.name(name, name));
        return clusters.object(name)
                .map(cluster -> settings(name, cluster))
                .map(settings -> new ClustersFile.Described(settings, registries.warnings(), router.files()));
    }

    private ClusterSettings settings(String name, YamlObject cluster) {
        cluster.allow(
                "managers",
                "tls",
                "allowPlaintext",
                "nodePort",
                "registries",
                "router",
                "requireMark",
                "placement",
                "allow",
                "repositories",
                "defaults",
                "values");
        Optional<Supplier<TlsMaterial>> tls = cluster.object("tls").flatMap(values::tls);
        return new ClusterSettings(
                name, managers(cluster, tls), registries.parse(cluster), router.parse(cluster, tls), releases(cluster));
    }

    private ClusterSettings.Managers managers(YamlObject cluster, Optional<Supplier<TlsMaterial>> tls) {
        List<URI> endpoints = cluster.requiredTexts("managers", ClusterFields.MANAGER_REMEDY).stream()
                .flatMap(text -> values.read(text, ClusterFields::manager).stream())
                .toList();
        boolean allowPlaintext = cluster.flag("allowPlaintext").orElse(false);
        problems.require(
                cluster.node(),
                () -> ClusterFields.requireTls(
                        cluster.at("tls"), endpoints, cluster.has("tls") || allowPlaintext, Values.TLS_REMEDY));
        OptionalInt nodePort = cluster.port("nodePort").map(OptionalInt::of).orElse(OptionalInt.empty());
        return new ClusterSettings.Managers(endpoints, tls, allowPlaintext, nodePort);
    }

    private ClusterSettings.Releases releases(YamlObject cluster) {
        return new ClusterSettings.Releases(
                values.read(cluster, "requireMark", ClusterFields::mark),
                values.readAll(cluster, "placement", ClusterFields::constraint),
                new SpecRules(
                        new HashSet<>(values.readAll(cluster, "allow", ClusterFields::permission)),
                        values.readAll(cluster, "repositories", ClusterFields::repository)),
                new DefaultsParser(problems).parse(cluster),
                cluster.object("values").map(this::variables).orElse(Map.of()));
    }

    private Map<String, String> variables(YamlObject written) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : written.names()) {
            written.plain(name)
                    .flatMap(value -> problems.check(
                            written.node(name), () -> ClusterFields.value(written.at(name), name, value)))
                    .ifPresent(value -> variables.put(name, value));
        }
        return variables;
    }
}
