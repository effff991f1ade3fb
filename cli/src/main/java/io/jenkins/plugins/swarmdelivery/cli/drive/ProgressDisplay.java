package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import java.io.PrintStream;
import java.time.Clock;

/**
 * Shows a delivery to whoever waits for it. Called by the driving thread, and with output by the one that reads it. A
 * delivery that begins, or is taken over, is shown by entering its phase from that same phase; told twice, it is shown
 * once.
 */
public interface ProgressDisplay extends DeliveryLog, AutoCloseable {
    /** Time has passed, and this is still waited for. */
    void tick(String reason);

    /** A line that a test printed. */
    void output(String line);

    /** Ends the display, leaving what it showed. */
    @Override
    void close();

    /**
     * Makes the display that suits where its text goes.
     *
     * @param terminal a person watches, on something that understands escape sequences
     */
    static ProgressDisplay on(PrintStream out, boolean terminal, Clock clock) {
        return terminal ? new LiveDisplay(out, clock) : new LineDisplay(out, clock);
    }
}
