package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.router.Frontend;
import io.jenkins.plugins.swarmdelivery.router.RouterOrder;
import io.jenkins.plugins.swarmdelivery.router.RouterPlan;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import io.jenkins.plugins.swarmdelivery.router.RouterUp;
import io.jenkins.plugins.swarmdelivery.router.UserTls;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Sets up HAProxy as the router of a cluster, or changes a running one.",
            "Creates certificates, secrets, configs, the network and the service, or changes what differs from what you"
                    + " ask for. The same command again changes nothing.",
            "Applications are added to those that the router has, or replace the one of the same name; write them as"
                    + " in router init. What no option names stays as it is.",
            "A running router's replicas are replaced one node at a time; each must serve its routes, and reach the tasks"
                    + " of live applications that a former one reached, before the next is replaced. Meanwhile,"
                    + " deliveries wait; before that, the command waits for stacks that are being started or stopped, for"
                    + " three minutes at most. If a replica fails, or a signal comes, the former router is restored. Exit"
                    + " status 1."
        })
final class RouterUpCommand extends RouterSiteCommand {
    @Mixin
    private RoutedOptions routes;

    @Option(
            names = "--without",
            paramLabel = "APP",
            description = "Stop routing this application. Can be repeated. Refused while it is live.")
    private List<Application> without = new ArrayList<>();

    @Option(
            names = "--cut-off-users",
            description = "With --without, also stop routing a live application: its users get 404 from then on.")
    private boolean cutOffUsers;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "An image with HAProxy 2.6 or newer, laid out like the official one. Default: haproxy:3.0 for"
                    + " a new router, else the running one.")
    private Optional<String> image = Optional.empty();

    @Option(
            names = "--network",
            paramLabel = "NET",
            description = "The overlay network that router and applications share; it is created if necessary. Default"
                    + " for a new router: apps.")
    private Optional<String> network = Optional.empty();

    @Option(
            names = "--service-port",
            paramLabel = "PORT",
            description = "The port for users, on every node with a replica. Default for a new router: 8080.")
    private Optional<Integer> servicePort = Optional.empty();

    @Option(
            names = "--preview-port",
            paramLabel = "PORT",
            description = "The port where tests reach the candidate. Default for a new router: 8081.")
    private Optional<Integer> previewPort = Optional.empty();

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "The port of the runtime API, with mutual TLS. Default for a new router: 9999.")
    private Optional<Integer> adminPort = Optional.empty();

    @Option(
            names = "--constraint",
            paramLabel = "TEXT",
            description = "Where the router may run, e.g. node.labels.edge==true. Can be repeated. It runs on every"
                    + " matching node.")
    private List<String> constraints = new ArrayList<>();

    @Option(
            names = "--cert-secret",
            paramLabel = "NAME",
            description = "An existing Swarm secret with HAProxy's certificate and key. Without it, a new router gets a"
                    + " certificate of an authority of its own, and the files under router.haproxy.tls are written.")
    private Optional<String> certSecret = Optional.empty();

    @Option(
            names = "--ca-secret",
            paramLabel = "NAME",
            description = "An existing Swarm secret with the authority that signs certificates of admin clients.")
    private Optional<String> caSecret = Optional.empty();

    @Mixin
    private EdgeOptions edge;

    @Option(
            names = UserTls.SECRET_OPTION,
            paramLabel = "NAME",
            split = ",",
            description = "An existing Swarm secret with a certificate chain and its key, both PEM, to serve users over"
                    + " HTTPS and HTTP/2. Can be repeated: HAProxy chooses by server name, and the first is for all"
                    + " others; none: no HTTPS. Probes and tests still use --service-port.")
    private List<String> tlsSecrets = new ArrayList<>();

    @Option(
            names = UserTls.PORT_OPTION,
            paramLabel = "PORT",
            description = "The port for users over HTTPS. Default: 443.")
    private Optional<Integer> httpsPort = Optional.empty();

    @Option(
            names = UserTls.REDIRECT_OPTION,
            paramLabel = "PORT",
            description = "A port that redirects users to HTTPS, e.g. 80; 0 to stop that. Default: none.")
    private Optional<Integer> redirectPort = Optional.empty();

    @Option(
            names = "--discard-edits",
            description = "Replace a haproxy.cfg that you have edited. Without it, the command is refused.")
    private boolean discardEdits;

    @Option(names = "--dry-run", description = "Show what would be changed. Changes nothing.")
    private boolean dryRun;

    @Override
    ExitStatus run(RouterSite site, Connection connection) {
        RouterUp up = new RouterUp(site);
        RouterPlan plan = up.plan(order(connection));
        List<String> changes = plan.changes();
        if (!dryRun) {
            up.apply(plan);
        }
        boolean changed = !dryRun && !changes.isEmpty();
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("changed", changed);
        document.put("changes", changes);
        List<String> lines = new ArrayList<>();
        if (changes.isEmpty()) {
            lines.add("nothing to change: the router of " + cluster() + " is as asked for");
        } else if (changed) {
            lines.add("the router of " + cluster() + " is up; every replica serves its routes");
        } else {
            changes.forEach(change -> lines.add("would " + change));
        }
        console().result(document, lines);
        return ExitStatus.DONE;
    }

    private Set<RouterOrder.Loss> accepted() {
        Set<RouterOrder.Loss> accepted = EnumSet.noneOf(RouterOrder.Loss.class);
        if (discardEdits) {
            accepted.add(RouterOrder.Loss.EDITS);
        }
        if (cutOffUsers) {
            accepted.add(RouterOrder.Loss.USERS);
        }
        return accepted;
    }

    private RouterOrder order(Connection connection) {
        return new RouterOrder(
                new RouterOrder.Applications(
                        routes.read(
                                values(connection),
                                console(),
                                name -> connection
                                        .swarm()
                                        .service(name)
                                        .map(service -> service.spec().labels())),
                        Set.copyOf(without),
                        accepted()),
                new RouterOrder.Service(image, network, constraints),
                new RouterOrder.Published(servicePort, previewPort, adminPort),
                new RouterOrder.Secrets(certSecret, caSecret),
                new Frontend.Given(edge.given(), new UserTls.Given(tlsSecrets, httpsPort, redirectPort)));
    }
}
