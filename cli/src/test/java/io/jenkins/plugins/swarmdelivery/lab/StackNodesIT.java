package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that runs the job of a stack is lost: releases of staging run only on s2 and s3. */
@OnLab(cluster = "staging", app = "it-stacknodes", service = "web", alone = true)
@Tag("slow")
class StackNodesIT extends LabTest {
    @TempDir
    private Path folder;

    @AfterEach
    void repair() {
        NodeFaults.repair(cluster, List.of("s1", "s2", "s3"));
    }

    /** A migration that takes long enough for its node to be lost meanwhile. */
    private CliProcess delivering(String... more) {
        String slow = write("""
                version: '3.8'
                services:
                  migrate:
                    image: %s
                    command: [sleep, '20']
                    stop_grace_period: 1s
                """.formatted(LAB.property("busyboxImage")));
        List<String> options = new ArrayList<>(Shop.release(app, "2.0"));
        options.addAll(List.of("--stack", slow, "--allow-latest"));
        options.addAll(List.of(more));
        return CliProcess.start(folder, arguments("deliver", options.toArray(String[]::new)));
    }

    private String write(String text) {
        try {
            return Files.writeString(folder.resolve("slow.yml"), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deliverFirst() {
        cli("deliver", Shop.release(app, "1.0").toArray(String[]::new)).expect(0);
    }

    private String nodeOfTheJob() {
        Await.until("the job runs", () -> jobs().findAny().isPresent());
        return cluster.hostname(jobs().findAny().orElseThrow());
    }

    private Stream<Task> jobs() {
        return cluster.swarm.service(app + "-migrate-green").stream()
                .flatMap(job -> cluster.swarm.tasks(job).stream())
                .filter(task -> task.state().equals("running"));
    }

    @Test
    @Fault(
            value = "nodes: the one that runs a stack's job loses power",
            outcome = "everything of the release is removed at the deadline, the live release is unaffected",
            says = "job migrate: 0 of 1 tasks complete within 1m")
    void jobOfALostNodeEndsTheDelivery() {
        deliverFirst();
        List<String> before = Shop.objects(cluster, app);
        String lost;
        // Docker does not start it elsewhere (Engine 20.10), although s2 may run it.
        try (CliProcess delivery = delivering("--converge-timeout", "1m")) {
            lost = nodeOfTheJob();
            NodeFaults.powerOff(lost);
            delivery.expect(1);
        }
        assertLive("blue 1.0", Shop.services(app, "blue"));
        assertThat(Shop.objects(cluster, app)).isEqualTo(before);
        Await.until(
                "web serves",
                () -> cluster.runningTasks(app + "-web-blue").stream()
                        .anyMatch(task -> !cluster.hostname(task).equals(lost)));
    }
}
