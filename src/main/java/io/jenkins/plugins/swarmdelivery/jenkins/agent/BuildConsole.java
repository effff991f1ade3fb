package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import hudson.model.TaskListener;
import io.jenkins.plugins.swarmdelivery.build.BuildLog;
import io.jenkins.plugins.swarmdelivery.build.BuildPhase;
import io.jenkins.plugins.swarmdelivery.build.Masking;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.io.PrintStream;
import java.util.Collection;
import java.util.function.Consumer;

/** Writes the events of a build to the log in Jenkins, line by line, as they happen. */
final class BuildConsole implements BuildLog {
    private final PrintStream console;
    private final Consumer<String> out;
    private final Consumer<BuildPhase> entered;

    /**
     * @param secrets to mask in every line
     * @param entered called when a phase begins, before it is logged
     */
    BuildConsole(TaskListener listener, Collection<String> secrets, Consumer<BuildPhase> entered) {
        this.entered = entered;
        this.console = listener.getLogger();
        this.out = Masking.ofTexts(console::println, secrets);
    }

    /** Sends what was written so far. */
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
