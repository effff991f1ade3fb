package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.HistoryEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rolling back in the middle of an incident, and what ends by itself. */
@OnLab(cluster = "staging", app = "it-incident", engines = "s1")
class IncidentIT extends BuildLabTest {
    private final String image = SpareRegistry.HOST + "/spare/go-demo:" + version;

    @Test
    @Fault(
            value = "rollback: the registry is down",
            outcome = "users get the kept release back, from the images that nodes have")
    void rollbackAsksNoRegistry() {
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
    @Fault(
            value = "tasks: one dies in the bake after a megabyte of log",
            outcome = "users get the old release back, and the history keeps its depth",
            says = "a task of the new release failed while it was watched")
    void releaseThatDiesWithAMegabyteOfLogIsRolledBack() {
        build(older()).expect(0);
        deliver("1.0").expect(0);
        deliver("2.0").expect(0);
        String talks = "/go-demo & sleep 12; yes \"$(head -c 1900 /dev/zero | tr '\\0' x)\" | head -c 1000000; exit 7";
        String spec = Specs.example(folder, tree -> {
            ObjectNode container = (ObjectNode) tree.at("/TaskTemplate/ContainerSpec");
            container.putArray("Command").add("sh").add("-c").add(talks);
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
        assertThat(outcome.progress()).contains("a task of the new release failed while it was watched", "exit code 7");
        assertLive("green 2.0", green());
        assertThat(cluster.ledger(app).history())
                .extracting(HistoryEntry::outcome)
                .containsExactly("rolled-back", "done", "done");
    }

    @Test
    @Fault(value = "standby: its time has come", outcome = "retire --due retires it, and nothing else")
    void standbyIsRetiredOnceItIsDue() {
        deliver("1.0").expect(0);
        deliver("2.0", "--keep-standby", "20s").expect(0);
        assertThat(cli("retire", "--due").expect(0).json().path("retired")).isEmpty();
        assertLive("green 2.0", blue(), green());

        Await.until("the standby is due", () -> cli("status").text().contains("was to be retired at"));
        // Tests of other applications of the cluster may have broken these just now: how it ends counts for this one
        // alone.
        Cli.Outcome due = Cli.run("retire", "--due", cluster.name);

        assertThat(due.json().path("retired").findValuesAsText("application")).contains(app.name());
        assertLive("green 2.0", green());
        assertThat(cluster.ledger(app).standby()).isEmpty();
        cli("rollback").expect(0);
        assertLive("blue 1.0", blue());
    }
}
