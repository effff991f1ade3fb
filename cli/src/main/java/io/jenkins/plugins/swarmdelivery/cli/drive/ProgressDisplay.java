package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import java.io.PrintStream;
import java.time.Clock;

/**
 * Shows a delivery's progress to the user. Called by the driving thread, and with output by the thread that reads it. A
 * delivery that begins, or is taken over, enters its phase from that same phase; a repeated event is shown once.
 */
public interface ProgressDisplay extends DeliveryLog, AutoCloseable {
    /** Time has passed, and the delivery still waits for this. */
    void tick(String reason);

    /** A line of a test's output. */
    void output(String line);

    /** Ends the display, and leaves what it showed. */
    @Override
    void close();

    /**
     * Creates the display that suits the stream.
     *
     * @param terminal it is an interactive terminal that supports escape sequences
     */
    static ProgressDisplay on(PrintStream out, boolean terminal, Clock clock) {
        return terminal ? new LiveDisplay(out, clock) : new LineDisplay(out, clock, "");
    }

    /** One of several on a stream: each line begins with the name. */
    static ProgressDisplay named(String name, PrintStream out, Clock clock) {
        return new LineDisplay(out, clock, name + ": ");
    }
}
