package io.jenkins.plugins.swarmdelivery.build;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of tests, wherever they ran.
 *
 * @param exitCode of their container; empty if it was killed at the deadline
 * @param failure why they did not pass; empty if they did
 * @param took from the start of the container, or of the job, to its end
 * @param reports files that were copied out of it
 * @param warnings for the user, although they did not affect the result
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
