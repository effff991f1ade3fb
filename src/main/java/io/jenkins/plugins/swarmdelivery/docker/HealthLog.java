package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.util.List;
import java.util.stream.Collectors;

/** The output of a container's health checks, from Docker's inspection of it. */
final class HealthLog {
    private static final int MAX_LENGTH = 2000;

    private HealthLog() {}

    /** One line per check, oldest first; empty if there was no check. */
    static String read(Object container) {
        List<Object> checks = Json.list(container, "State", "Health", "Log");
        String output = checks.stream()
                .map(check -> "exit code " + Json.number(check, "ExitCode").orElse(-1L) + ": "
                        + Json.text(check, "Output")
                                .orElse("")
                                .replaceAll("\\s+", " ")
                                .strip())
                .collect(Collectors.joining("\n"));
        return output.length() <= MAX_LENGTH ? output : "…" + output.substring(output.length() - MAX_LENGTH);
    }
}
