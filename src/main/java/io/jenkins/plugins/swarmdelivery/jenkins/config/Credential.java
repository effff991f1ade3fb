package io.jenkins.plugins.swarmdelivery.jenkins.config;

import java.util.function.Supplier;

/**
 * A secret that was looked up. Two are equal if their content is, so that a changed password or certificate is treated
 * like a changed address. Never shown; kept in memory only.
 */
record Credential<T>(T get) implements Supplier<T> {
    @Override
    public String toString() {
        return "****";
    }
}
