package io.jenkins.plugins.swarmdelivery.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import io.jenkins.plugins.swarmdelivery.stack.DiskFolder;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.StackInput;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long the plan of a stack takes, with a small and a large one, in a Swarm with many other applications. */
class PlanBench {
    private static final int APPLICATIONS = 100;
    private static final int ROUNDS = 9;
    private static final Application APPLICATION = new Application("shop");

    @Test
    void fiveServices() throws Exception {
        measure(5);
    }

    @Test
    void fiftyServices() throws Exception {
        measure(50);
    }

    private static void measure(int services) throws Exception {
        try (BenchCluster cluster = new BenchCluster(false)) {
            for (int i = 1; i < APPLICATIONS; i++) {
                finish(cluster, cluster.deploy("app-" + i, "1.0", 3, BenchCluster.autoSwitch()));
            }
            finish(cluster, cluster.start(order(services, "1.0")));
            List<Double> seconds = new ArrayList<>();
            StubManager.Counted before = cluster.manager.counted();
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                assertThat(cluster.engine.plan(order(services, "2.0")).problems())
                        .isEmpty();
                seconds.add((System.nanoTime() - start) / 1e9);
            }
            StubManager.Counted counted = cluster.manager.counted().since(before);
            BenchReport.add(
                    "plan",
                    Map.of(
                            "services",
                            services,
                            "applications",
                            APPLICATIONS,
                            "calls",
                            counted.all() / ROUNDS,
                            "received",
                            counted.received() / ROUNDS,
                            "first",
                            seconds.get(0),
                            "seconds",
                            seconds.stream().sorted().toList().get(ROUNDS / 2),
                            "ledger",
                            ledger(cluster)));
        }
    }

    private static int ledger(BenchCluster cluster) {
        return Damage.text(LedgerFormat.toTree(
                        cluster.ledgers.read(APPLICATION).orElseThrow().ledger()))
                .getBytes(StandardCharsets.UTF_8)
                .length;
    }

    private static void finish(BenchCluster cluster, DeliveryRun run) throws InterruptedException {
        while (run.delivery().phase() != Phase.DONE) {
            Progress progress = cluster.engine.advance(run);
            if (progress instanceof Progress.Failed failed) {
                throw new AssertionError(failed.delivery().failure());
            }
            if (progress instanceof Progress.Wait wait) {
                Thread.sleep(wait.after().toMillis());
            }
        }
    }

    /** Each service with a config and a secret of its own. */
    private static Order.Deploy order(int services, String version) {
        StringBuilder file = new StringBuilder("services:\n");
        StringBuilder configs = new StringBuilder("configs:\n");
        StringBuilder secrets = new StringBuilder("secrets:\n");
        for (int i = 1; i <= services; i++) {
            String name = i == 1 ? "web" : "service-" + i;
            file.append("  ")
                    .append(name)
                    .append(":\n    image: registry:5000/")
                    .append(name)
                    .append(":")
                    .append(version);
            file.append("\n    environment: {SETTING: the value of a setting, OTHER: another}\n");
            file.append("    configs: [c")
                    .append(i)
                    .append("]\n    secrets: [s")
                    .append(i)
                    .append("]\n");
            file.append("    deploy: {replicas: 3");
            file.append(i == 1 ? ", labels: {swarm-delivery.route.port: '8080'}}\n" : "}\n");
            configs.append("  c").append(i).append(": {content: the content of a config}\n");
            secrets.append("  s").append(i).append(": {environment: PASSWORD}\n");
        }
        Stack stack = Stack.read(new StackInput(
                List.of(new StackInput.Source(
                        "docker-stack.yml", (file.toString() + configs + secrets).getBytes(StandardCharsets.UTF_8))),
                new DiskFolder(Path.of(".")),
                new Values().put("PASSWORD", "swordfish", "--set"),
                Set.of(),
                false));
        StackRelease release = new StackRelease(stack, List.of());
        return new Order.Deploy(
                APPLICATION,
                Order.Deploy.Wanted.of(release.image(), release),
                Order.Deploy.Terms.STRICT,
                BenchCluster.autoSwitch());
    }
}
