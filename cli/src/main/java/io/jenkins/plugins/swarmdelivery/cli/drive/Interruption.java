package io.jenkins.plugins.swarmdelivery.cli.drive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A request to stop, by SIGINT, SIGTERM or SIGHUP. While this is open, the signals do not end the process: the thread
 * that drives the delivery rolls it back, and then the process ends normally. (A shutdown hook could not do this: it
 * does not know the signal, and the exit status would not tell the delivery's outcome.) {@link #close} restores the
 * signals' effect.
 */
public final class Interruption implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final List<Runnable> listeners = new ArrayList<>();
    private Runnable listening = () -> {};
    private Optional<String> signal = Optional.empty();
    private Optional<Instant> since = Optional.empty();
    private boolean acknowledged;

    /** Listens to no signal; only {@link #interrupt} triggers it. */
    public Interruption() {}

    /** Listens to the process's signals, as far as the JVM allows. */
    public static Interruption ofProcess() {
        Interruption interruption = new Interruption();
        interruption.listening = Signals.listen(interruption::interrupt);
        return interruption;
    }

    /** Requests the stop; only the first call counts. */
    public void interrupt(String name) {
        List<Runnable> told;
        lock.lock();
        try {
            if (signal.isPresent()) {
                return;
            }
            signal = Optional.of(name);
            since = Optional.of(Instant.now());
            told = List.copyOf(listeners);
            heard.signalAll();
        } finally {
            lock.unlock();
        }
        told.forEach(Runnable::run);
    }

    /** The signal that came; empty if none has. */
    public Optional<String> signal() {
        lock.lock();
        try {
            return signal;
        } finally {
            lock.unlock();
        }
    }

    /** The time since the signal came; zero if none has. */
    Duration age() {
        lock.lock();
        try {
            return since.map(at -> Duration.between(at, Instant.now())).orElse(Duration.ZERO);
        } finally {
            lock.unlock();
        }
    }

    /** Calls the listener once when a signal comes, immediately if it has come already. */
    public void onSignal(Runnable listener) {
        boolean already;
        lock.lock();
        try {
            listeners.add(listener);
            already = signal.isPresent();
        } finally {
            lock.unlock();
        }
        if (already) {
            listener.run();
        }
    }

    /** The signal is being handled; from now on, it does not shorten sleeping. */
    void acknowledge() {
        lock.lock();
        try {
            acknowledged = true;
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps until the time is over, or a signal comes that is not yet handled. */
    public void sleep(Duration duration) {
        lock.lock();
        try {
            long left = duration.toNanos();
            while (left > 0 && (acknowledged || signal.isEmpty())) {
                left = heard.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        listening.run();
    }
}
