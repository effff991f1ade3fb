package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ImageReference;

/** Told what happens, as it happens. Implementations print, store or show it; they must not throw. */
public interface BuildLog {
    /** A step begins, e.g. {@code build tests image}. */
    void step(String step, ImageReference image);

    /** What builder, registry or tests say in it. */
    void line(String line);

    /** Something that a person should read even if all ends well. */
    void warn(String message);
}
