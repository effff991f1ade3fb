package io.jenkins.plugins.swarmdelivery.cluster;

/**
 * A registry login that can be tried.
 *
 * @param who the user and the registry, e.g. {@code releaser at registry.example:5000}
 * @param logIn tries it; throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException} with the remedy
 */
public record RegistryCheck(String who, Runnable logIn) {}
