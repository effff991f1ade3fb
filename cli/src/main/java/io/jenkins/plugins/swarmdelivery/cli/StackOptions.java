package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the stack files, and the values of their variables. */
final class StackOptions {
    @Option(
            names = "--stack",
            order = 16,
            paramLabel = "FILE",
            description = "A stack file. If there are several, later files override earlier ones, as with docker"
                    + " stack deploy -c; paths in all of them are relative to the first.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private StackValueOptions values;

    /** Whether a stack file was named. */
    boolean given() {
        return !files.isEmpty();
    }

    /** For the history and for others who wait, e.g. {@code docker-stack.yml}. */
    String name() {
        return String.valueOf(files.get(0).getFileName());
    }

    /**
     * Reads the files.
     *
     * @param base values of variables that no option sets
     * @param routed the labels that tell which services users reach
     * @throws RefusedException if a file cannot be read, or is invalid
     */
    Stack read(Values base, RoutedBy routed) {
        if (!given()) {
            throw new RefusedException("--stack", null, "name a stack file");
        }
        return values.read(files, base, routed);
    }
}
