package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab's clusters file places staging's releases on nodes labelled env=prod-like: s2 and s3, not s1. */
@OnLab(cluster = "staging", app = "it-placement")
class PlacementIT extends LabTest {
    private static final String PROD_LIKE = "node.labels.env==prod-like";

    @TempDir
    Path folder;

    @Test
    void releasesRunOnlyOnNodesThePlacementAllows() {
        deliver("1.0", "--replicas", "5").expect(0);
        assertLive("blue 1.0", blue());
        assertThat(cluster.spec(blue()).constraints()).containsExactly(PROD_LIKE);
        assertThat(cluster.runningTasks(blue())).hasSize(5);
        assertThat(nodes(blue())).containsExactly("s2", "s3");

        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
        assertThat(cluster.spec(green()).constraints()).as("not said twice").containsExactly(PROD_LIKE);
        assertThat(nodes(green())).containsExactly("s2", "s3");
    }

    @Test
    void keepsTheSpecsConstraintsBesideTheClusters() {
        deliver("1.0", "--spec", constrainedTo("node.labels.env == prod-like", "node.hostname==s3"))
                .expect(0);

        assertLive("blue 1.0", blue());
        assertThat(cluster.spec(blue()).constraints())
                .containsExactly("node.labels.env == prod-like", "node.hostname==s3");
        assertThat(nodes(blue())).containsExactly("s3");
    }

    @Test
    void pullsAheadOnAllNodesThePlacementAllows() {
        for (String node : List.of("s2", "s3")) {
            LAB.lab("docker", node, "image", "prune", "--all", "--force");
        }

        Cli.Outcome outcome = deliver("2.2", "--pre-pull", "--replicas", "1").expect(0);

        assertLive("blue 2.2", blue());
        String pinned = outcome.json().at("/delivery/to/image").asText().replaceFirst(":2\\.2@", "@");
        for (String node : List.of("s2", "s3")) {
            assertThat(LAB.lab("docker", node, "image", "inspect", "--format", "{{.RepoDigests}}", pinned))
                    .contains(pinned);
        }
    }

    /** s1 exists under that name, but is not production-like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "node.labels.disk==none-such",
                "node.hostname==s1",
                "node.role==manager",
                "node.platform.os!=linux"
            })
    void failsWithoutAMatchingNodeBeforeAnyChange(String constraint) {
        String spec = constrainedTo(constraint);

        for (String command : List.of("plan", "deploy", "deliver")) {
            Cli.Outcome refused =
                    cli(command, "--image", LAB.image("1.0"), "--spec", spec).expect(2);

            assertThat(refused.text()).contains("no active node matches the constraints", constraint, PROD_LIKE);
            assertThat(cluster.services(app)).isEmpty();
            assertThat(cluster.docker("config", "ls", "--quiet", "--filter", "label=" + Labels.APPLICATION + "=" + app))
                    .isEmpty();
            assertThat(cluster.router.view(app).proves(TrafficRouter.Route.NONE))
                    .isTrue();
        }
    }

    @Test
    @Fault(
            value = "nodes: none meets the release's constraints",
            outcome = "refused before anything changes",
            says = "no active node matches the constraints")
    void keepsTheLiveReleaseWithoutAMatchingNode() {
        deliver("1.0").expect(0);
        ServiceSnapshot live = ServiceSnapshot.of(cluster, blue());

        Cli.Outcome refused =
                deliver("2.0", "--spec", constrainedTo("node.hostname==s1")).expect(2);

        assertThat(refused.text()).contains("no active node matches the constraints");
        assertLive("blue 1.0", blue());
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(live);
        assertThat(cluster.ledger(app).history()).hasSize(1);
    }

    private String constrainedTo(String... constraints) {
        return Specs.example(folder, spec -> {
            ArrayNode list = ((ObjectNode) spec.path("TaskTemplate"))
                    .putObject("Placement")
                    .putArray("Constraints");
            List.of(constraints).forEach(list::add);
        });
    }

    private Set<String> nodes(String service) {
        Set<String> nodes = new TreeSet<>();
        for (Task task : cluster.runningTasks(service)) {
            nodes.add(cluster.hostname(task));
        }
        return nodes;
    }
}
