package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.DiskFolder;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.StackInput;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The values of the variables in stack files. */
final class StackValueOptions {
    /** One byte more than is read as a stack file, so that a larger one is refused for its size. */
    private static final int MOST = (1 << 20) + 1;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Values of the variables in the stack file, one NAME=VALUE per line, as in Compose's .env."
                    + " Can be repeated; later files win. No .env is read automatically.")
    private List<Path> envFiles = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "The value of one variable. Overrides the files, which override the environment.")
    private List<String> values = new ArrayList<>();

    @Option(
            names = "--allow-unset",
            description = "Treat a variable without a value as empty, as docker stack does, instead of an error.")
    private boolean allowUnset;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description =
                    "Include the services of this profile. Can be repeated. Default: only services without a profile.")
    private Set<String> profiles = new LinkedHashSet<>();

    /**
     * Reads stack files.
     *
     * @param files at least one; later ones are laid over earlier ones
     * @param environment whose variables have a value where neither file nor option gives one
     * @throws RefusedException if a file cannot be read, or is wrong
     */
    Stack read(List<Path> files, Map<String, String> environment) {
        return read("--stack", files, environment);
    }

    /** The same of files that another option names. */
    Stack read(String option, List<Path> files, Map<String, String> environment) {
        Values all = new Values().putAll(environment, "environment");
        envFiles.forEach(file -> all.putFile(file.toString(), content("--env-file", file)));
        values.forEach(value -> all.putWritten("--set", value));
        List<StackInput.Source> sources = files.stream()
                .map(file -> new StackInput.Source(file.toString(), content(option, file)))
                .toList();
        Path folder = files.get(0).toAbsolutePath().getParent();
        return Stack.read(new StackInput(sources, new DiskFolder(folder), all, profiles, allowUnset));
    }

    private static byte[] content(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new RefusedException(option, file, "this is a folder; name a file in it");
        }
        try (InputStream content = Files.newInputStream(file)) {
            return content.readNBytes(MOST);
        } catch (NoSuchFileException e) {
            throw new RefusedException(option, file, "there is no such file");
        } catch (IOException e) {
            throw new RefusedException(option + ": " + file + " cannot be read: " + e.getMessage());
        }
    }
}
