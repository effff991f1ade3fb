package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.build.CommandWords;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The tests for a delivery.
 *
 * @param before program and arguments of the tests before the switch; empty for none
 * @param after those of the tests after it, likewise
 * @param timeout how long each may take before it is killed
 */
public record TestSpec(Optional<List<String>> before, Optional<List<String>> after, Duration timeout) {
    public static final TestSpec NONE = new TestSpec(Optional.empty(), Optional.empty(), Duration.ZERO);

    /**
     * Reads the values of {@code --pre-test} and {@code --post-test}, null if they were not given.
     *
     * @param shell pass them to {@code /bin/sh -c} unchanged
     */
    public static TestSpec of(String preTest, String postTest, boolean shell, Duration timeout) {
        return new TestSpec(command("--pre-test", preTest, shell), command("--post-test", postTest, shell), timeout);
    }

    private static Optional<List<String>> command(String option, String text, boolean shell) {
        return Optional.ofNullable(text)
                .map(t -> shell ? List.of("/bin/sh", "-c", t) : CommandWords.split(option, t, "add --shell"));
    }
}
