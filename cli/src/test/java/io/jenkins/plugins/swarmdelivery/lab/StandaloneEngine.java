package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A newer engine outside any Swarm, which can store images of several platforms. */
final class StandaloneEngine implements AutoCloseable {
    private final Process process;
    private final Path socket;
    private final Path log;

    StandaloneEngine(Path folder) {
        assumeTrue(Files.exists(LAB.newerTools().resolve("complete")), "Debian 13's docker is unpacked");
        socket = folder.resolve("docker.sock");
        log = folder.resolve("dockerd.log");
        try {
            process = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "--pid",
                            "--fork",
                            "--kill-child",
                            "--mount-proc",
                            LAB.project().resolve("lab/lib/loose-engine").toString(),
                            folder.toString(),
                            LAB.newerTools().toString(),
                            LAB.property("caFile"),
                            LAB.registry(),
                            SpareRegistry.HOST)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.passes(this::ping);
    }

    /** The value for {@code --engine}. */
    String address() {
        return "unix://" + socket;
    }

    private void ping() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the engine has ended: " + LAB.run("tail", "-n", "20", log.toString()));
        }
        LAB.curl("--unix-socket", socket.toString(), "http://engine/_ping");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
