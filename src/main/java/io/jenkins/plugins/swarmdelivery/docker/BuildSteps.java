package io.jenkins.plugins.swarmdelivery.docker;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows the classic builder's progress by the line that starts each instruction, and forwards all lines. */
final class BuildSteps implements Consumer<String> {
    private static final Pattern STEP = Pattern.compile("Step \\d+/\\d+ : (.*)");

    private final Consumer<String> log;
    private String last = "";
    private int froms;

    BuildSteps(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public void accept(String line) {
        Matcher step = STEP.matcher(line);
        if (step.matches()) {
            last = step.group(1);
            froms += last.toUpperCase(Locale.ROOT).startsWith("FROM ") ? 1 : 0;
        }
        log.accept(line);
    }

    /** The instruction that started last, as the Dockerfile writes it; empty before the first. */
    String last() {
        return last;
    }

    /** How many FROM instructions have started. */
    int froms() {
        return froms;
    }
}
