package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs the command that tests a candidate or a release, and renews the delivery's lease meanwhile. */
final class TestCommand {
    private static final Duration RENEWAL = Duration.ofSeconds(5);
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
    private static final int LINES_IN_REASON = 5;

    private final List<String> command;
    private final Map<String, String> environment;
    private final Duration timeout;
    private final Interruption interruption;
    private final Consumer<String> output;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private boolean timedOut;

    /** The environment is added to that of this process; the consumer receives the command's output line by line. */
    TestCommand(
            List<String> command,
            Map<String, String> environment,
            Duration timeout,
            Interruption interruption,
            Consumer<String> output) {
        this.command = command;
        this.environment = environment;
        this.timeout = timeout;
        this.interruption = interruption;
        this.output = output;
    }

    /**
     * Runs it to its end, and calls {@code renew} every few seconds.
     *
     * @return why it did not pass; empty if it did
     * @throws LockedException if {@code renew} reports that the lease is lost; the command was then killed
     */
    Optional<String> run(Runnable renew) {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return Optional.of("could not be started: " + e.getMessage());
        }
        interruption.onSignal(() -> kill(process));
        Thread reader = new Thread(() -> read(process), "test output");
        reader.setDaemon(true);
        reader.start();
        try {
            boolean ended = await(process, renew);
            // A child in the background may keep the output open forever.
            reader.join(LAST_OUTPUT.toMillis());
            return outcome(process, ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("were interrupted");
        } finally {
            kill(process);
        }
    }

    /** Whether it failed because of its timeout. */
    boolean timedOut() {
        return timedOut;
    }

    private boolean await(Process process, Runnable renew) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = Math.min(deadline - System.nanoTime(), RENEWAL.toNanos());
            if (process.waitFor(Math.max(left, 0), TimeUnit.NANOSECONDS)) {
                return true;
            }
            if (System.nanoTime() >= deadline) {
                kill(process);
                process.waitFor();
                return false;
            }
            try {
                renew.run();
            } catch (SwarmException.Unavailable e) {
                output.accept("lease not renewed, retrying: " + e.getMessage());
            }
        }
    }

    private Optional<String> outcome(Process process, boolean ended) {
        timedOut = !ended;
        if (!ended) {
            return Optional.of("were killed after " + Durations.format(timeout) + lastLines());
        }
        int status = process.exitValue();
        return status == 0 ? Optional.empty() : Optional.of("ended with " + status + lastLines());
    }

    private void read(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> {
                synchronized (lastLines) {
                    lastLines.add(line);
                    if (lastLines.size() > LINES_IN_REASON) {
                        lastLines.remove();
                    }
                }
                output.accept(line);
            });
        } catch (IOException | UncheckedIOException e) {
            // The command was killed, and its output was closed.
        }
    }

    private String lastLines() {
        synchronized (lastLines) {
            return lastLines.isEmpty() ? "" : ": " + String.join(" | ", lastLines);
        }
    }

    /** Children are read from the tree first: once their parent has ended, they are no longer listed below it. */
    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
