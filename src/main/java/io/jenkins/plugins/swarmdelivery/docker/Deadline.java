package io.jenkins.plugins.swarmdelivery.docker;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Sees to it that an exchange with an engine, made by the thread that made this, has an end. */
final class Deadline implements Closeable {
    /** One thread for all, which does nothing where engines answer in time. */
    private static final ScheduledThreadPoolExecutor WATCH = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "swarm-delivery engine deadlines");
        thread.setDaemon(true);
        return thread;
    });

    static {
        WATCH.setRemoveOnCancelPolicy(true);
    }

    private final Interruption interruption = new Interruption();
    private final long end;
    private final Future<?> watch;

    /** @param cutOff ends what the thread reads; it is woken then from whatever else it waits for */
    Deadline(Duration after, Runnable cutOff) {
        this.end = System.nanoTime() + after.toNanos();
        this.watch = WATCH.schedule(
                () -> {
                    cutOff.run();
                    interruption.come();
                },
                after.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    boolean passed() {
        return System.nanoTime() - end > 0;
    }

    /** The exchange has ended by itself, or was ended. */
    @Override
    public void close() {
        watch.cancel(false);
        interruption.over();
    }
}
