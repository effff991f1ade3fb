package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What deliveries cost that only wait: threads, heap, and calls of the Engine API. */
class WaitingBench {
    private static final Duration WINDOW = Duration.ofSeconds(Integer.getInteger("bench.window", 20));
    /** Tasks are looked at more rarely the longer they take; from then on as rarely as they ever are. */
    private static final Duration SETTLED = Duration.ofSeconds(25);

    /** So many begin beside each other. */
    private static final int ABREAST = 5;

    private static final int[] NUMBERS = {10, 100, 1_000};

    /** Between deploy and register: the lease is given back, and no process runs for it. */
    @Test
    void ready() throws Exception {
        measure(Phase.READY, BenchCluster.toReady());
    }

    /** Tests run, and the lease is kept. */
    @Test
    void testing() throws Exception {
        measure(Phase.TESTING, BenchCluster.toTests());
    }

    /** One task does not get healthy. */
    @Test
    void converging() throws Exception {
        measure(Phase.CONVERGING, BenchCluster.autoSwitch());
    }

    @Test
    void baking() throws Exception {
        measure(Phase.BAKING, BenchCluster.baking());
    }

    private static void measure(Phase phase, DeliveryOptions options) throws Exception {
        for (int number : NUMBERS) {
            measure(phase, number, options);
        }
    }

    private static void measure(Phase phase, int number, DeliveryOptions options) throws Exception {
        try (BenchCluster cluster = new BenchCluster(phase == Phase.CONVERGING)) {
            // The client's own thread is there from its first question on.
            cluster.engine.applications();
            int before = threads();
            Ticks ticks = new Ticks(cluster.engine);
            for (int i = 1; i <= number; i++) {
                String application = "app-" + i;
                ticks.start(() -> cluster.deploy(application, "1.0", 1, options));
                // Few at a time, as people start them: those that wait already have their turn meanwhile.
                await(ticks, phase, i + 1 - ABREAST);
            }
            await(ticks, phase, number);
            if (phase == Phase.CONVERGING) {
                Thread.sleep(SETTLED.toMillis());
            }
            ticks.latest();
            StubManager.Counted counted = cluster.manager.counted();
            long began = System.nanoTime();
            Thread.sleep(WINDOW.toMillis());
            StubManager.Counted asked = cluster.manager.counted().since(counted);
            double seconds = (System.nanoTime() - began) / 1e9;
            double late = ticks.latest().toMillis() / 1e3;
            int threads = threads() - before;
            await(ticks, phase, number);
            ticks.stop();
            long held = BenchReport.heap();
            ticks.letGo();
            long left = BenchReport.heap();
            BenchReport.add(
                    "waiting",
                    Map.of(
                            "phase",
                            phase.word(),
                            "number",
                            number,
                            "threads",
                            threads,
                            "heap",
                            Math.max(0, held - left) / number,
                            "callsPerSecond",
                            asked.all() / seconds,
                            "receivedPerSecond",
                            asked.received() / seconds,
                            "late",
                            late));
        }
    }

    /** Until so many wait where they are to wait; after that: that they still do. */
    private static void await(Ticks ticks, Phase phase, int number) throws InterruptedException {
        while (ticks.failure().isEmpty() && (phase == Phase.READY ? ticks.rested() : ticks.waiting(phase)) < number) {
            Thread.sleep(5);
        }
        if (ticks.failure().isPresent()) {
            throw new AssertionError(
                    "a delivery that was to wait has ended", ticks.failure().get());
        }
    }

    /** Those of the engine, its client and its caller; the manager would have its own elsewhere. */
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith(StubManager.THREADS))
                .count();
    }
}
