package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import org.junit.jupiter.api.Test;

/** Successful releases, one after the other. */
@OnLab(cluster = "production", app = "it-releases")
class ReleasesIT extends LabTest {
    @Test
    void alternatesColorsAndKeepsScaledReplicas() {
        deliver("1.0", "--spec", exampleSpec()).expect(0);
        assertLive("blue 1.0", blue());
        assertThat(cluster.runningTasks(blue())).hasSize(3);

        cluster.docker("service", "scale", "--detach", blue() + "=2");
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
        assertThat(cluster.spec(green()).mode()).isEqualTo(new ServiceSpec.Mode.Replicated(2));
        assertThat(cluster.runningTasks(green())).hasSize(2);

        deliver("2.1").expect(0);
        assertLive("blue 2.1", blue());
        assertThat(cluster.runningTasks(blue())).hasSize(2);
    }

    @Test
    void deployAndRegisterDeliverInTwoSteps() {
        deliver("1.0").expect(0);
        Cli.Outcome deployed = deploy("2.0").expect(0);
        assertThat(deployed.json().path("outcome").asText()).isEqualTo("ready");
        assertLive("blue 1.0", blue(), green());

        cli("register", "--bake", "3s").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    void pullsTheImageOnEveryNodeFirstIfRequested() {
        Cli.Outcome outcome = deliver("2.2", "--pre-pull").expect(0);
        assertThat(outcome.took("pulling")).isPositive();
        assertLive("blue 2.2", blue());
        assertThat(cluster.runningTasks(blue())).allMatch(Task::running);
    }
}
