package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.DiskFolder;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.StackInput;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The values of the variables in stack files. */
final class StackValueOptions {
    @Mixin
    private ValueOptions values;

    @Option(
            names = "--allow-unset",
            order = 19,
            description = "Treat a variable without a value as empty, as docker stack does, instead of an error.")
    private boolean allowUnset;

    @Option(
            names = "--profile",
            order = 19,
            paramLabel = "NAME",
            description =
                    "Include the services of this profile. Can be repeated. Default: only services without a profile.")
    private Set<String> profiles = new LinkedHashSet<>();

    boolean given() {
        return values.given() || allowUnset || !profiles.isEmpty();
    }

    /**
     * Reads stack files.
     *
     * @param files at least one; later ones override earlier ones
     * @param base values of variables that no option sets
     * @param routed the labels that tell which services users reach
     * @throws RefusedException if a file cannot be read, or is invalid
     */
    Stack read(List<Path> files, Values base, RoutedBy routed) {
        return read("--stack", files, base, routed);
    }

    /** The same for files that another option names. */
    Stack read(String option, List<Path> files, Values base, RoutedBy routed) {
        List<StackInput.Source> sources = files.stream()
                .map(file -> new StackInput.Source(file.toString(), ValueOptions.content(option, file)))
                .toList();
        Path folder = files.get(0).toAbsolutePath().getParent();
        return Stack.read(
                new StackInput(sources, new DiskFolder(folder), values.over(base), profiles, allowUnset), routed);
    }
}
