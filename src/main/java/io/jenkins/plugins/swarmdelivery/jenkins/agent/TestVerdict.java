package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of tests that did not run on the agent.
 *
 * @param exitCode null if they were killed at the deadline
 * @param failure why they did not pass; empty if they did
 * @param reports files that are now in the workspace
 * @param broken why they could not be run at all; empty if they were
 */
public record TestVerdict(
        @CheckForNull Integer exitCode,
        String failure,
        Duration took,
        List<String> reports,
        List<String> warnings,
        String broken)
        implements Serializable {

    public static TestVerdict of(TestResult result, List<String> reports) {
        return new TestVerdict(
                result.exitCode().orElse(null),
                result.failure().orElse(""),
                result.took(),
                List.copyOf(reports),
                List.copyOf(result.warnings()),
                "");
    }

    public static TestVerdict broken(String why) {
        return new TestVerdict(null, "", Duration.ZERO, List.of(), List.of(), why);
    }

    TestResult result() {
        if (!broken.isEmpty()) {
            throw new BuildException(broken);
        }
        return new TestResult(
                Optional.ofNullable(exitCode),
                ImageSettings.given(failure),
                took,
                reports.stream().map(Path::of).toList(),
                warnings);
    }
}
