package io.jenkins.plugins.swarmdelivery.cluster;

/**
 * A login of a registry that can be tried.
 *
 * @param who as whom, and where, e.g. {@code releaser at registry.example:5000}
 * @param logIn tries it; throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException} with the remedy
 */
public record RegistryCheck(String who, Runnable logIn) {}
