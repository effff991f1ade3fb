package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.Authority.Identity;
import java.time.Instant;
import java.util.List;

/**
 * Renews the certificates of a router that {@link RouterUp} has set up. The authority keeps its key, so other clients'
 * certificates stay valid.
 */
public final class RouterRotation {
    private final RouterSite site;

    public RouterRotation(RouterSite site) {
        this.site = site;
    }

    /**
     * Replaces the client's certificate, then the replicas one by one. Former replicas accept the new client too, so whatever
     * fails can be repeated.
     *
     * @throws RefusedException if the certificates are not of the authority whose key is here, a file cannot be written, or
     *     replicas cannot be replaced now; nothing runs otherwise than before then
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RouterException if a replica cannot be proven; the former
     *     certificates of HAProxy are restored
     */
    public void run() {
        String name = site.settings().service();
        Service service = site.swarm()
                .service(name)
                .orElseThrow(() -> new RefusedException("the Swarm has no service " + name + "; run router up first"));
        ClientStore store = site.requireStore();
        if (!store.exist()) {
            throw new RefusedException("router.haproxy.tls: " + store.authorityName()
                    + " does not exist; bring it back, and what belongs to it");
        }
        Authority former = store.authority();
        RouterObjects objects = new RouterObjects(site.swarm(), name);
        if (RouterSpec.referenced(service.spec(), "Secret", RouterSpec.AUTHORITY_FILE)
                .filter(secret -> objects.holds(secret, former))
                .isEmpty()) {
            throw new RefusedException("service " + name + " does not use the authority of " + store.authorityName()
                    + "; renew its certificates as docs/haproxy.md says");
        }
        Instant now = site.attendant().now();
        boolean ends = Authority.end(former.identity().certificate()).isBefore(now.plus(Authority.VALID));
        Authority authority = ends ? former.renewed(now) : former;
        Identity server = authority.server(site.settings().serverName(), now);
        Identity client = authority.client(RouterCertificates.CLIENT, now);
        Named certificate = objects.certificate(server);
        Named authorities = objects.authority(authority);
        try (RouterLease lease = RouterLease.take(site, service)) {
            objects.create(site.attendant());
            // The former client's certificate may have ended: no replica would answer it.
            store.replace(authority, client);
            site.attendant().say("renewed " + store.clientName());
            new ProxyRollout(site, lease)
                    .run(RouterSpec.withSecrets(
                            service.spec(),
                            objects.created(Kind.SECRET, certificate),
                            objects.created(Kind.SECRET, authorities),
                            renewed(lease.service())));
        }
        RouterObjects.prune(site.swarm(), name);
    }

    /** The certificates for users that running replicas have, and new ones must get. */
    private List<UserTls.Certificate> renewed(Service service) {
        RenewedCertificates renewed = RenewedCertificates.read(service.spec().labels());
        UserTls tls =
                RouterSpec.cfg(site.swarm(), service.spec()).map(UserTls::read).orElse(UserTls.NONE);
        return new UserTls(renewed.among(tls.secrets()), tls.redirect()).find(site.swarm(), renewed);
    }
}
