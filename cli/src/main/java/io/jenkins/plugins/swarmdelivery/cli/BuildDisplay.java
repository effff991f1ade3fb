package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.BuildLog;
import io.jenkins.plugins.swarmdelivery.build.BuildPhase;
import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** Shows each step with its time, and its output below it. */
final class BuildDisplay implements BuildLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Console console;
    private final PrintStream out;
    private final Clock clock;

    BuildDisplay(Console console, Clock clock) {
        this.console = console;
        this.out = console.progress();
        this.clock = clock;
    }

    @Override
    public void step(BuildPhase phase, String step, ImageReference image) {
        out.println(LocalTime.now(clock).format(TIME) + " " + step + ": " + image);
        out.flush();
    }

    @Override
    public void line(String line) {
        out.println("  " + line);
        out.flush();
    }

    @Override
    public void warn(String message) {
        console.warn(message);
    }
}
