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

/** Options for the stack files, and the values of their variables. */
final class StackOptions {
    /** One byte more than the limit for stack files, so that a larger one is refused because of its size. */
    private static final int MAX_BYTES = (1 << 20) + 1;

    @Option(
            names = "--stack",
            required = true,
            paramLabel = "FILE",
            description = "A stack file. If there are several, later files override earlier ones, as with docker"
                    + " stack deploy -c; paths in all of them are relative to the first.")
    private List<Path> files = new ArrayList<>();

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
     * Reads the files.
     *
     * @param environment provides values that neither file nor option sets
     * @throws RefusedException if a file cannot be read, or is invalid
     */
    Stack read(Map<String, String> environment) {
        Values all = new Values().putAll(environment, "environment");
        envFiles.forEach(file -> all.putFile(file.toString(), content("--env-file", file)));
        values.forEach(value -> all.putWritten("--set", value));
        List<StackInput.Source> sources = files.stream()
                .map(file -> new StackInput.Source(file.toString(), content("--stack", file)))
                .toList();
        Path folder = files.get(0).toAbsolutePath().getParent();
        return Stack.read(new StackInput(sources, new DiskFolder(folder), all, profiles, allowUnset));
    }

    private static byte[] content(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new RefusedException(option, file, "this is a folder; name a file in it");
        }
        try (InputStream content = Files.newInputStream(file)) {
            return content.readNBytes(MAX_BYTES);
        } catch (NoSuchFileException e) {
            throw new RefusedException(option, file, "there is no such file");
        } catch (IOException e) {
            throw new RefusedException(option + ": " + file + " cannot be read: " + e.getMessage());
        }
    }
}
