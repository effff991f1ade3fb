package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;

/** Receives the events of a build as they happen. Implementations print, store or show them; they must not throw. */
public interface BuildLog {
    /**
     * A step begins.
     *
     * @param phase of the build, each of which has one step
     * @param step what it does, e.g. {@code build the tests image}
     */
    void step(BuildPhase phase, String step, ImageReference image);

    /** A line of output of the builder, the registry or the tests. */
    void line(String line);

    /** A warning that the user should see even if the build succeeds. */
    void warn(String message);
}
