package io.jenkins.plugins.swarmdelivery.tools;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What git reports about a folder.
 *
 * @param revision of its last commit; empty if there is no git, or no repository
 * @param committed when that commit was made
 * @param origin the address that it was cloned from
 */
public record GitSource(Optional<String> revision, Optional<Instant> committed, Optional<String> origin) {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** Asks git; without it, everything is empty. */
    public static GitSource of(Path folder, Map<String, String> environment) {
        Optional<Path> git = new Programs(environment).find("git");
        if (git.isEmpty()) {
            return new GitSource(Optional.empty(), Optional.empty(), Optional.empty());
        }
        String program = git.get().toString();
        return new GitSource(
                ask(folder, environment, program, "rev-parse", "HEAD"),
                ask(folder, environment, program, "log", "-1", "--format=%ct")
                        .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds))),
                // Nobody else can use a folder of this machine as an address.
                ask(folder, environment, program, "remote", "get-url", "origin")
                        .filter(origin -> origin.contains(":") && !origin.startsWith("file:")));
    }

    private static Optional<String> ask(Path folder, Map<String, String> environment, String git, String... words) {
        List<String> lines = new ArrayList<>();
        try {
            ToolRun.Outcome outcome = ToolRun.run(
                    DockerClient.join(List.of(git), words), environment, folder, ANSWER, new Stop(), lines::add);
            return outcome.ok() && lines.size() == 1 ? Optional.of(lines.get(0).strip()) : Optional.empty();
        } catch (BuildException e) {
            return Optional.empty();
        }
    }

    /** An address without secrets: some people clone with a token in it. */
    public static String withoutLogin(String address) {
        return address.replaceFirst("^([a-z+]+://)[^/@]*@", "$1");
    }
}
