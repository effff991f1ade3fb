package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Nearest;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a certificate must be to take the place of another one. */
final class RenewalChecks {
    private static final String OPTION = RouterRenewal.CERTIFICATE_OPTION;
    /** HAProxy reads a command with its certificate into one buffer: it took 15,530 bytes, and not 16,637 (2.6). */
    private static final int MAX_BYTES = 15_000;
    /** Docker's limit. */
    private static final int MAX_NAME = 64;

    private RenewalChecks() {}

    /**
     * Which certificate of a router is meant: the secret that {@code router up} was given.
     *
     * @throws RefusedException if that is not clear, or the router has no such certificate
     */
    static String name(UserTls tls, RenewedCertificates renewed, Optional<String> named) {
        List<String> names = tls.secrets();
        if (names.isEmpty()) {
            throw new RefusedException("the router serves no HTTPS with certificates of router up; create a secret from"
                    + " the certificate and its key, and name it with router up " + UserTls.SECRET_OPTION
                    + "; see docs/haproxy.md");
        }
        if (named.isEmpty() && names.size() > 1) {
            throw new RefusedException(
                    UserTls.SECRET_OPTION, null, "name the certificate to renew: " + String.join(", ", names));
        }
        String wanted = named.orElse(names.get(0));
        return names.stream()
                .filter(name -> name.equals(wanted) || renewed.secret(name).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        UserTls.SECRET_OPTION,
                        wanted,
                        Nearest.to(wanted, names)
                                        .map(near -> "did you mean " + near + "? ")
                                        .orElse("")
                                + "the router has the certificates of " + String.join(", ", names)));
    }

    /**
     * The name of the secret that holds the new certificate.
     *
     * @throws RefusedException if it would be too long for Docker
     */
    static String secret(String name, ServerCertificate certificate) {
        String secret = RenewedCertificates.secret(name, certificate);
        if (secret.length() > MAX_NAME) {
            throw new RefusedException(
                    UserTls.SECRET_OPTION,
                    name,
                    "the secret of the renewed certificate would be " + secret + ", longer than Docker's " + MAX_NAME
                            + " characters; name a secret with a shorter name with router up");
        }
        return secret;
    }

    /**
     * Requires that users who are shown it can go on as before.
     *
     * @param former what replicas have now
     * @throws RefusedException if some could not
     */
    static void require(ServerCertificate certificate, Collection<UserCertificates.Shown> former, Instant now) {
        if (certificate.end().isBefore(now)) {
            throw new RefusedException(OPTION + ": has ended " + certificate.end() + "; give one that is valid now");
        }
        if (certificate.begin().isAfter(now)) {
            throw new RefusedException(OPTION + ": is valid from " + certificate.begin() + " on; renew with it then");
        }
        int bytes = certificate.pem().getBytes(StandardCharsets.US_ASCII).length;
        if (bytes > MAX_BYTES) {
            throw new RefusedException(OPTION + ": has " + bytes + " bytes with its chain and key, and HAProxy takes "
                    + MAX_BYTES
                    + " at most while it runs; leave out the root authority, or create a secret, and name it"
                    + " with router up " + UserTls.SECRET_OPTION);
        }
        if (!certificate.isComplete() && former.stream().anyMatch(UserCertificates.Shown::chained)) {
            throw new RefusedException(OPTION + ": has no certificate of its authority, which the present one has;"
                    + " browsers may not trust it without; give the whole chain, e.g. fullchain.pem");
        }
        Set<String> names = new TreeSet<>();
        former.forEach(shown -> names.addAll(shown.names()));
        List<String> lacking = certificate.lacks(names);
        if (!lacking.isEmpty()) {
            throw new RefusedException(OPTION + ": is not for " + String.join(", ", lacking)
                    + ", which the present one is for; get one for all of these host names or, if nobody needs them any"
                    + " more, create a secret from this one, and name it with router up " + UserTls.SECRET_OPTION);
        }
    }
}
