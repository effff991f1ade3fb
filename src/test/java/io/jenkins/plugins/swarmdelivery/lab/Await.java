package io.jenkins.plugins.swarmdelivery.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits until something holds. The deadline is generous, for a test must not fail because a machine is busy. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final long PAUSE_MILLIS = 200;

    private Await() {}

    public static void until(String what, BooleanSupplier holds) {
        passes(() -> {
            if (!holds.getAsBoolean()) {
                throw new AssertionError("waited " + DEADLINE.toSeconds() + " s until " + what);
            }
        });
    }

    /** Until it no longer throws; what it threw last is what the test fails with. */
    public static void passes(Runnable assertion) {
        given(() -> {
            assertion.run();
            return null;
        });
    }

    /** The value, as soon as getting it does not throw. */
    public static <T> T given(Supplier<T> value) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            try {
                return value.get();
            } catch (AssertionError | RuntimeException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
