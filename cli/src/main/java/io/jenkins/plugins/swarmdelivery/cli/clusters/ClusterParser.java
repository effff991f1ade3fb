package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cli.clusters.YamlObject.Text;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.router.ClientFiles;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
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
    private static final String TLS_REMEDY = "set ca, cert and key";

    private final Problems problems;
    private final Values values;
    private final Values routerValues;
    private final RegistryParser registries;
    private Optional<ClientFiles> routerFiles = Optional.empty();

    ClusterParser(Problems problems, Path file, ClustersFile.Needed needed) {
        this.problems = problems;
        this.values = new Values(problems, file, needed != ClustersFile.Needed.NO_FILE);
        this.routerValues = new Values(problems, file, needed == ClustersFile.Needed.ALL_FILES);
        this.registries = new RegistryParser(problems, values);
    }

    /** Errors go to the problems; the result is valid only if there are none. */
    Optional<ClustersFile.Described> parse(YamlObject clusters, String name) {
        problems.require(clusters.node(name), () -> ClusterFields.name(name, name));
        return clusters.object(name)
                .map(cluster -> settings(name, cluster))
                .map(settings -> new ClustersFile.Described(settings, registries.warnings(), routerFiles));
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
        Optional<Supplier<TlsMaterial>> tls = cluster.object("tls").flatMap(written -> tls(written, values));
        return new ClusterSettings(
                name, managers(cluster, tls), registries.parse(cluster), router(cluster, tls), releases(cluster));
    }

    private ClusterSettings.Managers managers(YamlObject cluster, Optional<Supplier<TlsMaterial>> tls) {
        List<URI> endpoints = cluster.requiredTexts("managers", ClusterFields.MANAGER_REMEDY).stream()
                .flatMap(text -> values.read(text, ClusterFields::manager).stream())
                .toList();
        boolean allowPlaintext = cluster.flag("allowPlaintext").orElse(false);
        problems.require(
                cluster.node(),
                () -> ClusterFields.requireTls(
                        cluster.at("tls"), endpoints, cluster.has("tls") || allowPlaintext, TLS_REMEDY));
        OptionalInt nodePort = cluster.port("nodePort").map(OptionalInt::of).orElse(OptionalInt.empty());
        return new ClusterSettings.Managers(endpoints, tls, allowPlaintext, nodePort);
    }

    private Optional<Supplier<TlsMaterial>> tls(YamlObject tls, Values values) {
        return files(tls, values).map(files -> files);
    }

    private Optional<FileCredentials.Tls> files(YamlObject tls, Values values) {
        tls.allow("ca", "cert", "key");
        Optional<Path> ca =
                values.file(tls, "ca", "name the PEM file of the authority that signed the server's certificate");
        Optional<Path> cert = values.file(tls, "cert", "name the PEM file of the client certificate");
        Optional<Path> key = values.file(tls, "key", "name the PEM file of the client key");
        return ca.isPresent() && cert.isPresent() && key.isPresent()
                ? Optional.of(new FileCredentials.Tls(ca.get(), cert.get(), key.get()))
                : Optional.empty();
    }

    private Optional<HaproxySettings> router(YamlObject cluster, Optional<Supplier<TlsMaterial>> tls) {
        return cluster.object("router").flatMap(router -> {
            router.allow("haproxy");
            if (!router.has("haproxy")) {
                problems.missing(router.node(), router.at("haproxy"), "write haproxy: {}, the only kind of router");
            }
            return router.object("haproxy").flatMap(haproxy -> haproxy(haproxy, tls, cluster.has("tls")));
        });
    }

    private Optional<HaproxySettings> haproxy(
            YamlObject haproxy, Optional<Supplier<TlsMaterial>> clusterTls, boolean tlsGiven) {
        haproxy.allow(
                "service", "serverName", "servicePort", "previewPort", "adminPort", "tls", "serviceUrl", "previewUrl");
        Optional<FileCredentials.Tls> own = haproxy.object("tls").flatMap(written -> files(written, routerValues));
        routerFiles = own.map(files -> new ClientFiles(files.ca(), files.cert(), files.key()));
        Optional<Supplier<TlsMaterial>> tls = haproxy.has("tls") ? own.map(files -> files) : clusterTls;
        problems.require(
                haproxy.node(),
                () -> ClusterFields.requireCertificate(haproxy.at("tls"), haproxy.has("tls") || tlsGiven, TLS_REMEDY));
        String service = haproxy.text("service").map(Text::value).orElse(HaproxySettings.SERVICE);
        String serverName = haproxy.text("serverName").map(Text::value).orElse(service);
        HaproxySettings.Ports ports = new HaproxySettings.Ports(
                haproxy.port("servicePort").orElse(HaproxySettings.SERVICE_PORT),
                haproxy.port("previewPort").orElse(HaproxySettings.PREVIEW_PORT),
                haproxy.port("adminPort").orElse(HaproxySettings.ADMIN_PORT));
        HaproxySettings.Urls urls = new HaproxySettings.Urls(
                values.read(haproxy, "serviceUrl", ClusterFields::webAddress),
                values.read(haproxy, "previewUrl", ClusterFields::webAddress));
        return tls.map(files -> new HaproxySettings(service, serverName, ports, urls, files));
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
