package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A router as it is.
 *
 * @param image of its service
 * @param routes of each application, e.g. {@code shop.active: green/2.0}
 * @param proxies whom it believes what they say of users, one line each
 */
public record RouterStatus(
        String image,
        List<String> routes,
        List<String> proxies,
        List<Replica> replicas,
        List<Certificate> certificates) {
    /** From then on, {@code check} warns of a certificate. */
    private static final Duration WARNING = Duration.ofDays(30);

    /** @param problem empty if it serves its routes */
    public record Replica(String name, String problem) {}

    /** @param of whom, e.g. {@code client} */
    public record Certificate(String of, Instant end) {
        /** Whether it ends within 30 days, or has ended. */
        public boolean endsSoon(Instant now) {
            return end.isBefore(now.plus(WARNING));
        }
    }

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
                new Certificate("authority", Authority.end(tls.ca())),
                new Certificate("client", Authority.end(tls.certificate()))));
        List<Replica> replicas = new ArrayList<>();
        var expected = RouterLabels.map(service.spec().labels());
        for (ReplicaProof.Shown shown : new ReplicaProof(settings).ask(tasks)) {
            Optional<String> objection = shown.objection(expected);
            replicas.add(new Replica(shown.name(), objection.orElse("")));
            shown.end().ifPresent(end -> certificates.add(new Certificate("replica " + shown.name(), end)));
        }
        List<String> routes = new TreeMap<>(expected)
                .entrySet().stream()
                        .map(route -> route.getKey() + ": " + route.getValue())
                        .toList();
        List<String> proxies =
                RouterSpec.cfg(swarm, service.spec()).map(EdgeProxies::believed).orElse(List.of());
        return new RouterStatus(service.spec().image(), routes, proxies, replicas, certificates);
    }

    /** All replicas serve their routes, and there is one. */
    public boolean well() {
        return !replicas.isEmpty()
                && replicas.stream().allMatch(replica -> replica.problem().isEmpty());
    }
}
