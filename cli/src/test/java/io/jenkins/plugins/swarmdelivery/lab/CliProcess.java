package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The command line as a separate process, which tests observe by its output, wait for, or kill. */
final class CliProcess implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    private static final long END_MINUTES = 5;
    /** Phases are short; some must be caught while they last. */
    private static final long LOOK_MILLIS = 10;

    private final Process process;
    private final Path progress;

    private CliProcess(Process process, Path progress) {
        this.process = process;
        this.progress = progress;
    }

    static CliProcess start(Path folder, String... arguments) {
        return start(folder, Map.of(), arguments);
    }

    /** With variables that differ from those of this process. */
    static CliProcess start(Path folder, Map<String, String> environment, String... arguments) {
        return start(folder, LAB.clustersFile(), environment, arguments);
    }

    /** With a clusters file other than the lab's. */
    static CliProcess start(Path folder, Path clusters, String... arguments) {
        return start(folder, clusters, Map.of(), arguments);
    }

    private static CliProcess start(Path folder, Path clusters, Map<String, String> environment, String... arguments) {
        try {
            Path progress = Files.createTempFile(folder, arguments[0], ".progress");
            return new CliProcess(Cli.start(progress, clusters, environment, arguments), progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    String progress() {
        return read(progress);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of its output so far, including its result or its error. */
    String said() {
        return progress() + read(Path.of(progress + ".json"));
    }

    /** Waits for the line that reports that the phase was entered. */
    void awaitPhase(String phase) {
        Pattern line = Pattern.compile("(?m)^\\S+ " + phase + " ");
        awaitProgress(phase, () -> line.matcher(progress()).find());
    }

    void awaitProgress(String text) {
        awaitProgress(text, () -> progress().contains(text));
    }

    private void awaitProgress(String what, java.util.function.BooleanSupplier seen) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(END_MINUTES);
        while (!seen.getAsBoolean()) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("waited for \"%s\" of process %s; progress was:%n%s", what, process, progress())
                    .isTrue();
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -9}; fails if the process has already ended. */
    void kill() {
        process.destroyForcibly();
        assertThat(awaitEnd())
                .as("exit status of what was to be killed; progress was:%n%s", progress())
                .isEqualTo(KILLED);
    }

    /** Sends a signal by its name, e.g. {@code TERM}. */
    void signal(String name) {
        LAB.run("kill", "-" + name, Long.toString(pid()));
    }

    /** Waits for its end, and checks its exit status. */
    void expect(int status) {
        assertThat(awaitEnd()).as("exit status; it said:%n%s", said()).isEqualTo(status);
    }

    /** Waits for its end, and returns its exit status. */
    int awaitEnd() {
        try {
            assertThat(process.waitFor(END_MINUTES, TimeUnit.MINUTES))
                    .as("process %s ended; progress was:%n%s", process, progress())
                    .isTrue();
            Cli.remember(said());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whatever the test's result, no process of it continues. */
    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }
}
