package io.jenkins.plugins.swarmdelivery.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * The account for a registry.
 *
 * @param user the account
 * @param secret its password or token, fetched each time it is needed and never stored
 */
public record RegistryLogin(String user, Supplier<String> secret) {
    /** The value of an Authorization header. */
    String basic() {
        String pair = user + ":" + secret.get();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "user " + user;
    }
}
