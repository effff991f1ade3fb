package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Checklist;
import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.docker.DistributionRegistry;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RouterStatus;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks everything that deliveries to a cluster need. */
final class ClusterCheck {
    /** The name of an application, or an image, that does not exist. */
    private static final Application NONE = new Application("swarm-delivery-check");

    private static final String MANAGER_REMEDY =
            "check that the engine runs there, that the address is right, and that it trusts this certificate";

    private final Connection connection;
    private final Clock clock;
    private final ClusterSettings settings;
    private final Checklist checklist = new Checklist();

    ClusterCheck(Connection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
        this.settings = connection.settings();
    }

    Checklist run() {
        settings.managers().endpoints().forEach(this::manager);
        if (checklist.reachable()) {
            attempt("nodes", "ask a manager: docker node ls", this::nodes);
            registries();
            attempt("router", routerRemedy(), this::router);
        }
        return checklist;
    }

    private String routerRemedy() {
        return traefik()
                ? "check router.traefik in the clusters file; see docs/traefik.md"
                : "set it up with router up, and configure it under router.haproxy in the clusters file";
    }

    private void attempt(String subject, String remedy, Runnable check) {
        try {
            check.run();
        } catch (DeliveryException e) {
            checklist.wrong(subject, e.getMessage(), remedy);
        }
    }

    private void manager(URI uri) {
        attempt(uri.toString(), MANAGER_REMEDY, () -> {
            try (Connection single = connection.through(uri)) {
                Swarm.SwarmInfo info = single.swarm().info();
                checklist.reached();
                checklist.ok(uri.toString(), "Docker Engine " + info.engineVersion() + ", API " + info.apiVersion());
            }
        });
        if (settings.managers().tls().isEmpty() && uri.getScheme().equals("tcp")) {
            checklist.warning(
                    uri.toString(),
                    "is contacted without TLS: anyone who reaches this port controls every machine of the Swarm",
                    "listen with --tlsverify, and name ca, cert and key under tls");
        }
    }

    private void nodes() {
        List<Node> nodes = connection.swarm().nodes();
        List<Node> managers = nodes.stream().filter(Node::manager).toList();
        long reachable = managers.stream().filter(Node::reachable).count();
        String quorum = reachable + " of " + managers.size() + " managers are part of the quorum";
        if (reachable == managers.size()) {
            checklist.ok("quorum", quorum);
        } else {
            checklist.warning("quorum", quorum, "bring the missing managers back before another one fails");
        }
        int named = settings.managers().endpoints().size();
        if (managers.size() > named) {
            checklist.warning(
                    "managers",
                    "the Swarm has " + managers.size() + ", the clusters file names " + named,
                    "list all of them, so that a delivery survives the loss of one");
        }
        List<String> idle = nodes.stream()
                .filter(Predicate.not(Node::schedulable))
                .map(node -> node.hostname() + " (" + node.state() + ", " + node.availability() + ")")
                .toList();
        if (idle.isEmpty()) {
            checklist.ok("nodes", nodes.size() + " nodes accept tasks");
        } else {
            checklist.warning(
                    "nodes",
                    (nodes.size() - idle.size()) + " of " + nodes.size() + " nodes accept tasks; not: "
                            + String.join(", ", idle),
                    "docker node update --availability active, or start their engines");
        }
    }

    private void registries() {
        if (connection.pullLogins().all().isEmpty()) {
            checklist.ok("registry", "no login is configured: images are pulled without one");
        }
        for (ClusterSettings.Registry registry : settings.registries()) {
            registry.login()
                    .ifPresent(login -> attempt(
                            "registry",
                            "check its server, user and passwordFile under registries",
                            () -> registry(registry.server(), login.user(), connection.pullLogins())));
            registry.build()
                    .ifPresent(build -> attempt(
                            "registry",
                            "check user and passwordFile of its build under registries",
                            () -> registry(registry.server(), build.user(), connection.buildLogins())));
        }
    }

    private void registry(String server, String user, Logins logins) {
        String login = user + " at " + server;
        Optional<ImageReference> known = knownImage(server);
        try {
            ImageReference reference = known.orElseGet(() -> ImageReference.parse(server + "/" + NONE + ":none"));
            new DistributionRegistry(connection.managers(), logins).resolve(reference);
            checklist.ok("registry", login + " may see " + reference);
        } catch (SwarmException.NotFound e) {
            checklist.ok("registry", login + ": the login works");
        }
    }

    /** The login must be valid for an image that runs here; some registries deny access to images that do not exist. */
    private Optional<ImageReference> knownImage(String server) {
        return connection.swarm().services().stream()
                .map(Service::spec)
                .map(spec -> spec.image())
                .filter(image -> image.startsWith(server + "/"))
                .map(ImageReference::parse)
                .findFirst();
    }

    private void router() {
        List<Application> known = connection.engine().applications();
        for (Application application : known.isEmpty() ? List.of(NONE) : known) {
            replicas(application);
        }
        for (Application application : known) {
            attempt("application " + application, "check its status", () -> agreement(application));
        }
        known.forEach(this::reach);
        connection.checkTraefik().forEach(this::add);
        certificates();
    }

    private void agreement(Application application) {
        try {
            Status status = connection.engine().status(application);
            status.disagreements()
                    .forEach(each -> checklist.warning("application " + application, each, "check its status"));
            status.router()
                    .pause()
                    .durable()
                    .ifPresent(pause -> checklist.warning(
                            "application " + application,
                            "is paused " + new Texts(clock.getZone()).paused(pause),
                            "when its users may return: router unpause"));
        } catch (RefusedException.UnknownApplication e) {
            // It was removed during the check.
            return;
        }
    }

    private boolean traefik() {
        return settings.router().filter(TraefikSettings.class::isInstance).isPresent();
    }

    private void add(TraefikCheck.Finding finding) {
        switch (finding.verdict()) {
            case OK -> checklist.ok(finding.subject(), finding.detail());
            case WARNING -> checklist.warning(finding.subject(), finding.detail(), finding.remedy());
            case WRONG -> checklist.wrong(finding.subject(), finding.detail(), finding.remedy());
        }
    }

    /** HAProxy's certificates; those of Traefik belong to its operator. */
    private void certificates() {
        if (settings.router().filter(HaproxySettings.class::isInstance).isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        List<RouterStatus.Certificate> certificates = connection.routerStatus().certificates();
        certificates.forEach(certificate -> certificate
                .pending()
                .ifPresent(pending -> checklist.warning(
                        "router certificates",
                        "the certificate of " + certificate.of() + " " + pending.state(),
                        pending.remedy())));
        certificates.stream()
                .filter(certificate -> certificate.endsSoon(now))
                .forEach(certificate -> checklist.warning(
                        "router certificates",
                        "the certificate of " + certificate.of() + " ends "
                                + LocalDate.ofInstant(certificate.end(), clock.getZone()),
                        certificate.renewal()));
    }

    /** A missing address is only an error once something is requested from the application. */
    private void reach(Application application) {
        Addresses addresses = connection.router().addresses(application);
        if (!addresses.remedy().isEmpty()) {
            checklist.warning(
                    "router for " + application,
                    addresses.problem(application) + ", so its probes and tests are refused",
                    addresses.remedy());
        }
    }

    private void replicas(Application application) {
        TrafficRouter.View view = connection.router().view(application);
        List<String> faults = view.replicas().stream()
                .filter(replica -> replica.route().isEmpty() && !answered(replica))
                .map(TrafficRouter.Replica::toString)
                .toList();
        String subject = "router" + (application.equals(NONE) ? "" : " for " + application);
        if (view.replicas().isEmpty()) {
            checklist.wrong(subject, "it has no running replica", "check docker service ps of its service");
        } else if (faults.isEmpty()) {
            checklist.ok(
                    subject,
                    view.replicas().size() + " replicas answer "
                            + (traefik() ? "through their API" : "on their admin port"));
        } else {
            checklist.wrong(
                    subject,
                    String.join("; ", faults),
                    traefik()
                            ? "check that the port of Traefik's API is published in host mode, and that serverName and tls"
                                    + " match; see docs/traefik.md"
                            : "check that the admin port is published in host mode, that serverName and tls match, and that"
                                    + " the router has the application");
        }
    }

    /** A replica that reports the nonexistent application as unknown works. */
    private static boolean answered(TrafficRouter.Replica replica) {
        return replica.error().contains(NONE.name());
    }
}
