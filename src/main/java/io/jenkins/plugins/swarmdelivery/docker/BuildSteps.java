package io.jenkins.plugins.swarmdelivery.docker;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows which instruction the classic builder is at, by the lines with which it begins each, and passes all on. */
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

    /** The instruction that was begun last, as the Dockerfile has it; empty before the first. */
    String last() {
        return last;
    }

    /** How many FROM were begun. */
    int froms() {
        return froms;
    }
}
