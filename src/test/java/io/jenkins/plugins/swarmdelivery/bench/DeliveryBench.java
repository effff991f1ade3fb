package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one delivery costs the manager, and what one look at very many tasks costs both sides. */
class DeliveryBench {
    private static final Duration WINDOW = Duration.ofSeconds(Integer.getInteger("bench.window", 20));

    @Test
    void callsAndBytes() throws Exception {
        for (int replicas : new int[] {1, 3, 100}) {
            try (BenchCluster cluster = new BenchCluster(false)) {
                // What a client says once, before its first question.
                cluster.engine.applications();
                deliver(cluster, "1.0", "first release", replicas);
                deliver(cluster, "2.0", "blue-green", replicas);
            }
        }
    }

    private static void deliver(BenchCluster cluster, String version, String name, int replicas) throws Exception {
        StubManager.Counted before = cluster.manager.counted();
        DeliveryRun run = cluster.deploy("app", version, replicas, BenchCluster.autoSwitch());
        while (run.delivery().phase() != Phase.DONE) {
            if (cluster.engine.advance(run) instanceof Progress.Failed failed) {
                throw new AssertionError(failed.delivery().failure());
            }
        }
        StubManager.Counted counted = cluster.manager.counted().since(before);
        BenchReport.add(
                "delivery",
                Map.of(
                        "name", name,
                        "replicas", replicas,
                        "calls", counted.calls(),
                        "sent", counted.sent(),
                        "received", counted.received()));
    }

    @Test
    void candidateOfTenThousandTasks() throws Exception {
        look(3);
        look(10_000);
    }

    private static void look(int tasks) throws Exception {
        try (BenchCluster cluster = new BenchCluster(true)) {
            DeliveryRun run = cluster.deploy("app", "1.0", tasks, BenchCluster.autoSwitch());
            while (run.delivery().phase() != Phase.CONVERGING) {
                cluster.engine.advance(run);
            }
            StubManager.Counted before = cluster.manager.counted();
            long began = System.nanoTime();
            List<Double> seconds = new ArrayList<>();
            List<Long> allocated = new ArrayList<>();
            while (System.nanoTime() - began < WINDOW.toNanos()) {
                long start = System.nanoTime();
                long had = allocated();
                Progress progress = cluster.engine.advance(run);
                allocated.add(allocated() - had);
                seconds.add((System.nanoTime() - start) / 1e9);
                Thread.sleep(((Progress.Wait) progress).after().toMillis());
            }
            double window = (System.nanoTime() - began) / 1e9;
            StubManager.Counted counted = cluster.manager.counted().since(before);
            BenchReport.add(
                    "look",
                    Map.of(
                            "tasks",
                            tasks,
                            "looks",
                            seconds.size(),
                            "seconds",
                            seconds.stream().sorted().toList().get(seconds.size() / 2),
                            "received",
                            counted.received() / seconds.size(),
                            "calls",
                            (double) counted.all() / seconds.size(),
                            "callsPerSecond",
                            counted.all() / window,
                            "allocated",
                            allocated.stream().sorted().toList().get(allocated.size() / 2),
                            "heap",
                            BenchReport.heap()));
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
