package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Progress for a pipe or a build's log: one line for each transition, and one when a wait becomes long. */
final class LineDisplay implements ProgressDisplay {
    /** A log that is silent for longer looks as if it hangs. */
    private static final Duration LONG_WAIT = Duration.ofSeconds(15);

    private final PrintStream out;
    private final Clock clock;
    private final String prefix;
    private final DateTimeFormatter time;
    private Instant lastLine;
    private Phase shown;

    /** @param prefix of each line */
    LineDisplay(PrintStream out, Clock clock, String prefix) {
        this.out = out;
        this.clock = clock;
        this.prefix = prefix;
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(clock.getZone());
        this.lastLine = clock.instant();
    }

    @Override
    public synchronized void entered(Delivery delivery, Phase left, Duration took, Instant now) {
        if (left == delivery.phase() && left == shown) {
            return;
        }
        shown = delivery.phase();
        String before = left == delivery.phase() ? "" : "  (" + left.word() + " took " + Durations.format(took) + ")";
        line(String.format(
                Locale.ROOT,
                "%-12s %s%s",
                delivery.phase().word(),
                delivery.phase().meaning(),
                before));
    }

    @Override
    public void waiting(Delivery delivery, String reason) {
        // Only long waits are worth a line; see tick.
    }

    @Override
    public synchronized void tick(String reason) {
        if (Duration.between(lastLine, clock.instant()).compareTo(LONG_WAIT) >= 0) {
            line("  waits for: " + reason);
        }
    }

    @Override
    public void output(String line) {
        line("  | " + line);
    }

    @Override
    public void info(String message) {
        line("  " + message);
    }

    @Override
    public void warn(String message) {
        line("  warning: " + message);
    }

    private synchronized void line(String text) {
        lastLine = clock.instant();
        out.println(time.format(lastLine) + " " + prefix + text);
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
