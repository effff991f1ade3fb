package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Progress at a terminal: the completed phases, each with its duration, and below them the current one, which is
 * rewritten while it lasts.
 */
final class LiveDisplay implements ProgressDisplay {
    private static final String CLEAR = "\r\033[2K";
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";
    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String YELLOW = "\033[33m";
    private static final String BOLD = "\033[1m";
    private static final String FAINT = "\033[2m";
    private static final String PLAIN = "\033[0m";

    private final PrintStream out;
    private final Clock clock;
    private Phase current;
    private Instant since = Instant.EPOCH;
    private String reason = "";

    LiveDisplay(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized void entered(Delivery delivery, Phase left, Duration took, Instant now) {
        Phase next = delivery.phase();
        if (left == next && next == current) {
            return;
        }
        if (left != next) {
            boolean wentWrong = delivery.failedIn().filter(left::equals).isPresent();
            above(listed(wentWrong ? RED + "✘" : GREEN + "✔", left, Durations.format(took)));
        }
        reason = "";
        since = now;
        current = next.terminal() ? null : next;
        if (next.terminal()) {
            above(listed(next == Phase.DONE ? GREEN + "●" : RED + "●", next, ""));
        } else {
            draw();
        }
    }

    private static String listed(String mark, Phase phase, String took) {
        return mark
                + PLAIN
                + String.format(Locale.ROOT, " %-12s %7s  %s", phase.word(), took, FAINT + phase.meaning() + PLAIN);
    }

    @Override
    public synchronized void waiting(Delivery delivery, String waitedFor) {
        tick(waitedFor);
    }

    @Override
    public synchronized void tick(String waitedFor) {
        reason = waitedFor;
        draw();
    }

    @Override
    public void output(String line) {
        above(FAINT + "  │ " + PLAIN + line);
    }

    @Override
    public void info(String message) {
        above("  " + message);
    }

    @Override
    public void warn(String message) {
        above(YELLOW + "  warning: " + message + PLAIN);
    }

    /** Writes a permanent line above the one that is rewritten. */
    private synchronized void above(String line) {
        out.print(CLEAR + line + "\n");
        draw();
    }

    private void draw() {
        if (current != null) {
            String took = Durations.format(Duration.between(since, clock.instant()));
            String what = current.meaning() + (reason.isEmpty() ? "" : ": " + reason);
            out.print(CLEAR
                    + NO_WRAP
                    + String.format(Locale.ROOT, "%s▶ %-12s %7s%s  %s", BOLD, current.word(), took, PLAIN, what)
                    + WRAP);
        }
        out.flush();
    }

    @Override
    public synchronized void close() {
        boolean resting = current == Phase.READY;
        current = null;
        if (resting) {
            above(listed(GREEN + "●", Phase.READY, ""));
        }
        out.print(CLEAR);
        out.flush();
    }
}
