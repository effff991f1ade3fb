package io.jenkins.plugins.swarmdelivery.engine;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a Swarm refuses, in its own words, so that a fake refuses it too. */
public final class SwarmLimits {
    /** Bytes of the data of a config; it must be smaller. */
    public static final int CONFIG_DATA = 1000 * 1024;

    private static final Pattern SERVICE = Pattern.compile("[a-zA-Z0-9](?:[-_]*[A-Za-z0-9]+)*");
    private static final Pattern CONFIG = Pattern.compile("[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?");

    private SwarmLimits() {}

    /** Empty where a service may be called so. */
    public static Optional<String> service(String name) {
        return name(name, SERVICE, 63, "name must be valid as a DNS name component");
    }

    /** Empty where a config may be called so, and hold so many bytes. */
    public static Optional<String> config(String name, int bytes) {
        if (bytes < 1 || bytes >= CONFIG_DATA) {
            return Optional.of("config data must be larger than 0 and less than " + CONFIG_DATA + " bytes");
        }
        return name(
                name,
                CONFIG,
                64,
                "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end"
                        + " character must be [a-zA-Z0-9]");
    }

    private static Optional<String> name(String name, Pattern form, int most, String wrong) {
        if (!form.matcher(name).matches()) {
            return Optional.of(wrong);
        }
        return name.length() > most ? Optional.of("name must be " + most + " characters or fewer") : Optional.empty();
    }
}
