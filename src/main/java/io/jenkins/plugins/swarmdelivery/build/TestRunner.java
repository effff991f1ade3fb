package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.function.Consumer;

/** A place to run tests in a container: the build engine, the Swarm, a Compose file. */
public interface TestRunner {
    /** The kind of place, e.g. {@code job}. */
    String mode();

    /**
     * Runs the tests until they end or the deadline passes; removes everything that it created before it returns.
     *
     * @param image with the tests; its digest takes precedence if it has one
     * @param log receives their output as it arrives
     */
    TestResult run(ImageReference image, TestOrder order, Consumer<String> log);
}
