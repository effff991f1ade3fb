package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;

/** Classifies a builder's errors about a base image, or an image copied from, that it could not pull. */
public final class BaseErrors {
    private BaseErrors() {}

    /**
     * Names the registry of the base image, which may differ from the registry that the build pushes to.
     *
     * @param built the image to build
     * @param base the image to pull for it
     * @param logins that the builder used
     * @param detail the builder's message
     */
    public static DeliveryException of(ImageReference built, ImageReference base, Logins logins, String detail) {
        String registry = base.registry().orElse("Docker Hub");
        String failed = "the build of " + built + " failed: ";
        String words = " (the builder says: " + detail.replaceAll("\\s+", " ").strip() + ")";
        RegistryTrouble trouble = RegistryTrouble.in(base, detail).orElse(null);
        if (trouble == null) {
            return new BuildException(failed + detail);
        }
        return switch (trouble) {
            case LIMITED ->
                new SwarmException.Unavailable(
                        failed + RegistryLimits.message("give", base, logins.of(base), detail) + words, null);
            case DENIED -> new SwarmException.Rejected(failed + denied(registry, base, logins) + words, null);
            case UNTRUSTED ->
                new SwarmException.Rejected(
                        failed + "the engine does not trust registry " + registry + " of its base " + base
                                + "; give it that registry's CA, as /etc/docker/certs.d/" + registry + "/ca.crt"
                                + words,
                        null);
            case MISSING -> new BuildException(failed + "registry " + registry + " has no image " + base + words);
            case SICK, UNREACHABLE ->
                new SwarmException.Unavailable(
                        failed + "registry " + registry + " cannot be asked for its base " + base
                                + "; check that it runs, and that its name is right" + words,
                        null);
            // While pulling, the full disk is the engine's own.
            case FULL -> new BuildException(failed + detail);
        };
    }

    private static String denied(String registry, ImageReference base, Logins logins) {
        return logins.of(base)
                .map(login -> "registry " + registry + " does not let user " + login.user() + " pull its base " + base
                        + "; check that login, or that the repository exists")
                .orElseGet(() -> "registry " + registry + " does not let anybody without credentials pull its base "
                        + base + "; give the cluster a login of that registry, or check that the repository exists");
    }
}
