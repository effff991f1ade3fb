package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A router as it is.
 *
 * @param image of its service
 * @param applications what its labels say of them
 * @param frontend how users reach it, and whom it believes what they say of users; one line each
 */
public record RouterStatus(
        String image,
        Applications applications,
        List<String> frontend,
        List<Replica> replicas,
        List<Certificate> certificates) {
    /** From then on, {@code check} warns of a certificate. */
    private static final Duration WARNING = Duration.ofDays(30);

    /**
     * @param routes e.g. {@code shop.active: green/2.0}
     * @param paused those whose users get a maintenance page, by name
     */
    public record Applications(List<String> routes, Map<String, Pause> paused) {}

    /** @param problem empty if it serves its routes */
    public record Replica(String name, String problem) {}

    /**
     * @param of whom, e.g. {@code client}
     * @param renewal what to do before it ends
     * @param pending what remains to be done after it was renewed; empty if nothing
     */
    public record Certificate(String of, Instant end, String renewal, Optional<Pending> pending) {
        private static final String ROTATE = "renew it with router rotate; see docs/haproxy.md";

        /** One for mutual TLS. */
        static Certificate admin(String of, Instant end) {
            return new Certificate(of, end, ROTATE, Optional.empty());
        }

        /** Whether it ends within 30 days, or has ended. */
        public boolean endsSoon(Instant now) {
            return end.isBefore(now.plus(WARNING));
        }
    }

    /** What is not as it should be, and what to do. */
    public record Pending(String state, String remedy) {}

    /**
     * Asks the Swarm and every replica.
     *
     * @throws RouterException if there is no such service
     */
    public static RouterStatus read(Swarm swarm, HaproxySettings settings) {
        Service service = swarm.service(settings.service())
                .orElseThrow(() -> new RouterException("the Swarm has no service " + settings.service()
                        + "; set it up with swarm-delivery router up"));
        List<RouterReplicas.ReplicaTask> tasks = new RouterReplicas(swarm).list(service);
        TlsMaterial tls = settings.tls().get();
        List<Certificate> certificates = new ArrayList<>(List.of(
                Certificate.admin("authority", Authority.end(tls.ca())),
                Certificate.admin("client", Authority.end(tls.certificate()))));
        List<Replica> replicas = new ArrayList<>();
        var expected = RouterLabels.map(service.spec().labels());
        for (ReplicaProof.Shown shown : new ReplicaProof(settings).ask(tasks)) {
            Optional<String> objection = shown.objection(expected);
            replicas.add(new Replica(shown.name(), objection.orElse("")));
            shown.end().ifPresent(end -> certificates.add(Certificate.admin("replica " + shown.name(), end)));
        }
        Optional<String> cfg = RouterSpec.cfg(swarm, service.spec());
        cfg.map(UserTls::read)
                .ifPresent(users ->
                        certificates.addAll(new UserCertificateStatus(settings, service.spec(), users).read(tasks)));
        List<String> routes = new TreeMap<>(expected)
                .entrySet().stream()
                        .filter(route -> !PauseText.isKey(route.getKey()))
                        .map(route -> route.getKey() + ": " + route.getValue())
                        .toList();
        List<String> frontend = cfg.map(Frontend::lines).orElse(List.of());
        Applications applications =
                new Applications(routes, paused(service.spec().labels()));
        return new RouterStatus(service.spec().image(), applications, frontend, replicas, certificates);
    }

    private static Map<String, Pause> paused(Map<String, String> labels) {
        Map<String, Pause> paused = new TreeMap<>();
        for (String name : RouterLabels.names(labels)) {
            PauseText.read(PauseText.fromLabels(labels, new Application(name)))
                    .ifPresent(pause -> paused.put(name, pause));
        }
        return paused;
    }

    public List<String> routes() {
        return applications.routes();
    }

    public Map<String, Pause> paused() {
        return applications.paused();
    }

    /** All replicas serve their routes, and there is one. */
    public boolean well() {
        return !replicas.isEmpty()
                && replicas.stream().allMatch(replica -> replica.problem().isEmpty());
    }
}
