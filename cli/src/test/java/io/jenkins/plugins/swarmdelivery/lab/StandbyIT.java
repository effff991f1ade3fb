package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States that end by themselves or last, and deliveries beside a manager or a container that is broken. */
@OnLab(cluster = "staging", app = "it-standby")
class StandbyIT extends LabTest {
    @TempDir
    Path folder;

    @Test
    @Fault(value = "standby: its time is up", outcome = "`retire --due` retires it, and nothing else")
    void retiresAStandbyOnceItIsDue() {
        deliver("1.0").expect(0);
        deliver("2.0", "--keep-standby", "20s").expect(0);
        assertThat(cli("retire", "--due").expect(0).json().path("retired")).isEmpty();
        assertLive("green 2.0", blue(), green());

        Await.until("the standby is due", () -> cli("status").text().contains("was to be retired at"));
        // Tests of other applications of the cluster may break these at the moment: only this application's result
        // counts.
        Cli.Outcome due = Cli.run("retire", "--due", cluster.name);

        assertThat(due.json().path("retired").findValuesAsText("application")).contains(app.name());
        assertLive("green 2.0", green());
        assertThat(cluster.ledger(app).standby()).isEmpty();
        cli("rollback").expect(0);
        assertLive("blue 1.0", blue());
    }

    @Test
    @Fault(
            value = "standby: Docker refuses the next candidate's spec",
            outcome = "the standby is kept, and a rollback to it works",
            says = "Docker refuses the candidate's spec: ")
    void keepsTheStandbyIfDockerRefusesTheSpec() {
        deliver("1.0").expect(0);
        deliver("2.0", "--keep-standby", "1h").expect(0);
        String refused = Specs.example(
                folder,
                spec -> ((ObjectNode) spec.path("TaskTemplate"))
                        .putObject("Resources")
                        .putObject("Limits")
                        .put("NanoCPUs", 1));

        deliver("2.1", "--spec", refused).expect(1);

        assertLive("green 2.0", blue(), green());
        cli("rollback").expect(0);
        assertLive("blue 1.0", blue());
    }

    @Test
    @Fault(
            value = "managers: one answers every request with an internal error",
            outcome = "the others are asked; the delivery succeeds")
    void skipsABrokenManager() throws IOException {
        deliver("1.0").expect(0);
        try (BrokenManager sick = new BrokenManager()) {
            String manager = cluster.manager();
            Path clusters = Files.writeString(
                    folder.resolve("clusters.yml"),
                    Files.readString(LAB.clustersFile()).replace(manager, sick.endpoint() + "," + manager));
            Cli.run(clusters, arguments("deliver", "--image", LAB.image("2.0"), "--bake", "3s"))
                    .expect(0);
            assertThat(sick.received()).isPositive();
        }
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "tasks: a container of the old release does not stop",
            outcome = "the delivery waits for the stop grace period and a minute, then ends and reports it",
            says = "did not stop, though their service was removed")
    void containerThatDoesNotStopDoesNotBlockTheApplication() {
        deliver("1.0").expect(0);
        String node = cluster.hostname(cluster.runningTasks(blue()).get(0));
        String shim = shim(node, blue());
        Gate gate = Gate.in(folder);
        try (CliProcess delivery = CliProcess.start(
                folder, arguments("deliver", "--image", LAB.image("2.0"), "--post-test", gate.command()))) {
            gate.awaitReached();
            LAB.lab("in", node, "kill", "-STOP", shim);
            gate.open();
            delivery.expect(0);
            assertThat(delivery.said()).contains("restart Docker on that node");
            assertThat(cli("status").expect(0).text()).contains("containers of it did not stop");
            assertThat(cluster.ledger(app).leftover()).isPresent();
        } finally {
            LAB.lab("in", node, "kill", "-CONT", shim);
        }
        deliver("2.1").expect(0);
        assertLive("blue 2.1", blue());
        assertThat(cluster.ledger(app).leftover()).isEmpty();
    }

    /** The process through which Docker starts and stops a container of the service, by its number on the node. */
    private static String shim(String node, String service) {
        String container = LAB.lab(
                        "docker", node, "ps", "--quiet", "--filter", "label=com.docker.swarm.service.name=" + service)
                .lines()
                .findFirst()
                .orElseThrow();
        String process = LAB.lab("docker", node, "inspect", "--format", "{{.State.Pid}}", container)
                .strip();
        return LAB.lab("in", node, "ps", "-o", "ppid=", "-p", process).strip();
    }
}
