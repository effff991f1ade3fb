package io.jenkins.plugins.swarmdelivery.cli.drive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The wish to stop, by SIGINT, SIGTERM or SIGHUP. While one is open the signals end nothing by themselves: the thread
 * that drives the delivery takes it back and the process then ends as every other. (A shutdown hook could not: it is
 * not told which signal came, and the exit status would not say how the delivery ended.) After {@link #close} the
 * signals mean again what they meant before.
 */
public final class Interruption implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final List<Runnable> listeners = new ArrayList<>();
    private Runnable listening = () -> {};
    private Optional<String> signal = Optional.empty();
    private Optional<Instant> since = Optional.empty();
    private boolean heeded;

    /** One that listens to no signal; {@link #interrupt} alone reaches it. */
    public Interruption() {}

    /** One that listens to the process's signals, as far as the Java machine lets it. */
    public static Interruption ofProcess() {
        Interruption interruption = new Interruption();
        interruption.listening = Signals.listen(interruption::interrupt);
        return interruption;
    }

    /** Says that the delivery shall stop; the first one counts. */
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

    /** The signal that came; empty while none has. */
    public Optional<String> signal() {
        lock.lock();
        try {
            return signal;
        } finally {
            lock.unlock();
        }
    }

    /** How long ago the signal came; zero where none has. */
    Duration age() {
        lock.lock();
        try {
            return since.map(at -> Duration.between(at, Instant.now())).orElse(Duration.ZERO);
        } finally {
            lock.unlock();
        }
    }

    /** Called once when a signal comes, at once if it has come already. */
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

    /** The signal is being acted upon; sleeping is undisturbed from now on. */
    void heed() {
        lock.lock();
        try {
            heeded = true;
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps until the time is over, or a signal has come that nobody has heeded yet. */
    public void sleep(Duration duration) {
        lock.lock();
        try {
            long left = duration.toNanos();
            while (left > 0 && (heeded || signal.isEmpty())) {
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
