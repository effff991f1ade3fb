package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cli.clusters.YamlObject.Text;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.router.ClientFiles;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RouterSettings;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the router of a cluster. */
final class RouterParser {
    private final Problems problems;
    private final Values values;
    private final Values routerValues;
    private Optional<ClientFiles> files = Optional.empty();

    /** @param routerValues for the files of the router's certificate, which may not exist yet */
    RouterParser(Problems problems, Values values, Values routerValues) {
        this.problems = problems;
        this.values = values;
        this.routerValues = routerValues;
    }

    /** The files that the parsed router names for its certificate; empty if it names none. */
    Optional<ClientFiles> files() {
        return files;
    }

    /** @param tls the managers' certificates, which the router uses if it names none */
    Optional<RouterSettings> parse(YamlObject cluster, Optional<Supplier<TlsMaterial>> tls) {
        return cluster.object("router").flatMap(router -> {
            router.allow("haproxy", "traefik");
            if (router.has("haproxy") == router.has("traefik")) {
                problems.missing(router.node(), router.at("haproxy"), "write either haproxy: {} or traefik: {}");
                return Optional.empty();
            }
            return router.has("haproxy")
                    ? router.object("haproxy").flatMap(haproxy -> haproxy(haproxy, tls, cluster.has("tls")))
                    : router.object("traefik").flatMap(traefik -> traefik(traefik, tls, cluster.has("tls")));
        });
    }

    private Optional<RouterSettings> haproxy(
            YamlObject haproxy, Optional<Supplier<TlsMaterial>> clusterTls, boolean tlsGiven) {
        haproxy.allow(
                "service", "serverName", "servicePort", "previewPort", "adminPort", "tls", "serviceUrl", "previewUrl");
        Optional<FileCredentials.Tls> own = haproxy.object("tls").flatMap(routerValues::files);
        files = own.map(each -> new ClientFiles(each.ca(), each.cert(), each.key()));
        Optional<Supplier<TlsMaterial>> tls = haproxy.has("tls") ? own.map(each -> each) : clusterTls;
        problems.require(
                haproxy.node(),
                () -> ClusterFields.requireCertificate(
                        haproxy.at("tls"), haproxy.has("tls") || tlsGiven, Values.TLS_REMEDY));
        String service = text(haproxy, "service", HaproxySettings.SERVICE);
        HaproxySettings.Ports ports = new HaproxySettings.Ports(
                haproxy.port("servicePort").orElse(HaproxySettings.SERVICE_PORT),
                haproxy.port("previewPort").orElse(HaproxySettings.PREVIEW_PORT),
                haproxy.port("adminPort").orElse(HaproxySettings.ADMIN_PORT));
        return tls.flatMap(material -> problems.check(
                haproxy.node(),
                () -> new HaproxySettings(
                        service, text(haproxy, "serverName", service), ports, urls(haproxy), material)));
    }

    private Optional<RouterSettings> traefik(
            YamlObject traefik, Optional<Supplier<TlsMaterial>> clusterTls, boolean tlsGiven) {
        traefik.allow(
                "service",
                "entryPoints",
                "previewEntryPoint",
                "servicePort",
                "previewPort",
                "apiPort",
                "serverName",
                "tls",
                "allowPlaintext",
                "user",
                "passwordFile",
                "serviceUrl",
                "previewUrl");
        boolean plain = traefik.flag("allowPlaintext").orElse(false);
        Optional<Supplier<TlsMaterial>> tls =
                traefik.has("tls") ? traefik.object("tls").flatMap(values::tls) : clusterTls;
        problems.require(
                traefik.node(),
                () -> ClusterFields.requireApiCertificate(
                        traefik.at("tls"), plain || traefik.has("tls") || tlsGiven, Values.TLS_REMEDY));
        Optional<TraefikSettings.Login> login =
                traefik.has("user") || traefik.has("passwordFile") ? login(traefik) : Optional.empty();
        String service = text(traefik, "service", TraefikSettings.SERVICE);
        TraefikSettings.Ports defaults = TraefikSettings.Ports.DEFAULTS;
        TraefikSettings.Ports ports = new TraefikSettings.Ports(
                traefik.port("servicePort").orElse(defaults.service()),
                traefik.port("previewPort").orElse(defaults.preview()),
                traefik.port("apiPort").orElse(defaults.api()));
        Optional<TraefikSettings.Api> access = problems.check(
                traefik.node(),
                () -> new TraefikSettings.Api(
                        plain ? Optional.empty() : tls, text(traefik, "serverName", service), login));
        return access.filter(api -> plain || tls.isPresent())
                .flatMap(api -> problems.check(traefik.node(), () -> entryPoints(traefik))
                        .map(names -> new TraefikSettings(service, names, ports, api, urls(traefik))));
    }

    private static TraefikSettings.EntryPoints entryPoints(YamlObject traefik) {
        TraefikSettings.EntryPoints defaults = TraefikSettings.EntryPoints.DEFAULTS;
        List<String> users = traefik.has("entryPoints")
                ? traefik.texts("entryPoints").stream().map(Text::value).toList()
                : defaults.users();
        return new TraefikSettings.EntryPoints(users, text(traefik, "previewEntryPoint", defaults.preview()));
    }

    private Optional<TraefikSettings.Login> login(YamlObject traefik) {
        Optional<Text> user = traefik.requiredText("user", "write the user name");
        Optional<Path> password = values.file(traefik, "passwordFile", "name the file that contains the password");
        return user.isPresent() && password.isPresent()
                ? Optional.of(
                        new TraefikSettings.Login(user.get().value(), new FileCredentials.Password(password.get())))
                : Optional.empty();
    }

    private HaproxySettings.Urls urls(YamlObject router) {
        return new HaproxySettings.Urls(
                values.read(router, "serviceUrl", ClusterFields::webAddress),
                values.read(router, "previewUrl", ClusterFields::webAddress));
    }

    private static String text(YamlObject object, String field, String otherwise) {
        return object.text(field).map(Text::value).orElse(otherwise);
    }
}
