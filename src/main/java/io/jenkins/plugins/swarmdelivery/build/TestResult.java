package io.jenkins.plugins.swarmdelivery.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How tests ended, wherever they ran.
 *
 * @param exitCode of their container; empty where it was ended at the deadline
 * @param failure why they did not pass; empty if they did
 * @param took from the start of the container, or of the job, to its end
 * @param reports files that were brought out of it
 * @param warnings what a person should know, though it did not decide
 */
public record TestResult(
        Optional<Integer> exitCode,
        Optional<String> failure,
        Duration took,
        List<Path> reports,
        List<String> warnings) {

    public boolean passed() {
        return failure.isEmpty();
    }
}
