package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.function.Consumer;

/** A place where tests run in a container: the build engine, the Swarm, a Compose file. */
public interface TestRunner {
    /** Where, e.g. {@code job}. */
    String mode();

    /**
     * Runs them to their end, or to the deadline; whatever it made for that is gone when it returns.
     *
     * @param image with the tests; its digest counts where it has one
     * @param log what they print, as it comes
     */
    TestResult run(ImageReference image, TestOrder order, Consumer<String> log);
}
