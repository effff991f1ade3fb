package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Streams the output of a Swarm task through a manager. The manager does not report the end of the output, so the
 * caller decides when it has ended.
 */
final class JobLog implements AutoCloseable {
    private final EngineClient managers;
    private final Consumer<String> log;
    /** Separate, so that closing this log ends only its own request. */
    private final Stop closed = new Stop();

    private volatile long lastLine = System.nanoTime();
    private Thread reader;

    JobLog(EngineClient managers, Consumer<String> log) {
        this.managers = managers;
        this.log = log;
    }

    /** Starts streaming, unless it has started. */
    void follow(Task task) {
        if (reader == null) {
            reader = new Thread(() -> read(task), "log of the tests' job");
            reader.setDaemon(true);
            reader.start();
        }
    }

    private void read(Task task) {
        EngineRequest request = EngineRequest.get("/tasks/" + task.id() + "/logs?follow=true&stdout=true&stderr=true");
        try (EngineSession manager = new EngineSession(managers.preferred(), Timeouts.DEFAULTS, closed)) {
            manager.stream(request, Optional.empty(), stream -> {
                new LiveLog(this::line).read(stream);
                return true;
            });
        } catch (DeliveryException | IOException e) {
            if (!closed.wanted()) {
                line("the output of the tests is no longer shown: " + e.getMessage());
            }
        }
    }

    private void line(String line) {
        lastLine = System.nanoTime();
        log.accept(line);
    }

    /** The task has ended: waits until the log has ended too, or has been silent for this long. */
    void drain(long silentMillis) {
        lastLine = System.nanoTime();
        try {
            while (reader != null && reader.isAlive() && System.nanoTime() - lastLine < silentMillis * 1_000_000) {
                reader.join(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.now("its end");
    }
}
