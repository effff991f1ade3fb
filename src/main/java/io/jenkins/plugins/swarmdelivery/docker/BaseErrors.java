package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;

/** Sorts what a builder says about an image that a build stands on, or copies from, and could not get. */
public final class BaseErrors {
    private BaseErrors() {}

    /**
     * Names the registry of the base, which need not be the one that the build pushes to.
     *
     * @param built what was to be built
     * @param base what was to be pulled for it
     * @param logins those that the builder had
     * @param said in the builder's words
     */
    public static DeliveryException of(ImageReference built, ImageReference base, Logins logins, String said) {
        String registry = base.registry().orElse("Docker Hub");
        String failed = "the build of " + built + " failed: ";
        String words = " (the builder says: " + said.replaceAll("\\s+", " ").strip() + ")";
        RegistryTrouble trouble = RegistryTrouble.in(base, said).orElse(null);
        if (trouble == null) {
            return new BuildException(failed + said);
        }
        return switch (trouble) {
            case LIMITED ->
                new SwarmException.Unavailable(
                        failed + RegistryLimits.told("give", base, logins.of(base), said) + words, null);
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
            // Of a pull it is the engine's own.
            case FULL -> new BuildException(failed + said);
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
