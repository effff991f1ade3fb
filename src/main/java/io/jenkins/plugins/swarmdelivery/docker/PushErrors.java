package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.Optional;

/**
 * Classifies an engine's errors about a failed push. In each case the version does not become visible: the manifest,
 * which makes it visible, is pushed last.
 */
public final class PushErrors {
    private PushErrors() {}

    /**
     * @param shown the credentials that were sent to the registry
     * @param detail the engine's message
     */
    public static DeliveryException of(ImageReference image, Optional<RegistryCredentials> shown, String detail) {
        String registry = image.registry().orElse("Docker Hub");
        String words = " (the engine says: " + detail.replaceAll("\\s+", " ").strip() + ")";
        String failed = image + " was not pushed: registry " + registry;
        return switch (RegistryTrouble.in(image, detail).orElse(RegistryTrouble.UNREACHABLE)) {
            case LIMITED ->
                new SwarmException.Unavailable(
                        image + " was not pushed: " + RegistryLimits.message("take", image, shown, detail)
                                + "; then build again, which continues where it stopped" + words,
                        null);
            case DENIED ->
                new SwarmException.Rejected(
                        failed + " does not let "
                                + shown.map(c -> "user " + c.user()).orElse("anybody without credentials")
                                + " push; check the password or token, whether it has expired, and what that user may"
                                + " do there" + words,
                        null);
            case FULL ->
                new SwarmException.Unavailable(
                        failed
                                + " has no space left; free some space there, then build again, which continues where it stopped"
                                + words,
                        null);
            case UNTRUSTED ->
                new SwarmException.Rejected(
                        failed + " is not trusted by the engine; give that its CA, as /etc/docker/certs.d/" + registry
                                + "/ca.crt" + words,
                        null);
            case SICK ->
                new SwarmException.Unavailable(
                        failed + " answered with an internal error; check its log and its free disk space,"
                                + " then build again, which continues where it stopped" + words,
                        null);
            case MISSING, UNREACHABLE ->
                new SwarmException.Unavailable(
                        failed
                                + " did not accept it; check that it runs, then build again, which continues where it stopped"
                                + words,
                        null);
        };
    }
}
