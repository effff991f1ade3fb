package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release that fails its tests or its bake: the previous state is restored. */
@OnLab(cluster = "production", app = "it-edges")
class FailureEdgesIT extends LabTest {
    @TempDir
    Path folder;

    @Test
    @Tag("slow")
    void testsFailingBeforeTheSwitchKeepTheOldRelease() {
        deliver("1.0").expect(0);
        ServiceSnapshot before = ServiceSnapshot.of(cluster, blue());
        Cli.Outcome outcome;
        List<String> served;
        try (Traffic traffic = Traffic.to(cluster, app)) {
            outcome = deliver("2.0", "--pre-test", "ls /nowhere").expect(1);
            served = traffic.endWithoutFailure();
        }
        assertThat(outcome.json().path("outcome").asText()).isEqualTo("failed");
        assertFailed(outcome, "testing", "tests before the switch ended with 2");
        assertThat(outcome.progress()).contains("cannot access '/nowhere'").doesNotContain("switching");
        assertThat(served).containsExactly("blue 1.0");
        assertRestored(before);
    }

    @Test
    @Tag("slow")
    void deployWithFailedTestsLeavesNoCandidate() {
        deliver("1.0").expect(0);
        ServiceSnapshot before = ServiceSnapshot.of(cluster, blue());
        assertFailed(deploy("2.0", "--pre-test", "false").expect(1), "testing", "ended with 1");
        assertRestored(before);
        assertThat(cli("register").expect(2).text()).contains("no candidate of it-edges is ready");
    }

    @Test
    void firstReleaseFailingAfterTheSwitchLeavesNoRoute() {
        Cli.Outcome outcome = deliver("1.0", "--post-test", "false").expect(1);
        assertThat(outcome.json().path("outcome").asText()).isEqualTo("rolled-back");
        assertLive("nothing");
    }

    @Test
    void testsFailingAfterTheSwitchRollBackEveryProxy() throws IOException {
        deliver("1.0").expect(0);
        ServiceSnapshot before = ServiceSnapshot.of(cluster, blue());
        Path seen = folder.resolve("seen");
        String looks = "curl -sS --noproxy '*' -D " + seen
                + " -o /dev/null --connect-to $SWARM_CONNECT_TO $SWARM_SERVICE_URL; exit 7";
        Cli.Outcome outcome;
        try (Traffic traffic = Traffic.to(cluster, app)) {
            outcome = deliver("2.0", "--shell", "--post-test", looks).expect(1);
            traffic.endWithoutFailure();
        }
        assertThat(outcome.json().path("outcome").asText()).isEqualTo("rolled-back");
        assertFailed(outcome, "verifying", "tests after the switch ended with 7");
        assertThat(Proxies.released(Files.readString(seen)))
                .as("users meanwhile")
                .isEqualTo("green 2.0");
        assertRestored(before);
    }

    @Test
    void taskDyingDuringTheBakeRollsBackEveryProxy() {
        deliver("1.0").expect(0);
        ServiceSnapshot before = ServiceSnapshot.of(cluster, blue());
        try (CliProcess delivery =
                CliProcess.start(folder, arguments("deliver", "--image", LAB.image("2.0"), "--bake", "1h"))) {
            delivery.awaitPhase("baking");
            Proxies.assertServed(cluster, app, "green 2.0");
            Task victim = cluster.runningTasks(green()).get(0);
            LAB.lab("docker", cluster.hostname(victim), "kill", victim.containerId());
            delivery.expect(1);
            assertThat(delivery.progress()).contains("a task of the new release failed during the bake");
        }
        assertThat(cluster.ledger(app).history().get(0).outcome()).isEqualTo("rolled-back");
        assertRestored(before);
    }

    private static void assertFailed(Cli.Outcome outcome, String phase, String reason) {
        assertThat(outcome.json().path("delivery").path("failedIn").asText()).isEqualTo(phase);
        assertThat(outcome.json().path("delivery").path("failure").asText()).contains(reason);
    }

    /** The same tasks as before, on every proxy; nothing of the failed release is kept. */
    private void assertRestored(ServiceSnapshot before) {
        assertLive("blue 1.0", blue());
        Proxies.assertServed(cluster, app, "blue 1.0");
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(before);
        assertThat(cluster.ledgers.keptReleases(app)).containsExactly(1);
        assertThat(cli("history")
                        .expect(0)
                        .json()
                        .path("history")
                        .path(0)
                        .path("version")
                        .asText())
                .isEqualTo("2.0");
    }
}
