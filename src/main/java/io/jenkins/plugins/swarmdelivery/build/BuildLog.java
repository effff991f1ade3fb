package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;

/** Told what happens, as it happens. Implementations print, store or show it; they must not throw. */
public interface BuildLog {
    /**
     * A step begins.
     *
     * @param phase of the build, each of which has one step
     * @param step what is done, e.g. {@code build the tests image}
     */
    void step(BuildPhase phase, String step, ImageReference image);

    /** What builder, registry or tests say in it. */
    void line(String line);

    /** Something that a person should read even if all ends well. */
    void warn(String message);
}
