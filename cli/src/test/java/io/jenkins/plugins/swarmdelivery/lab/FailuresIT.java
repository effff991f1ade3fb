package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Candidates that fail, each in its own way: users notice nothing, and the author sees the reason. */
@OnLab(cluster = "production", app = "it-failures")
class FailuresIT extends LabTest {
    @TempDir
    Path folder;

    @Test
    @Fault(
            value = "tasks: the candidate's tasks crash",
            outcome = "the candidate is removed, the live release is unaffected",
            says = "the candidate does not come up: 0 of 1 tasks healthy")
    void removesACrashingCandidateAndReportsItsLog() {
        ServiceSnapshot live = live();

        Cli.Outcome outcome = deliver("crash");

        assertFailed(outcome, live, "converging");
        assertReason(
                outcome,
                "the candidate does not come up: 0 of 1 tasks healthy",
                "is failed, exit code 3: task: non-zero exit (3)",
                "log: ",
                "fault: crash");
    }

    @Test
    void removesAnUnhealthyCandidateAndReportsItsHealthCheck() {
        ServiceSnapshot live = live();

        // go-demo stops gracefully when Docker stops the unhealthy container, so its task reports no error.
        Cli.Outcome outcome = deliver("unhealthy", "--max-failures", "1000", "--converge-timeout", "20s");

        assertFailed(outcome, live, "converging");
        assertReason(
                outcome,
                "the candidate was not healthy within 20s: 0 of 1 tasks healthy",
                "failed: complete, exit code 0",
                "is complete, exit code 0",
                "health check: exit code 1: fault: never healthy",
                "log: ",
                "go-demo unhealthy listens on :8080");
    }

    @Test
    void rejectsACandidateThatDiesAfterBecomingHealthy() {
        ServiceSnapshot live = live();

        Cli.Outcome outcome = deliver("dies", "--stability", "20s");

        assertFailed(outcome, live, "converging");
        assertReason(outcome, "is failed, exit code 4: task: non-zero exit (4)", "fault: dies");
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "tasks: one dies during the bake",
            outcome = "rolled back to the old release",
            says = "a task of the new release failed during the bake")
    void rollsBackWhenATaskDiesDuringTheBake() throws Exception {
        ServiceSnapshot live = live();
        try (CliProcess delivery =
                CliProcess.start(folder, arguments("deliver", "--image", LAB.image("2.0"), "--bake", "10m"))) {
            delivery.awaitPhase("baking");
            Proxies.assertServed(cluster, app, "green 2.0");
            Task victim = cluster.runningTasks(green()).get(0);
            LAB.lab("docker", cluster.hostname(victim), "kill", victim.containerId());

            delivery.expect(1);

            assertThat(delivery.progress())
                    .contains("a task of the new release failed during the bake", "exit code 137")
                    .containsPattern("log: .*go-demo 2\\.0 listens on :8080");
        }
        assertRestored(live, "baking", "rolled-back");
        assertThat(reasonInHistory()).contains("a task of the new release failed during the bake");
    }

    @Test
    @Fault(
            value = "tasks: nodes reject the candidate's tasks",
            outcome = "the candidate is removed, the live release is unaffected",
            says = "bind source path does not exist: /no/such/folder")
    void reportsARejectedTaskInTheNodesWords() {
        ServiceSnapshot live = live();
        String spec = Specs.example(folder, tree -> {
            ObjectNode mount = container(tree).putArray("Mounts").addObject();
            mount.put("Type", "bind").put("Source", "/no/such/folder").put("Target", "/data");
        });

        Cli.Outcome outcome = deliver("2.0", "--spec", spec);

        assertFailed(outcome, live, "converging");
        assertReason(outcome, "is rejected: ", "bind source path does not exist: /no/such/folder");
    }

    @Test
    void removesAnUnschedulableCandidateAtItsDeadline() {
        ServiceSnapshot live = live();
        // A constraint that only Docker evaluates: no plan can foresee that no node matches it.
        String spec = Specs.example(
                folder,
                tree -> ((ObjectNode) tree.path("TaskTemplate"))
                        .putObject("Placement")
                        .putArray("Constraints")
                        .add("node.ip==192.0.2.1"));

        Cli.Outcome outcome = deliver("2.0", "--spec", spec, "--converge-timeout", "10s");

        assertFailed(outcome, live, "converging");
        assertReason(
                outcome,
                "the candidate was not healthy within 10s: 0 of 1 tasks healthy, 1 pending",
                "no suitable node (scheduling constraints not satisfied on 3 nodes)");
    }

    @Test
    void keepsAFailedCandidateForInspectionOnRequest() {
        ServiceSnapshot live = live();

        Cli.Outcome outcome = deliver("crash", "--keep-failed").expect(1);

        assertReason(outcome, "exit code 3");
        assertThat(outcome.progress()).contains(green() + " is kept for inspection until ");
        assertLive("blue 1.0", blue(), green());
        assertThat(cluster.spec(green()).image()).startsWith(LAB.image("crash"));
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(live);
        assertThat(cluster.ledger(app).leftover().map(Object::toString)).contains("green crash");
        assertThat(preview()).isEmpty();

        deliver("2.0").expect(0);

        assertLive("green 2.0", green());
        assertThat(cluster.ledger(app).leftover()).isEmpty();
        assertThat(cluster.pages(app, "/version")).containsOnly("2.0");
    }

    @Test
    void failedFirstReleaseLeavesNothing() {
        Cli.Outcome outcome = deliver("crash").expect(1);

        assertReason(outcome, "exit code 3", "fault: crash");
        assertLive("nothing");
        assertThat(cluster.ledgers.keptReleases(app)).isEmpty();
        assertThat(preview()).isEmpty();

        deliver("1.0").expect(0);
        assertLive("blue 1.0", blue());
    }

    private ServiceSnapshot live() {
        deliver("1.0").expect(0);
        return ServiceSnapshot.of(cluster, blue());
    }

    private void assertFailed(Cli.Outcome outcome, ServiceSnapshot live, String phase) {
        outcome.expect(1);
        assertThat(outcome.json().path("outcome").asText()).isEqualTo("failed");
        assertThat(outcome.json().at("/delivery/failedIn").asText()).isEqualTo(phase);
        assertRestored(live, phase, "failed");
    }

    /** Everything is restored: the live color is unchanged, the candidate is removed with everything created for it. */
    private void assertRestored(ServiceSnapshot live, String phase, String outcome) {
        assertLive("blue 1.0", blue());
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(live);
        assertThat(cluster.pages(app, "/version")).containsOnly("1.0");
        assertThat(preview()).isEmpty();
        assertThat(cluster.ledgers.keptReleases(app)).containsExactly(1);
        assertThat(cluster.ledger(app).history().get(0).outcome())
                .as("after %s", phase)
                .isEqualTo(outcome);
    }

    /** It is in the progress, in the result, and, as far as there is room, in the history. */
    private void assertReason(Cli.Outcome outcome, String... words) {
        assertThat(outcome.progress()).contains(words);
        assertThat(outcome.json().at("/delivery/failure").asText()).contains(words);
        assertThat(reasonInHistory()).contains(words[0]);
    }

    private String reasonInHistory() {
        return cluster.ledger(app).history().get(0).reason();
    }

    private Optional<TrafficRouter.Target> preview() {
        return cluster.router.view(app).durable().preview();
    }

    private static ObjectNode container(ObjectNode spec) {
        return (ObjectNode) spec.at("/TaskTemplate/ContainerSpec");
    }
}
