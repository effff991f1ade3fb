package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Values of the variables in stack files, from files and the command line. */
final class ValueOptions {
    /** One byte more than is read as a stack file, so that a larger one is refused for its size. */
    private static final int MOST = (1 << 20) + 1;

    @Option(
            names = "--env-file",
            order = 17,
            paramLabel = "FILE",
            description = "Values of the variables in the stack file, one NAME=VALUE per line, as in Compose's .env."
                    + " Can be repeated; later files win. No .env is read automatically.")
    private List<Path> envFiles = new ArrayList<>();

    @Option(
            names = "--set",
            order = 18,
            paramLabel = "NAME=VALUE",
            description = "The value of one variable. Overrides --env-file, which overrides all other sources; see"
                    + " docs/values-per-environment.md.")
    private List<String> values = new ArrayList<>();

    boolean given() {
        return !envFiles.isEmpty() || !values.isEmpty();
    }

    /**
     * Adds the values of these options.
     *
     * @param base the values that these override
     * @throws RefusedException if a file cannot be read, or a value is malformed
     */
    Values over(Values base) {
        envFiles.forEach(file -> base.putFile(file.toString(), content("--env-file", file)));
        values.forEach(value -> base.putWritten(Values.SET, value));
        return base;
    }

    /** A file that an option names. */
    static byte[] content(String option, Path file) {
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
