package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Advances deliveries as Jenkins' steps do: on ten threads, so many things in one turn, asked again when the engine has
 * said; while tests run the lease alone is renewed. What has ended or rests is let go.
 */
final class Ticks {
    private static final int THREADS = 10;
    private static final int TURN = 50;
    private static final Duration RENEWAL = Duration.ofSeconds(10);

    private final DeliveryEngine engine;
    private final ScheduledExecutorService pool = Executors.newScheduledThreadPool(THREADS);
    private final Map<DeliveryRun, Phase> driven = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong rested = new AtomicLong();
    private final AtomicLong latest = new AtomicLong();

    Ticks(DeliveryEngine engine) {
        this.engine = engine;
    }

    void start(Supplier<DeliveryRun> begin) {
        pool.execute(() -> {
            try {
                tick(begin.get(), System.nanoTime());
            } catch (RuntimeException e) {
                failures.add(e);
            }
        });
    }

    /** How many wait in this phase. */
    long waiting(Phase phase) {
        return driven.values().stream().filter(phase::equals).count();
    }

    /** How many have ended or rest, and are not advanced any more. */
    long rested() {
        return rested.get();
    }

    /** The first exception that ended one. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failures.peek());
    }

    /** How much later than the engine had asked the latest look began, since this was asked last. */
    Duration latest() {
        return Duration.ofNanos(latest.getAndSet(0));
    }

    private void tick(DeliveryRun run, long due) {
        latest.accumulateAndGet(System.nanoTime() - due, Math::max);
        try {
            Optional<Duration> after = advance(run);
            if (after.isEmpty()) {
                driven.remove(run);
                rested.incrementAndGet();
                return;
            }
            driven.put(run, run.delivery().phase());
            long next = System.nanoTime() + after.get().toNanos();
            pool.schedule(() -> tick(run, next), after.get().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    private Optional<Duration> advance(DeliveryRun run) {
        if (driven.get(run) == Phase.TESTING) {
            engine.renew(run);
            return Optional.of(RENEWAL);
        }
        for (int done = 0; done < TURN; done++) {
            Progress progress = engine.advance(run);
            if (progress instanceof Progress.Wait wait) {
                return Optional.of(wait.after());
            } else if (progress instanceof Progress.Failed failed) {
                throw new IllegalStateException(failed.delivery().failure());
            } else if (!(progress instanceof Progress.Continue)) {
                return run.delivery().phase() == Phase.TESTING ? Optional.of(RENEWAL) : Optional.empty();
            }
        }
        return Optional.of(Duration.ZERO);
    }

    /** Advances none of them any more, and keeps them; its threads have ended then, with what they had in hand. */
    void stop() throws InterruptedException {
        pool.shutdownNow();
        pool.awaitTermination(1, TimeUnit.MINUTES);
    }

    void letGo() {
        driven.clear();
    }
}
