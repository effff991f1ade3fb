package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rollback during an incident, with images that the tests build. */
// p3 is where the spare registry is used.
@OnLab(cluster = "staging", app = "it-incident", engines = {"s1", "p3"})
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
}
