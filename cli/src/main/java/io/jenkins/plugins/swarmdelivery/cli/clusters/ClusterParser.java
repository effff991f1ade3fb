package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cli.clusters.ClusterSettings.Haproxy;
import io.jenkins.plugins.swarmdelivery.cli.clusters.ClusterSettings.TlsFiles;
import io.jenkins.plugins.swarmdelivery.cli.clusters.YamlObject.Text;
import io.jenkins.plugins.swarmdelivery.engine.SpecRules;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one cluster of a clusters file. */
final class ClusterParser {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final Problems problems;
    private final Values values;
    private final List<String> warnings = new ArrayList<>();

    ClusterParser(Problems problems, Path file, boolean filesMustExist) {
        this.problems = problems;
        this.values = new Values(problems, file, filesMustExist);
    }

    /** What is wrong goes to the problems; the result counts only if there are none. */
    Optional<ClusterSettings> parse(YamlObject clusters, String name) {
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    clusters.node(name), name, name, "name a cluster with letters, digits, dots, hyphens, at most 63");
        }
        return clusters.object(name).map(cluster -> settings(name, cluster));
    }

    private ClusterSettings settings(String name, YamlObject cluster) {
        cluster.allow(
                "managers",
                "tls",
                "allowPlaintext",
                "nodePort",
                "registry",
                "router",
                "requireMark",
                "placement",
                "allow",
                "repositories",
                "defaults");
        Optional<TlsFiles> tls = cluster.object("tls").flatMap(this::tls);
        boolean allowPlaintext = cluster.flag("allowPlaintext").orElse(false);
        Optional<Haproxy> router = cluster.object("router").flatMap(object -> {
            object.allow("haproxy");
            if (!object.has("haproxy")) {
                problems.missing(object.node(), object.at("haproxy"), "it is the one router that there is");
            }
            return object.object("haproxy").flatMap(haproxy -> haproxy(haproxy, tls, cluster.has("tls")));
        });
        return new ClusterSettings(
                name,
                managers(cluster, cluster.has("tls") || allowPlaintext),
                tls,
                allowPlaintext,
                cluster.integer("nodePort", 1, 65535),
                new RegistryParser(problems, values, warnings).parse(cluster),
                router,
                cluster.text("requireMark").flatMap(values::mark),
                cluster.texts("placement").stream()
                        .flatMap(text -> values.constraint(text).stream())
                        .toList(),
                rules(cluster),
                new DefaultsParser(problems).parse(cluster),
                warnings);
    }

    private SpecRules rules(YamlObject cluster) {
        Set<SpecRules.Permission> allowed = cluster.texts("allow").stream()
                .flatMap(text -> values.permission(text).stream())
                .collect(Collectors.toSet());
        List<String> repositories = cluster.texts("repositories").stream()
                .flatMap(text -> values.repository(text).stream())
                .toList();
        return new SpecRules(allowed, repositories);
    }

    private List<URI> managers(YamlObject cluster, boolean secured) {
        List<URI> managers = cluster.requiredTexts("managers", Values.MANAGER_REMEDY).stream()
                .flatMap(text -> values.manager(text).stream())
                .toList();
        if (!secured && managers.stream().anyMatch(uri -> "tcp".equals(uri.getScheme()))) {
            problems.missing(
                    cluster.node(),
                    cluster.at("tls"),
                    "name ca, cert and key, or, if anybody on the network may command this Swarm, write"
                            + " allowPlaintext: true");
        }
        return managers;
    }

    private Optional<TlsFiles> tls(YamlObject tls) {
        tls.allow("ca", "cert", "key");
        Optional<Path> ca = values.file(tls, "ca", "name the PEM file of the authority that signed the server");
        Optional<Path> cert = values.file(tls, "cert", "name the PEM file of the client's certificate");
        Optional<Path> key = values.file(tls, "key", "name the PEM file of the client's key");
        return ca.isPresent() && cert.isPresent() && key.isPresent()
                ? Optional.of(new TlsFiles(ca.get(), cert.get(), key.get()))
                : Optional.empty();
    }

    private Optional<Haproxy> haproxy(YamlObject haproxy, Optional<TlsFiles> clusterTls, boolean tlsGiven) {
        haproxy.allow(
                "service", "serverName", "servicePort", "previewPort", "adminPort", "tls", "serviceUrl", "previewUrl");
        Optional<TlsFiles> tls = haproxy.has("tls") ? haproxy.object("tls").flatMap(this::tls) : clusterTls;
        if (!haproxy.has("tls") && !tlsGiven) {
            problems.missing(
                    haproxy.node(), haproxy.at("tls"), "its admin port asks for a certificate: name ca, cert and key");
        }
        String service = haproxy.text("service").map(Text::value).orElse(HaproxySettings.SERVICE);
        String serverName = haproxy.text("serverName").map(Text::value).orElse(service);
        int servicePort = haproxy.integer("servicePort", 1, 65535).orElse(HaproxySettings.SERVICE_PORT);
        int previewPort = haproxy.integer("previewPort", 1, 65535).orElse(HaproxySettings.PREVIEW_PORT);
        int adminPort = haproxy.integer("adminPort", 1, 65535).orElse(HaproxySettings.ADMIN_PORT);
        Optional<String> serviceUrl = haproxy.text("serviceUrl").flatMap(values::webAddress);
        Optional<String> previewUrl = haproxy.text("previewUrl").flatMap(values::webAddress);
        return tls.map(files ->
                new Haproxy(service, serverName, servicePort, previewPort, adminPort, files, serviceUrl, previewUrl));
    }
}
