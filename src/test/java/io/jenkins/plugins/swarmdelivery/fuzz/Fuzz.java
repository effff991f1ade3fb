package io.jenkins.plugins.swarmdelivery.fuzz;

import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives damaged inputs to what reads them. Each must be accepted, or refused with an exception of ours; none may take
 * longer than a minute, or more memory than is good. {@code -Dfuzz.times=500} tries so many times as much as the normal
 * run does; {@code -Dfuzz.seed=N} tries again the one input that a failure names.
 */
public final class Fuzz {
    /** A hang; garbage collection and a busy machine are no reason. */
    private static final long HANGS_SECONDS = 60;

    private static final long MEMORY = 512L << 20;
    private static final int TIMES = Integer.getInteger("fuzz.times", 1);
    private static final Optional<Long> SEED =
            Optional.ofNullable(System.getProperty("fuzz.seed")).map(Long::valueOf);
    private static final Optional<Path> REPORT =
            Optional.ofNullable(System.getProperty("fuzz.report")).map(Path::of);

    /** Makes an input and has it read; refusing it by a {@link DeliveryException} is right, anything else is not. */
    public interface Attempt {
        void with(Damage damage) throws Exception;
    }

    private final String target;
    private volatile long current;
    private long accepted;
    private long refused;

    private Fuzz(String target) {
        this.target = target;
    }

    /** @param tries of the normal run */
    public static void of(String target, int tries, Attempt attempt) throws Exception {
        new Fuzz(target).run((long) tries * TIMES, attempt);
    }

    private void run(long tries, Attempt attempt) throws Exception {
        long began = System.nanoTime();
        FutureTask<Void> loop = new FutureTask<>(() -> loop(tries, attempt), null);
        Thread thread = new Thread(loop, "fuzz " + target);
        thread.setDaemon(true);
        thread.start();
        watch(loop, thread);
        double seconds = (System.nanoTime() - began) / 1e9;
        report(String.format(Locale.ROOT, "%s\t%d\t%d\t%.1f%n", target, accepted, refused, seconds));
    }

    private void loop(long tries, Attempt attempt) {
        if (SEED.isPresent()) {
            once(SEED.get(), attempt);
            return;
        }
        for (long seed = 0; seed < tries; seed++) {
            once(seed, attempt);
        }
    }

    private void once(long seed, Attempt attempt) {
        current = seed;
        long before = allocated();
        try {
            // Neighboring seeds would begin alike.
            attempt.with(new Damage(new Random(seed * 0x9E3779B97F4A7C15L)));
            accepted++;
        } catch (DeliveryException e) {
            refused++;
        } catch (Exception | Error e) {
            throw new AssertionError(where() + ": " + e, e);
        }
        if (allocated() - before > MEMORY) {
            throw new AssertionError(where() + ": took " + ((allocated() - before) >> 20) + " MB");
        }
    }

    private void watch(FutureTask<Void> loop, Thread thread) throws Exception {
        long seen = -1;
        while (true) {
            try {
                loop.get(HANGS_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                if (current == seen) {
                    AssertionError hang = new AssertionError(where() + ": hangs");
                    hang.setStackTrace(thread.getStackTrace());
                    throw hang;
                }
                seen = current;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e;
            }
        }
    }

    private String where() {
        return target + ", -Dfuzz.seed=" + current;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static synchronized void report(String line) throws IOException {
        if (REPORT.isPresent()) {
            Files.writeString(REPORT.get(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
