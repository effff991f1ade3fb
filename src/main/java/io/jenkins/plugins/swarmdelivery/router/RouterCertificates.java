package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.Authority.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The certificates of a router: which secrets it gets, and what is kept for the client.
 *
 * @param certificate the secret with HAProxy's certificate and key; empty to keep the running one
 * @param authority the secret with the authority that signs clients' certificates; empty to keep the running one
 */
record RouterCertificates(
        Optional<Named> certificate, Optional<Named> authority, List<String> written, Runnable write) {
    static final String CLIENT = "swarm-delivery";

    /** Those of a new router. */
    static RouterCertificates create(RouterSite site, RouterOrder.Secrets given, RouterObjects objects) {
        if (given.certificate().isPresent() || given.authority().isPresent()) {
            return new RouterCertificates(
                    Optional.of(secret(site, "--cert-secret", given.certificate())),
                    Optional.of(secret(site, "--ca-secret", given.authority())),
                    List.of(),
                    () -> {});
        }
        ClientStore store = site.requireStore();
        Instant now = site.attendant().now();
        boolean there = store.exist();
        Authority authority =
                there ? store.authority() : Authority.create(site.settings().service() + " CA", now);
        Identity server = authority.server(site.settings().serverName(), now);
        Identity client = authority.client(CLIENT, now);
        return new RouterCertificates(
                Optional.of(objects.certificate(server)),
                Optional.of(objects.authority(authority)),
                there ? List.of() : store.names(),
                () -> {
                    if (!there) {
                        store.create(authority, client);
                    }
                });
    }

    /** Those of a running router: they change only to given ones. */
    static RouterCertificates keep(RouterSite site, RouterOrder.Secrets given) {
        return new RouterCertificates(
                given.certificate().map(name -> secret(site, "--cert-secret", Optional.of(name))),
                given.authority().map(name -> secret(site, "--ca-secret", Optional.of(name))),
                List.of(),
                () -> {});
    }

    private static Named secret(RouterSite site, String option, Optional<String> name) {
        String given = name.orElseThrow(() -> new RefusedException(
                option, null, "name both secrets, with --cert-secret and --ca-secret, or neither"));
        return site.swarm()
                .secret(given)
                .orElseThrow(() -> new RefusedException(
                        option, given, "the Swarm has no such secret; create it as docs/haproxy.md says"));
    }
}
