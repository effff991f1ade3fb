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
 * @param command replaces the image's own; empty to keep that
 * @param environment of the tests; not for secrets, because everyone who can inspect the container sees it
 * @param secrets files that the tests find at {@code /run/secrets/NAME}
 * @param reports files to copy out of the container
 * @param deadline the longest that the tests may take
 */
public record TestOrder(
        List<String> command,
        Map<String, String> environment,
        Map<String, Path> secrets,
        Optional<Reports> reports,
        Duration deadline) {

    /** Valid names of secrets. */
    public static final String SECRET_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public TestOrder {
        for (String name : secrets.keySet()) {
            if (!name.matches(SECRET_NAME)) {
                throw new RefusedException("secret", name, "use letters, digits, dots, hyphens and underscores");
            }
        }
        if (deadline.isZero()) {
            throw new RefusedException("test timeout", "0", "use a positive duration, e.g. 10m");
        }
    }

    /**
     * @param pattern files in the container, e.g. {@code /reports/*.xml} or {@code build/reports/**}; relative to the
     *     image's working directory
     * @param folder to copy them to
     */
    public record Reports(String pattern, Path folder) {}
}
