package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reports that a registry limits the rate of requests: which registry, and when to retry. */
final class RegistryLimits {
    private static final String HUB = "Docker Hub";
    /** Some registries state it in their message; an engine does not forward headers. */
    private static final Pattern RETRY_AFTER =
            Pattern.compile("retry[- ]after:? *([0-9]{1,9})(?:\\.[0-9]+)? ?(s|m|h)?\\b");

    private RegistryLimits() {}

    /**
     * One sentence without the registry's own message.
     *
     * @param verb what it did not do, e.g. {@code give}
     * @param shown the credentials that were sent
     * @param detail the registry's message
     */
    static String message(String verb, ImageReference image, Optional<RegistryCredentials> shown, String detail) {
        String registry = image.registry().orElse(HUB);
        String login = shown.isEmpty() ? "; most registries allow more requests with a login" : "";
        return "registry " + registry + " limits the rate of requests, and did not " + verb + " " + image + "; "
                + retryHint(registry, detail) + login;
    }

    private static String retryHint(String registry, String detail) {
        Matcher asked = RETRY_AFTER.matcher(detail.toLowerCase(Locale.ROOT));
        if (asked.find()) {
            return "it asks to wait for " + asked.group(1) + " "
                    + Optional.ofNullable(asked.group(2))
                            .map(unit -> unit.equals("m") ? "min" : unit)
                            .orElse("s");
        }
        return registry.equals(HUB) || registry.equals("docker.io")
                ? "it counts the pulls of several hours; try again later"
                : "try again in some minutes";
    }
}
