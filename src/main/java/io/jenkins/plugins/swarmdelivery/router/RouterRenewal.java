package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renews a certificate for users on every running replica, while open connections stay. A replica gets its secrets when
 * Docker creates it, so the new certificate is also kept as a secret, and a label says so: replicas that are replaced
 * later, by {@link RouterUp} or whatever else replaces all of them, get that one.
 */
public final class RouterRenewal {
    /** The option that names the file of the certificate, for messages. */
    public static final String CERTIFICATE_OPTION = "--certificate";

    private final RouterSite site;

    public RouterRenewal(RouterSite site) {
        this.site = site;
    }

    /**
     * A certificate that every running replica has.
     *
     * @param name the secret that {@code router up} was given
     * @param secret holds the new certificate
     * @param replicas one line each: whether a handshake has proven that users are shown it or, if none could, why
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
     * @throws RouterException if a replica cannot use it, or does not prove that it shows it to users; the message says
     *     which ones have it. The same again reaches those that do not
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
        RenewalOnReplicas replicas =
                new RenewalOnReplicas(site, service, new CertificateExchange(site.settings(), tls, name, certificate));
        List<UserCertificates.Shown> former = replicas.former();
        RenewalChecks.require(certificate, former, site.attendant().now());
        former.stream()
                .map(UserCertificates.Shown::end)
                .filter(certificate.end()::isBefore)
                .findFirst()
                .ifPresent(end -> site.attendant()
                        .say("the certificate ends " + certificate.end() + ", before the present one, " + end));

        replicas.giveFirst();
        Service written = new RenewedSecret(site, tls, name).keep(service, secret, certificate);
        List<String> proofs = replicas.giveAll();
        boolean pending = RouterSpec.referenced(written.spec(), "Secret", UserTls.file(name))
                .filter(secret::equals)
                .isEmpty();
        return new Renewed(name, secret, certificate.end(), proofs, pending);
    }
}
