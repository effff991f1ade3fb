package io.jenkins.plugins.swarmdelivery.docker;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Limits how long the thread that created this may take for an exchange with an engine. */
final class Deadline implements Closeable {
    /** One thread for all deadlines; it is idle as long as engines answer in time. */
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

    /** @param cutOff ends what the thread reads; after that, the thread is interrupted in whatever else it waits for */
    Deadline(Duration after, Runnable cutOff) {
        this.end = System.nanoTime() + after.toNanos();
        this.watch = WATCH.schedule(
                () -> {
                    cutOff.run();
                    interruption.wake();
                },
                after.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    boolean passed() {
        return System.nanoTime() - end > 0;
    }

    /** The exchange is over: it completed or was cut off. */
    @Override
    public void close() {
        watch.cancel(false);
        interruption.finish();
    }
}
