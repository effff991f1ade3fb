package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.SwarmException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sorts what an engine says about a push that failed. In each case the version is not to be seen: a registry makes it
 * visible by the manifest, which comes last.
 */
public final class PushErrors {
    private PushErrors() {}

    /**
     * @param shown the credentials that the registry was shown
     * @param said in the engine's words
     */
    public static DeliveryException of(ImageReference image, Optional<RegistryCredentials> shown, String said) {
        String registry = image.registry().orElse("Docker Hub");
        String words = " (the engine says: " + said.replaceAll("\\s+", " ").strip() + ")";
        String failed = image + " was not pushed: registry " + registry;
        if (says(said, "unauthorized", "denied", "no basic auth", "authentication required", "401", "403")) {
            String who = shown.map(c -> "user " + c.user()).orElse("anybody without credentials");
            return new SwarmException.Rejected(
                    failed + " does not let " + who
                            + " push; check password or token, whether it has expired, and what that user may do there"
                            + words,
                    null);
        }
        if (says(said, "no space left", "507", "insufficient storage", "quota")) {
            return new SwarmException.Unavailable(
                    failed + " has no space left; make room there, then build again, which goes on where it was"
                            + words,
                    null);
        }
        if (says(said, "x509", "tls:", "server gave http response")) {
            return new SwarmException.Rejected(
                    failed + " is not trusted by the engine; give that its CA, as /etc/docker/certs.d/" + registry
                            + "/ca.crt" + words,
                    null);
        }
        if (says(said, "http status: 5")) {
            return new SwarmException.Unavailable(
                    failed
                            + " answered with an error of its own; look at its log, and whether its disk is full, then build"
                            + " again, which goes on where it was" + words,
                    null);
        }
        return new SwarmException.Unavailable(
                failed + " did not take it; see that it runs, then build again, which goes on where it was" + words,
                null);
    }

    private static boolean says(String said, String... texts) {
        String lower = said.toLowerCase(Locale.ROOT);
        return Stream.of(texts).anyMatch(lower::contains);
    }
}
