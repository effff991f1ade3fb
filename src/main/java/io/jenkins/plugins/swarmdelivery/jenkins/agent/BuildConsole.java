package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import hudson.model.TaskListener;
import io.jenkins.plugins.swarmdelivery.build.BuildLog;
import io.jenkins.plugins.swarmdelivery.build.BuildPhase;
import io.jenkins.plugins.swarmdelivery.build.Masking;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.io.PrintStream;
import java.util.Collection;
import java.util.function.Consumer;

/** Writes what a build does to the log in Jenkins, line by line, as it comes. */
final class BuildConsole implements BuildLog {
    private final PrintStream console;
    private final Consumer<String> out;
    private final Consumer<BuildPhase> entered;

    /**
     * @param secrets that no line may show
     * @param entered told when a phase begins, before the log is
     */
    BuildConsole(TaskListener listener, Collection<String> secrets, Consumer<BuildPhase> entered) {
        this.entered = entered;
        this.console = listener.getLogger();
        this.out = Masking.ofTexts(console::println, secrets);
    }

    /** Sends on what was written so far. */
    void flush() {
        console.flush();
    }

    @Override
    public void step(BuildPhase phase, String step, ImageReference image) {
        entered.accept(phase);
        out.accept(step + ": " + image);
    }

    @Override
    public void line(String line) {
        out.accept("  " + line);
    }

    @Override
    public void warn(String message) {
        out.accept("WARNING: " + message);
    }
}
