package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of workers: releases of staging run only on s2 and s3. */
@OnLab(cluster = "staging", app = "it-nodes", alone = true)
@Tag("slow")
class NodesIT extends LabTest {
    private static final String TINY = "it-tiny";

    @TempDir
    Path folder;

    @Override
    String spec() {
        return exampleSpec();
    }

    @AfterEach
    void repair() {
        NodeFaults.repair(cluster, List.of("s1", "s2", "s3"));
        NodeFaults.freeDisk("s3");
        cluster.docker("node", "update", "--label-add", "env=prod-like", "s3");
    }

    @Test
    @Fault(
            value = "nodes: a worker loses power while the candidate converges",
            outcome = "the delivery waits until the Swarm gives up its tasks and proxy; the release goes live"
                    + " on the remaining nodes")
    void convergesWithoutALostWorker() {
        deliver("1.0").expect(0);
        try (CliProcess delivery = started("--converge-timeout", "3m")) {
            delivery.awaitPhase("converging");
            NodeFaults.powerOff("s3");
            delivery.expect(0);
        }
        assertLive("green 2.0", green());
        assertThat(cluster.runningTasks(green()).stream().map(cluster::hostname))
                .contains("s2");
    }

    @Test
    @Fault(
            value = "nodes: a worker loses power after the switch",
            outcome = "the release stays if the Swarm gives up the node in time; otherwise it is rolled back")
    void losingAWorkerAfterTheSwitchLeavesOneReleaseLive() {
        deliver("1.0").expect(0);
        int status;
        try (CliProcess delivery = started("--bake", "2m", "--revert-timeout", "3m")) {
            delivery.awaitPhase("baking");
            NodeFaults.powerOff("s3");
            status = delivery.awaitEnd();
        }
        assertThat(status).isIn(0, 1);
        assertLive(status == 0 ? "green 2.0" : "blue 1.0", status == 0 ? green() : blue());
    }

    @Test
    @Fault(
            value = "nodes: a label is removed before the switch, and tasks are evicted",
            outcome = "the candidate recovers on the other node and goes live")
    void waitsForTasksEvictedBeforeTheSwitch() {
        deliver("1.0").expect(0);
        Gate gate = Gate.in(folder);
        try (CliProcess delivery = started("--pre-test", gate.command())) {
            gate.awaitReached();
            evict();
            gate.open();
            delivery.expect(0);
        }
        assertLive("green 2.0", green());
    }

    @Test
    @Fault(
            value = "nodes: a label is removed during the bake, and tasks are evicted",
            outcome = "rolled back to the old release",
            says = "assigned node no longer meets constraints")
    void rollsBackWhenTasksAreEvictedDuringTheBake() {
        deliver("1.0").expect(0);
        try (CliProcess delivery = started("--bake", "2m")) {
            delivery.awaitPhase("baking");
            evict();
            delivery.expect(1);
        }
        assertLive("blue 1.0", blue());
    }

    private static void evict() {
        LabCluster.STAGING.docker("node", "update", "--label-rm", "env", "s3");
    }

    @Test
    @Fault(
            value = "nodes: one has a full disk",
            outcome = "the candidate is removed, the live release is unaffected; it is delivered once there is"
                    + " space",
            says = "no space left on device")
    void fullDiskEndsTheDeliveryAndFreeingItHelps() {
        deliver("1.0").expect(0);
        ServiceSnapshot live = ServiceSnapshot.of(cluster, blue());
        NodeFaults.fillDisk("s3");
        deliver("2.0").expect(1);
        NodeFaults.freeDisk("s3");
        assertLive("blue 1.0", blue());
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(live);
        deliver("2.0").expect(0);
    }

    @Test
    @Fault(
            value = "nodes: the overlay network has too few free addresses",
            outcome = "refused before anything changes",
            says = "network it-tiny has 5 free addresses, the candidate needs 6")
    void planReportsAnExhaustedNetwork() {
        tinyNetwork();
        try {
            deliver("1.0", "--spec", onTinyNetwork(), "--replicas", "6").expect(2);
            assertThat(cluster.services(app)).isEmpty();
        } finally {
            cluster.docker("network", "rm", TINY);
        }
    }

    @Test
    @Fault(
            value = "nodes: the overlay network's last address is taken while the candidate starts",
            outcome = "the candidate is removed at its deadline, the live release is unaffected",
            says = "free addresses, the candidate needs 4, and one more for each node that joins it")
    void exhaustingTheNetworkEndsTheDelivery() {
        tinyNetwork();
        try {
            deliver("1.0", "--spec", onTinyNetwork(), "--replicas", "4", "--converge-timeout", "20s")
                    .expect(1);
            assertThat(cluster.services(app)).isEmpty();
        } finally {
            Await.passes(() -> cluster.docker("network", "rm", TINY));
        }
    }

    /** Five of its eight addresses are available for tasks and their nodes. */
    private void tinyNetwork() {
        cluster.docker("network", "create", "--driver", "overlay", "--subnet", "10.201.7.0/29", TINY);
    }

    private String onTinyNetwork() {
        return Specs.example(
                folder,
                spec -> ((ObjectNode) spec.path("TaskTemplate"))
                        .withArray("Networks")
                        .addObject()
                        .put("Target", TINY));
    }

    private CliProcess started(String... options) {
        List<String> all = new java.util.ArrayList<>(List.of("--image", LAB.image("2.0")));
        all.addAll(List.of(options));
        return CliProcess.start(folder, arguments("deliver", all.toArray(String[]::new)));
    }
}
