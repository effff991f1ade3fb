package io.jenkins.plugins.swarmdelivery.cli.drive;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records what it is told to show. */
final class RecordingDisplay implements ProgressDisplay {
    final List<String> ticks = new CopyOnWriteArrayList<>();
    final List<String> output = new CopyOnWriteArrayList<>();
    final List<String> infos = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public void tick(String reason) {
        ticks.add(reason);
    }

    @Override
    public synchronized void output(String line) {
        output.add(line);
        notifyAll();
    }

    synchronized void awaitOutput(String line) {
        try {
            while (!output.contains(line)) {
                wait(10_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void entered(Delivery delivery, Phase left, Duration took, Instant now) {}

    @Override
    public void waiting(Delivery delivery, String reason) {}

    @Override
    public void info(String message) {
        infos.add(message);
    }

    @Override
    public void warn(String message) {
        warnings.add(message);
    }

    @Override
    public void close() {}
}
