package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renews a certificate for users on every running replica, without a lost connection. A replica gets its secrets when
 * Docker creates it, so the new certificate is also kept as a secret, and a label says so: replicas that are replaced
 * later, by {@link RouterUp} or whatever else replaces all of them, get that one.
 */
public final class RouterRenewal {
    /** The option that names the file of the certificate, for messages. */
    public static final String CERTIFICATE_OPTION = "--certificate";

    /** For a replica that is starting. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(500);

    private final RouterSite site;

    public RouterRenewal(RouterSite site) {
        this.site = site;
    }

    /**
     * A certificate that every running replica has.
     *
     * @param name the secret that {@code router up} was given
     * @param secret holds the new certificate
     * @param replicas how each has proven it; one line each
     * @param pending whether a replica that starts from now on shows the former certificate, until all are replaced
     */
    public record Renewed(String name, String secret, Instant end, List<String> replicas, boolean pending) {
        public Renewed {
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * Gives it to one replica first, because HAProxy is the last judge of a certificate.
     *
     * @param named the secret that {@code router up} was given; may be left out if there is only one
     * @throws RefusedException if the certificate cannot take the place of the former one; nothing was changed
     * @throws RouterException if a replica does not show it to users; the same again reaches those that do not
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException.Busy if replicas are being replaced; nothing was
     *     changed
     */
    public Renewed run(Optional<String> named, ServerCertificate certificate) {
        Service service = RouterLabels.service(site.swarm(), site.settings());
        Map<String, String> labels = service.spec().labels();
        UserTls tls =
                RouterSpec.cfg(site.swarm(), service.spec()).map(UserTls::read).orElse(UserTls.NONE);
        String name = RenewalChecks.name(tls, RenewedCertificates.read(labels), named);
        String secret = RenewalChecks.secret(name, certificate);
        RouterLabels.requireNoRollout(labels, site.attendant().now());
        CertificateExchange exchange = new CertificateExchange(site.settings(), tls, name, certificate);
        List<UserCertificates.Shown> former = former(service, exchange, name);
        RenewalChecks.require(certificate, former, site.attendant().now());
        former.stream()
                .map(UserCertificates.Shown::end)
                .filter(certificate.end()::isBefore)
                .findFirst()
                .ifPresent(end -> site.attendant()
                        .say("the certificate ends " + certificate.end() + ", before the present one, " + end));

        Map<String, String> proven = new LinkedHashMap<>();
        giveFirst(service, exchange, proven);
        Service written = keep(service, proven, () -> {
            create(service, secret, certificate);
            Service labeled = LabelWrites.retried(
                    "the label of service " + service.name(),
                    () -> write(tls, name, new RenewedCertificates.Renewed(secret, certificate.fingerprint())));
            // Until the label is written, whoever replaces replicas removes the secret as one that nobody needs.
            create(service, secret, certificate);
            return labeled;
        });
        giveAll(service, exchange, proven);
        boolean pending = RouterSpec.referenced(written.spec(), "Secret", UserTls.file(name))
                .filter(secret::equals)
                .isEmpty();
        return new Renewed(name, secret, certificate.end(), List.copyOf(proven.values()), pending);
    }

    private List<RouterReplicas.ReplicaTask> replicas(Service service) {
        return new RouterReplicas(site.swarm()).list(service);
    }

    /** What the replicas that answer show until now. A silent one may be gone for good, and is no reason to wait. */
    private List<UserCertificates.Shown> former(Service service, CertificateExchange exchange, String name) {
        List<UserCertificates.Shown> former = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (RouterReplicas.ReplicaTask replica : replicas(service)) {
            try {
                Optional.ofNullable(exchange.shown(replica).get(name)).ifPresent(former::add);
            } catch (IOException e) {
                silent.add(HaproxyResponse.failedReplica(replica, e).toString());
            }
        }
        if (former.isEmpty()) {
            throw new RouterException("no replica of the router tells which certificate it has for " + name
                    + (silent.isEmpty() ? "" : ": " + String.join("; ", silent)) + "; nothing was changed");
        }
        return former;
    }

    private void giveFirst(Service service, CertificateExchange exchange, Map<String, String> proven) {
        List<String> unproven = new ArrayList<>();
        for (RouterReplicas.ReplicaTask replica : replicas(service)) {
            try {
                proven.put(replica.task(), said(replica, exchange.give(replica)));
                return;
            } catch (CertificateExchange.RejectedException e) {
                throw new RefusedException(CERTIFICATE_OPTION + ": replica " + replica.name() + " cannot use it: "
                        + e.getMessage() + "; nothing was changed; give one that HAProxy takes");
            } catch (IOException e) {
                unproven.add(HaproxyResponse.failedReplica(replica, e).toString());
            }
        }
        throw new RouterException("no replica shows users the certificate: " + String.join("; ", unproven));
    }

    /** Those that have started meanwhile, too. */
    private void giveAll(Service service, CertificateExchange exchange, Map<String, String> proven) {
        Instant deadline = site.attendant().now().plus(PATIENCE);
        while (true) {
            List<String> unproven = new ArrayList<>();
            for (RouterReplicas.ReplicaTask replica : replicas(service)) {
                if (proven.containsKey(replica.task())) {
                    continue;
                }
                try {
                    proven.put(replica.task(), said(replica, exchange.give(replica)));
                } catch (IOException e) {
                    unproven.add(HaproxyResponse.failedReplica(replica, e).toString());
                }
            }
            if (unproven.isEmpty()) {
                return;
            }
            if (!site.attendant().now().isBefore(deadline)) {
                throw new RouterException("the certificate is renewed on " + proven.size() + " of "
                        + (proven.size() + unproven.size()) + " replicas, but after " + PATIENCE.toSeconds()
                        + " seconds, " + String.join("; ", unproven) + "; run router renew again");
            }
            site.attendant().pause(POLL);
        }
    }

    private String said(RouterReplicas.ReplicaTask replica, String how) {
        String line = "replica " + replica.name() + " " + how;
        site.attendant().say(line);
        return line;
    }

    private void create(Service service, String secret, ServerCertificate certificate) {
        RouterObjects objects = new RouterObjects(site.swarm(), service.name());
        objects.userCertificate(secret, certificate.pem());
        objects.create(site.attendant());
    }

    private Service write(UserTls tls, String name, RenewedCertificates.Renewed renewed) {
        Service read = RouterLabels.service(site.swarm(), site.settings());
        Map<String, String> labels = read.spec().labels();
        Map<String, String> changed = RenewedCertificates.with(labels, tls, name, renewed);
        if (changed.equals(labels)) {
            return read;
        }
        RouterLabels.requireNoRollout(labels, site.attendant().now());
        return site.swarm().update(read, read.spec().withLabels(changed));
    }

    private interface Writing {
        Service run();
    }

    private static Service keep(Service service, Map<String, String> proven, Writing writing) {
        try {
            return writing.run();
        } catch (DeliveryException e) {
            throw new RouterException(
                    String.join("", proven.values()) + " until it is replaced, but service " + service.name()
                            + " does not keep it: " + e.getMessage() + "; run router renew again",
                    e);
        }
    }
}
