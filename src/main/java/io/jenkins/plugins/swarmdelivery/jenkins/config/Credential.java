package io.jenkins.plugins.swarmdelivery.jenkins.config;

import java.util.function.Supplier;

/**
 * Something secret that was looked up. Two are equal if their content is, so that a changed password or certificate counts
 * like a changed address. It never shows. In memory only.
 */
record Credential<T>(T get) implements Supplier<T> {
    @Override
    public String toString() {
        return "****";
    }
}
