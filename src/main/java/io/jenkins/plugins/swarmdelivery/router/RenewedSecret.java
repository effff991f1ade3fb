package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.util.Map;

/** Keeps a renewed certificate for the replicas that follow: in a secret, and a label of the service says so. */
final class RenewedSecret {
    private final RouterSite site;
    private final UserTls tls;
    private final String name;

    /** @param name of the secret that {@code --tls-secret} has named */
    RenewedSecret(RouterSite site, UserTls tls, String name) {
        this.site = site;
        this.tls = tls;
        this.name = name;
    }

    /**
     * Creates the secret, and writes the label.
     *
     * @param secret its name
     * @return the service with the label
     * @throws RouterException if Docker does not accept them
     */
    Service keep(Service service, String secret, ServerCertificate certificate) {
        try {
            create(service, secret, certificate);
            Service labeled = LabelWrites.retried(
                    "the label of service " + service.name(),
                    () -> write(new RenewedCertificates.Renewed(secret, certificate.fingerprint())));
            // Until the label is written, whoever replaces replicas removes the secret as one that nobody needs.
            create(service, secret, certificate);
            return labeled;
        } catch (DeliveryException e) {
            throw new RouterException(
                    "replicas have the certificate, but only until they are replaced: service " + service.name()
                            + " may not keep it: " + e.getMessage() + "; run router renew again",
                    e);
        }
    }

    private void create(Service service, String secret, ServerCertificate certificate) {
        RouterObjects objects = new RouterObjects(site.swarm(), service.name());
        objects.userCertificate(secret, certificate.pem());
        objects.create(site.attendant());
    }

    private Service write(RenewedCertificates.Renewed renewed) {
        Service read = RouterLabels.service(site.swarm(), site.settings());
        Map<String, String> labels = read.spec().labels();
        Map<String, String> changed = RenewedCertificates.with(labels, tls, name, renewed);
        if (changed.equals(labels)) {
            return read;
        }
        RouterLabels.requireNoRollout(labels, site.attendant().now());
        return site.swarm().update(read, read.spec().withLabels(changed));
    }
}
