package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tests that run in a container.
 *
 * @param command in place of the image's own; empty: the image's own
 * @param environment of the tests; no place for secrets, for everybody who sees the container sees it
 * @param secrets files that the tests find at {@code /run/secrets/NAME}
 * @param reports which files of the container are brought out
 * @param deadline how long it may take
 */
public record TestOrder(
        List<String> command,
        Map<String, String> environment,
        Map<String, Path> secrets,
        Optional<Reports> reports,
        Duration deadline) {

    /** Names under which secrets can be given. */
    public static final String SECRET_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public TestOrder {
        for (String name : secrets.keySet()) {
            if (!name.matches(SECRET_NAME)) {
                throw new RefusedException("secret", name, "use letters, digits, dots, hyphens and underscores");
            }
        }
        if (deadline.isZero()) {
            throw new RefusedException("test timeout", "0", "give the tests some time, e.g. 10m");
        }
    }

    /**
     * @param pattern files in the container, e.g. {@code /reports/*.xml} or {@code build/reports/**}; relative to the
     *     image's working directory
     * @param folder where they go
     */
    public record Reports(String pattern, Path folder) {}
}
