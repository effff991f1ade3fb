package io.jenkins.plugins.swarmdelivery.tools;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a program until it ends, its deadline passes or the stop comes; ends everything that it started. */
final class ToolRun {
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(5);
    private static final int KEPT_LINES = 30;

    /**
     * @param exitCode empty if it was killed at its deadline
     * @param lastLines of its output
     */
    record Outcome(Optional<Integer> exitCode, List<String> lastLines) {
        boolean ok() {
            return exitCode.equals(Optional.of(0));
        }

        /** Its last output, on one line. */
        String lastOutput() {
            return String.join(" | ", lastLines.subList(Math.max(0, lastLines.size() - 5), lastLines.size()));
        }
    }

    private final Deque<String> lastLines = new ArrayDeque<>();

    private ToolRun() {}

    /**
     * @param command program and arguments, passed without a shell
     * @param environment complete: nothing is inherited
     * @throws BuildException if it cannot be started, or the stop came
     */
    static Outcome run(
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Duration deadline,
            Stop stop,
            Consumer<String> log) {
        return new ToolRun().execute(command, environment, folder, deadline, stop, log);
    }

    private Outcome execute(
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Duration deadline,
            Stop stop,
            Consumer<String> log) {
        stop.check();
        Process process = start(command, environment, folder);
        Thread reader = new Thread(() -> read(process, log), "output of " + command.get(0));
        reader.setDaemon(true);
        reader.start();
        Runnable forget = stop.onStop(() -> kill(process));
        try {
            boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                kill(process);
            }
            // Before the kill, which closes its output, read or not. A child in the background may keep that open
            // forever.
            reader.join(LAST_OUTPUT.toMillis());
            stop.check();
            synchronized (lastLines) {
                return new Outcome(ended ? Optional.of(process.exitValue()) : Optional.empty(), List.copyOf(lastLines));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException("stopped by an interruption", e);
        } finally {
            forget.run();
            kill(process);
        }
    }

    private static Process start(List<String> command, Map<String, String> environment, Path folder) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new BuildException(command.get(0) + " could not be started: " + e.getMessage(), e);
        }
    }

    private void read(Process process, Consumer<String> log) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().map(ToolRun::printable).forEach(line -> {
                synchronized (lastLines) {
                    lastLines.add(line);
                    if (lastLines.size() > KEPT_LINES) {
                        lastLines.remove();
                    }
                }
                log.accept(line);
            });
        } catch (IOException | UncheckedIOException e) {
            // It was killed, and its output was closed.
        }
    }

    /** Removes control sequences that would move the cursor of a terminal that shows the build log. */
    private static String printable(String line) {
        return line.replaceAll("\\e\\[[0-9;?]*[ -/]*[@-~]", "").replaceAll("[\\p{Cntrl}&&[^\\t]]", "");
    }

    /** Children are read from the tree first: once their parent has ended, they are no longer listed below it. */
    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
