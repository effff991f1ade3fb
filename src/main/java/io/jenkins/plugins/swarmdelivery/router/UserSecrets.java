package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The certificates for users that the replicas of a router get as secrets.
 *
 * @param certificates all of them
 * @param ours the names of all secrets that were created for this router, by its label
 */
record UserSecrets(List<UserTls.Certificate> certificates, Set<String> ours) {
    UserSecrets {
        certificates = List.copyOf(certificates);
        ours = Set.copyOf(ours);
    }

    /** @param service of the router */
    static UserSecrets of(Swarm swarm, String service, List<UserTls.Certificate> certificates) {
        return new UserSecrets(
                certificates,
                swarm.labeled(Kind.SECRET, Map.of(RouterSite.LABEL, service)).stream()
                        .map(Named::name)
                        .collect(Collectors.toSet()));
    }

    /** Whether replicas have a certificate that is not among these any more; other secrets are an administrator's. */
    boolean isObsolete(Object reference) {
        String file = Json.text(reference, "File", "Name").orElse("");
        return Json.text(reference, "SecretName")
                        .filter(secret -> isCertificate(secret, file))
                        .isPresent()
                && certificates.stream().map(each -> UserTls.file(each.name())).noneMatch(file::equals);
    }

    /** The file has the name of the secret, or of the one that the secret has renewed. */
    private boolean isCertificate(String secret, String file) {
        return file.equals(UserTls.file(secret))
                || ours.contains(secret) && file.equals(UserTls.file(RenewedCertificates.former(secret)));
    }
}
