package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which stack files, and the values of their variables. */
final class StackOptions {
    @Option(
            names = "--stack",
            required = true,
            paramLabel = "FILE",
            description = "A stack file. If there are several, later files override earlier ones, as with docker"
                    + " stack deploy -c; paths in all of them are relative to the first.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private StackValueOptions values;

    /**
     * Reads the files.
     *
     * @param environment whose variables have a value where neither file nor option gives one
     * @throws RefusedException if a file cannot be read, or is wrong
     */
    Stack read(Map<String, String> environment) {
        return values.read(files, environment);
    }
}
