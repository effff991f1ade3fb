package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.EdgeProxies;
import io.jenkins.plugins.swarmdelivery.router.Frontend;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RouterFiles;
import io.jenkins.plugins.swarmdelivery.router.RouterInit;
import io.jenkins.plugins.swarmdelivery.router.RouterSettings;
import io.jenkins.plugins.swarmdelivery.router.RouterSetup;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = {
            "Writes the files of an HAProxy that routes the given applications, for you to edit.",
            "The files are haproxy.cfg, routes.map, and deploy.sh, which creates or updates the Swarm service."
                    + " Contacts no cluster. Files that you have edited are never overwritten: the new files are"
                    + " written beside them for you to merge.",
            "Write an application as NAME=PORT, followed by optional settings, separated by commas: host=NAME (can"
                    + " be repeated), path=PREFIX, check=PATH, expect=TEXT, slots=N, adopt=SERVICE, share=cookie or share=source (see share), sticky=cookie,"
                    + " rate=100/10s;"
                    + " e.g. --app"
                    + " shop=8080,host=shop.example.com,check=/healthz",
            "For more routes of one application, repeat --app with its name; for more services, name each with"
                    + " service=NAME. Or let --stack read the routes from a stack file: see the labels"
                    + " swarm-delivery.route.*. All routes of an application switch together."
        })
final class RouterInitCommand extends ClusterCommand {
    @Mixin
    private RoutedOptions routes;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            defaultValue = RouterSetup.IMAGE,
            description = "An image with HAProxy 2.6 or newer, laid out like the official one. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String image;

    @Option(
            names = "--network",
            paramLabel = "NET",
            defaultValue = RouterSetup.NETWORK,
            description = "The overlay network that router and applications share. Default: ${DEFAULT-VALUE}.")
    private String network;

    @Option(
            names = "--service-port",
            paramLabel = "PORT",
            defaultValue = "" + HaproxySettings.SERVICE_PORT,
            description = "The port for users, on every node with a replica. Default: ${DEFAULT-VALUE}.")
    private int servicePort;

    @Option(
            names = "--preview-port",
            paramLabel = "PORT",
            defaultValue = "" + HaproxySettings.PREVIEW_PORT,
            description = "The port where tests reach the candidate. Default: ${DEFAULT-VALUE}.")
    private int previewPort;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            defaultValue = "" + HaproxySettings.ADMIN_PORT,
            description = "The port of the runtime API, with mutual TLS. Default: ${DEFAULT-VALUE}.")
    private int adminPort;

    @Option(
            names = "--constraint",
            paramLabel = "TEXT",
            description = "Where the router may run, e.g. node.labels.edge==true. Can be repeated. It runs on every"
                    + " matching node.")
    private List<String> constraints = new ArrayList<>();

    @Option(
            names = "--cert-secret",
            paramLabel = "NAME",
            defaultValue = RouterSetup.CERT_SECRET,
            description = "The Swarm secret with HAProxy's certificate and key. Default: ${DEFAULT-VALUE}.")
    private String certSecret;

    @Option(
            names = "--ca-secret",
            paramLabel = "NAME",
            defaultValue = RouterSetup.CA_SECRET,
            description = "The Swarm secret with the authority that signs certificates of admin clients. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String caSecret;

    @Mixin
    private EdgeOptions edge;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder to write to. It is created if necessary.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--print", paramLabel = "FILE", description = "Print this file instead of writing files.")
    private Optional<String> print = Optional.empty();

    @Override
    ExitStatus run(Connection connection) {
        if (connection
                .settings()
                .router()
                .filter(TraefikSettings.class::isInstance)
                .isPresent()) {
            throw new RefusedException(cluster()
                    + ".router: this cluster has Traefik, which is set up by whoever runs it; see docs/traefik.md");
        }
        String service =
                connection.settings().router().map(RouterSettings::service).orElse(HaproxySettings.SERVICE);
        Map<String, String> files = RouterInit.files(new RouterSetup(
                routes.required(values(connection), console()),
                new RouterSetup.Service(service, image, network, constraints),
                new RouterSetup.Ports(servicePort, previewPort, adminPort),
                new RouterSetup.Secrets(certSecret, caSecret),
                Frontend.behind(edge.given().onto(EdgeProxies.NONE))));
        Map<String, Object> document = document(ExitStatus.DONE);
        if (print.isPresent()) {
            String text = Optional.ofNullable(files.get(print.get()))
                    .orElseThrow(() -> new RefusedException("--print", print.get(), "choose one of " + files.keySet()));
            document.put("files", Map.of(print.get(), text));
            console().result(document, List.of(text.stripTrailing()));
            return ExitStatus.DONE;
        }
        Path folder = out.orElseThrow(() ->
                new RefusedException("--out", null, "name the folder to write to, or a single file with --print"));
        List<String> written = RouterFiles.write(folder, files);
        document.put("files", new LinkedHashMap<>(files));
        console().result(document, written);
        return ExitStatus.DONE;
    }
}
