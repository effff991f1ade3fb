package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A renewed certificate on its way to the running replicas: which of them have proven it, and which may have it. */
final class RenewalOnReplicas {
    /** For a replica that is starting. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(500);

    private final RouterSite site;
    private final Service service;
    private final CertificateExchange exchange;
    /** One line each, by task. */
    private final Map<String, String> proven = new LinkedHashMap<>();
    /** The names of those that may show it, but have not proven it. */
    private final Set<String> touched = new LinkedHashSet<>();

    RenewalOnReplicas(RouterSite site, Service service, CertificateExchange exchange) {
        this.site = site;
        this.service = service;
        this.exchange = exchange;
    }

    /**
     * What the replicas that answer show until now. A silent one may be gone for good, and is no reason to wait.
     *
     * @throws RouterException if none does
     */
    List<UserCertificates.Shown> former() {
        List<UserCertificates.Shown> former = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (RouterReplicas.ReplicaTask replica : replicas()) {
            try {
                exchange.shown(replica).ifPresent(former::add);
            } catch (IOException e) {
                silent.add(HaproxyResponse.failedReplica(replica, e).toString());
            }
        }
        if (former.isEmpty()) {
            throw new RouterException("no replica of the router tells which certificate it has now"
                    + (silent.isEmpty() ? "" : ": " + String.join("; ", silent)) + "; nothing was changed");
        }
        return former;
    }

    /**
     * Gives it to replicas until one has proven it.
     *
     * @throws RefusedException if HAProxy cannot use it; no replica has it
     * @throws RouterException if none proves it, or HAProxy cannot use it after all; the message says which may have it
     */
    void giveFirst() {
        List<String> objections = new ArrayList<>();
        for (RouterReplicas.ReplicaTask replica : replicas()) {
            try {
                Optional<String> objection = give(replica);
                if (objection.isEmpty()) {
                    return;
                }
                objections.add(objection.get());
            } catch (CertificateExchange.RejectedException e) {
                String rejection = "replica " + replica.name() + " cannot use it: " + e.getMessage();
                if (touched.isEmpty()) {
                    throw new RefusedException(RouterRenewal.CERTIFICATE_OPTION + ": " + rejection
                            + "; nothing was changed; give one that HAProxy takes");
                }
                objections.add(rejection);
                break;
            }
        }
        throw new RouterException(
                "no replica proves that it shows users the certificate: "
                        + String.join("; ", objections)
                        + (touched.isEmpty()
                                ? "; nothing was changed; run router renew again"
                                : "; what new replicas get was not changed, but replica " + String.join(", ", touched)
                                        + " may show it now; run router renew again, or once more with the former certificate"));
    }

    /**
     * Gives it to all others, those that have started meanwhile, too.
     *
     * @return one line for each running replica
     * @throws RouterException if one cannot use it, or does not prove it in time
     */
    List<String> giveAll() {
        Instant deadline = site.attendant().now().plus(PATIENCE);
        while (true) {
            List<RouterReplicas.ReplicaTask> replicas = replicas();
            List<String> objections = new ArrayList<>();
            for (RouterReplicas.ReplicaTask replica : replicas) {
                if (proven.containsKey(replica.task())) {
                    continue;
                }
                try {
                    give(replica).ifPresent(objections::add);
                } catch (CertificateExchange.RejectedException e) {
                    throw new RouterException(progress(replicas) + ", but replica " + replica.name()
                            + " cannot use it: " + e.getMessage() + "; run router renew with another certificate, or"
                            + " router up, which replaces the replicas");
                }
            }
            if (objections.isEmpty()) {
                return replicas.stream()
                        .map(replica -> proven.get(replica.task()))
                        .toList();
            }
            if (!site.attendant().now().isBefore(deadline)) {
                throw new RouterException(progress(replicas) + ", but after " + PATIENCE.toSeconds() + " seconds, "
                        + String.join("; ", objections) + "; run router renew again");
            }
            site.attendant().pause(POLL);
        }
    }

    private List<RouterReplicas.ReplicaTask> replicas() {
        return new RouterReplicas(site.swarm()).list(service);
    }

    /** Returns why it is not proven; empty if it is. */
    private Optional<String> give(RouterReplicas.ReplicaTask replica) throws CertificateExchange.RejectedException {
        try {
            String line = "replica " + replica.name() + " " + exchange.give(replica);
            site.attendant().say(line);
            proven.put(replica.task(), line);
            return Optional.empty();
        } catch (CertificateExchange.RejectedException e) {
            throw e;
        } catch (IOException e) {
            if (e instanceof CertificateExchange.UnprovenException) {
                touched.add(replica.name());
            }
            return Optional.of(HaproxyResponse.failedReplica(replica, e).toString());
        }
    }

    private String progress(List<RouterReplicas.ReplicaTask> replicas) {
        long done = replicas.stream()
                .filter(replica -> proven.containsKey(replica.task()))
                .count();
        return "the certificate is renewed on " + done + " of " + replicas.size() + " replicas";
    }
}
