package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what the settings of a cluster's Traefik lack for deliveries, and what to add. It changes nothing. */
public final class TraefikCheck {
    /** From then on, both releases serve for long after each switch. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private static final String ADD = "add to Traefik's static configuration: ";
    private static final Pattern LABEL = Pattern.compile("Label(?:Regex)?\\(\\s*[`\"']([^`\"']+)[`\"']");

    public enum Verdict {
        OK,
        WARNING,
        WRONG
    }

    /** @param remedy empty if all is well */
    public record Finding(Verdict verdict, String subject, String detail, String remedy) {}

    /** What a replica tells of itself; nothing if it cannot be asked. */
    private record Told(String version, List<String> providers, TraefikEntryPoints entryPoints, boolean open) {}

    private final Swarm swarm;
    private final TraefikSettings settings;
    private final TraefikApi api;
    private final Set<Finding> found = new LinkedHashSet<>();

    /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the TLS material cannot be used */
    public TraefikCheck(Swarm swarm, TraefikSettings settings) {
        this.swarm = swarm;
        this.settings = settings;
        this.api = new TraefikApi(settings.api());
    }

    /** Empty where Traefik is missing, which the router's view tells. */
    public List<Finding> findings() {
        swarm.service(settings.service()).ifPresent(traefik -> {
            List<RouterReplicas.ReplicaTask> replicas = new RouterReplicas(swarm)
                    .list(traefik).stream()
                            .filter(RouterReplicas.ReplicaTask::running)
                            .toList();
            RouterReplicas.queryAll(replicas, this::told).stream()
                    .flatMap(Optional::stream)
                    .forEach(this::judge);
            published(replicas, traefik);
            provider(TraefikOptions.of(traefik.spec()));
            network(traefik);
        });
        return List.copyOf(found);
    }

    private Optional<Told> told(RouterReplicas.ReplicaTask replica) {
        Optional<InetSocketAddress> address = replica.socket(settings.ports().api());
        if (address.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Told(
                    Json.text(api.get(address.get(), "/api/version"), "Version").orElse(""),
                    Json.texts(api.get(address.get(), "/api/overview"), "providers"),
                    api.entryPoints(address.get()),
                    settings.api().tls().isPresent() && api.answersAnyone(address.get())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void judge(Told told) {
        if (told.version().matches("v?[12]\\..*")) {
            wrong("Traefik", "is version " + told.version(), "run Traefik v3");
        }
        if (told.open()) {
            warning(
                    "Traefik's API",
                    "answers whoever reaches its port",
                    "ask for a client certificate or a login; see docs/traefik.md");
        } else if (settings.api().tls().isEmpty()) {
            warning(
                    "Traefik's API",
                    "is asked over plain HTTP: anyone between reads all routes, and the password",
                    "give its entry point TLS, and remove allowPlaintext; see docs/traefik.md");
        } else {
            ok("Traefik's API", "answers only who shows a client certificate or a login");
        }
        if (!told.providers().contains("Swarm")) {
            wrong(
                    "Traefik",
                    "does not read the services of a Swarm",
                    ADD + "--providers.swarm.endpoint=unix:///var/run/docker.sock");
        }
        new TraefikEntryPointCheck(settings, told.entryPoints(), found::add).run(swarm.services());
    }

    private void published(List<RouterReplicas.ReplicaTask> replicas, Service traefik) {
        List<Integer> needed = new ArrayList<>();
        if (settings.urls().service().isEmpty()) {
            needed.add(settings.ports().service());
        }
        if (settings.urls().preview().isEmpty()) {
            needed.add(settings.ports().preview());
        }
        needed.stream()
                .filter(port -> replicas.stream()
                        .anyMatch(replica -> replica.socket(port).isEmpty()))
                .forEach(port -> wrong(
                        "port " + port,
                        "is not published in host mode, so tests and probes cannot reach each replica",
                        "docker service update --publish-add mode=host,published=" + port + ",target=" + port + " "
                                + traefik.name() + ", or set serviceUrl and previewUrl"));
    }

    private void provider(TraefikOptions options) {
        if (!options.tellSwarm()) {
            ok(
                    "refreshSeconds",
                    "cannot be seen: no option of the service sets it. Its file needs providers.swarm.refreshSeconds: 1");
            return;
        }
        Optional<Duration> refresh = options.refresh().filter(time -> time.compareTo(LATE) < 0);
        if (refresh.isPresent()) {
            ok("refreshSeconds", "Traefik follows a switch within " + Durations.text(refresh.get()));
        } else {
            warning(
                    "refreshSeconds",
                    "after a switch, both releases serve for "
                            + options.refresh().map(Durations::text).orElse("an unknown time"),
                    ADD + "--providers.swarm.refreshSeconds=1");
        }
        if (options.exposedByDefault()) {
            warning(
                    "exposedByDefault",
                    "Traefik may serve services that no label names",
                    ADD + "--providers.swarm.exposedByDefault=false");
        }
        Matcher label = LABEL.matcher(options.constraints());
        while (label.find()) {
            if (!label.group(1).startsWith("traefik.")) {
                warning(
                        "constraints",
                        "Traefik reads only services with the label " + label.group(1)
                                + ", which the routes of an application do not carry",
                        "use a label that begins with traefik., such as traefik.constraint-label, in constraints and"
                                + " stack files");
            }
        }
    }

    private void network(Service traefik) {
        if (TraefikRouter.networks(traefik).stream()
                .noneMatch(id -> swarm.network(id).isPresent())) {
            wrong(
                    "network",
                    "service " + traefik.name() + " is on no overlay network",
                    "docker service update --network-add NETWORK " + traefik.name()
                            + ", with a network of the services that it routes to");
        }
    }

    private void ok(String subject, String detail) {
        found.add(new Finding(Verdict.OK, subject, detail, ""));
    }

    private void warning(String subject, String detail, String remedy) {
        found.add(new Finding(Verdict.WARNING, subject, detail, remedy));
    }

    private void wrong(String subject, String detail, String remedy) {
        found.add(new Finding(Verdict.WRONG, subject, detail, remedy));
    }
}
