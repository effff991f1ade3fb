package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rollback during an incident, and states that end by themselves. */
@OnLab(cluster = "staging", app = "it-incident", engines = "s1")
@Order(1) // They wait for one another, so they must start early.
class IncidentIT extends BuildLabTest {
    private final String image = SpareRegistry.HOST + "/spare/go-demo:" + version;

    @Test
    @Fault(
            value = "rollback: the registry is down",
            outcome = "rolled back to the kept release, from images on the nodes")
    void rollbackNeedsNoRegistry() {
        try (SpareRegistry registry = new SpareRegistry(folder, 0, Optional.empty())) {
            Path clusters = spareClusters("deployer");
            Cli.run(clusters, older(), buildArguments(image, goDemo(), "--build-arg", "VERSION=" + version))
                    .expect(0);
            Cli.run(clusters, arguments("deliver", "--image", image, "--spec", spec(), "--pre-pull"))
                    .expect(0);
            deliver("2.0").expect(0);
            registry.stop();

            try (Traffic traffic = Traffic.to(cluster, app)) {
                cli("rollback").expect(0);
                assertThat(traffic.endWithoutFailure()).contains("blue " + version);
            }
            assertLive("blue " + version, blue());
        }
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "tasks: one dies during the bake after a megabyte of log",
            outcome = "rolled back to the old release; the history keeps its depth",
            says = "a task of the new release failed during the bake")
    void rollsBackAReleaseThatDiesWithAMegabyteOfLog() {
        build(older()).expect(0);
        deliver("1.0").expect(0);
        deliver("2.0").expect(0);
        String entrypoint =
                "/go-demo & sleep 12; yes \"$(head -c 1900 /dev/zero | tr '\\0' x)\" | head -c 1000000; exit 7";
        String spec = Specs.example(folder, tree -> {
            ObjectNode container = (ObjectNode) tree.at("/TaskTemplate/ContainerSpec");
            container.putArray("Command").add("sh").add("-c").add(entrypoint);
            container
                    .putObject("Healthcheck")
                    .put("Interval", Duration.ofSeconds(1).toNanos())
                    .putArray("Test")
                    .add("CMD")
                    .add("/go-demo")
                    .add("-health");
        });

        Cli.Outcome outcome = deliver(version, "--spec", spec, "--bake", "5m").expect(1);

        assertThat(outcome.json().path("outcome").asText()).isEqualTo("rolled-back");
        assertThat(outcome.progress()).contains("a task of the new release failed during the bake", "exit code 7");
        assertLive("green 2.0", green());
        assertThat(cluster.ledger(app).history())
                .extracting(HistoryEntry::outcome)
                .containsExactly("rolled-back", "done", "done");
    }

    @Test
    @Tag("slow")
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
    @Tag("slow")
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
    void skipsABrokenManager() {
        deliver("1.0").expect(0);
        try (BrokenManager sick = new BrokenManager()) {
            String manager = cluster.manager();
            Path clusters = write(
                    "sick/clusters.yml", read(LAB.clustersFile()).replace(manager, sick.endpoint() + "," + manager));
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
            says = "did not stop, although their service was removed")
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
