package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request to end a build or a test run now: a signal, an aborted Jenkins build. Threads that block register a
 * listener to be woken; cleanup is not interrupted. Thread-safe.
 */
public final class Stop {
    private final List<Runnable> listeners = new ArrayList<>();
    private Optional<String> why = Optional.empty();

    /** Ends the current work; only the first call counts. */
    public void now(String reason) {
        List<Runnable> told;
        synchronized (this) {
            if (why.isPresent()) {
                return;
            }
            why = Optional.of(reason);
            told = List.copyOf(listeners);
        }
        told.forEach(Runnable::run);
    }

    /**
     * Calls the listener once when the stop is requested, immediately if it already was. Running the result unregisters
     * the listener.
     */
    public Runnable onStop(Runnable listener) {
        boolean already;
        synchronized (this) {
            listeners.add(listener);
            already = why.isPresent();
        }
        if (already) {
            listener.run();
        }
        return () -> {
            synchronized (this) {
                listeners.remove(listener);
            }
        };
    }

    public synchronized boolean wanted() {
        return why.isPresent();
    }

    /** @throws BuildException if the stop was requested */
    public void check() {
        Optional<String> reason;
        synchronized (this) {
            reason = why;
        }
        if (reason.isPresent()) {
            throw new BuildException("stopped by " + reason.get());
        }
    }

    /** Sleeps, but wakes when the stop is requested. */
    public void sleep(long millis) {
        CountDownLatch stopped = new CountDownLatch(1);
        Runnable forget = onStop(stopped::countDown);
        try {
            stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            now("an interruption");
        } finally {
            forget.run();
        }
    }
}
