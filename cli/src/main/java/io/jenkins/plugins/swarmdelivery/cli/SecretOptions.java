package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The content of secrets, which no release keeps. */
final class SecretOptions {
    /** Docker's limit for the content of a secret. */
    private static final int MOST = 500 * 1024;

    @Option(
            names = "--secret",
            order = 19,
            paramLabel = "NAME=FILE",
            description = "A file with the content of a secret of the stack file. Can be repeated. Releases keep no"
                    + " content of secrets.")
    private Map<String, Path> files = new LinkedHashMap<>();

    boolean given() {
        return !files.isEmpty();
    }

    /** Throws {@link RefusedException} if a file cannot be read, or is too large. */
    Values over(Values base) {
        files.forEach((name, file) -> {
            byte[] content = ValueOptions.content("--secret " + name, file);
            if (content.length > MOST) {
                throw new RefusedException("--secret " + name, file, "Docker allows at most 500 kB; shorten it");
            }
            base.putSecret(name, content);
        });
        return base;
    }
}
