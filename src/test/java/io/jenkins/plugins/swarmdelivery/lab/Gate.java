package io.jenkins.plugins.swarmdelivery.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A test command that holds a delivery, for {@code --pre-test} and {@code --post-test}: it passes once the gate is
 * opened, and fails when its folder has been removed.
 */
public record Gate(Path folder) {
    public static Gate in(Path parent) {
        try {
            Path folder = Files.createTempDirectory(parent, "gate");
            Path script = folder.resolve("hold");
            Files.writeString(script, """
                    #!/bin/sh
                    cd "$(dirname "$0")" || exit 1
                    : >reached
                    while [ -e hold ] && [ ! -e open ]; do sleep 0.2; done
                    [ -e open ]
                    """);
            if (!script.toFile().setExecutable(true)) {
                throw new IOException(script + " cannot be made executable");
            }
            return new Gate(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String command() {
        return folder.resolve("hold").toString();
    }

    public void awaitReached() {
        Await.until("the delivery holds at " + command(), () -> Files.exists(folder.resolve("reached")));
    }

    public void open() {
        try {
            Files.createFile(folder.resolve("open"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
