package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code kill -9} of a rollback, of the first release, and of every other change of an application. */
@OnLab(cluster = "production", app = "it-killback")
@Order(1) // The longest ones first.
class KillRollbackIT extends KilledTest {
    /** A slow request delays stopping the old release. */
    @ParameterizedTest
    @Cases(value = "true", slow = "false")
    void finishesAKilledRetirement(boolean resume) throws Exception {
        deliver("1.0").expect(0);
        String slow = cluster.replicas(app).get(0) + "/slow?seconds=25";
        Process request = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "--fail",
                        "--noproxy",
                        "*",
                        "-o",
                        "/dev/null",
                        "-H",
                        "Host: it-killback.lab",
                        slow)
                .inheritIO()
                .start();
        Await.until(
                "the slow request is under way",
                () -> cluster.router.backends(app, Color.BLUE).stream().anyMatch(backend -> backend.connections() > 0));
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill("retiring", "deliver", "--image", LAB.image("2.0"), "--drain-timeout", "10m");
            if (resume) {
                cli("resume").expect(0);
                assertClean("green 2.0", green(), 1, 2);
            } else {
                deliver("2.1").expect(0);
                assertClean("blue 2.1", blue(), 1, 2, 3);
            }
            traffic.endWithoutFailure();
        }
        assertThat(request.waitFor()).as("the slow request was answered").isZero();
        assertThat(ends()).endsWith("2.0 done", "1.0 done");
    }

    @ParameterizedTest
    @Cases(
            value = "--post-test, reverting",
            slow = {"--pre-test, abandoning", "--post-test, stopping"})
    void finishesTheKilledRollbackOfADelivery(String tests, String phase) {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill(phase, "deliver", "--image", LAB.image("2.0"), tests, "false");
            cli("resume").expect(1);
            assertClean("blue 1.0", blue(), 1);
            traffic.endWithoutFailure();
        }
        assertThat(ends()).hasSize(2).endsWith("1.0 done");
    }

    @Test
    @Tag("slow")
    void rollsBackAfterKilledTestsUnlessGivenAgain() {
        deliver("1.0").expect(0);
        Gate gate = Gate.in(folder);
        kill("testing", "deliver", "--image", LAB.image("2.0"), "--pre-test", gate.command());
        assertThat(cli("resume").expect(1).text()).contains("tests before the switch were ordered, but are not given");
        assertClean("blue 1.0", blue(), 1);
    }

    @Test
    @Tag("slow")
    void nextDeployRollsBackAKilledOne() {
        deliver("1.0").expect(0);
        kill("converging", "deploy", "--image", LAB.image("2.0"), "--stability", "1h");
        deploy("2.1").expect(0);
        assertLive("blue 1.0", blue(), green());
        cli("register").expect(0);
        assertClean("green 2.1", green(), 1, 3);
    }

    @ParameterizedTest
    @Cases(
            value = "switching",
            slow = {"starting", "baking"})
    void rollingBackAKilledFirstReleaseLeavesNothing(String phase) {
        kill(phase, "deliver", "--image", LAB.image("1.0"), "--spec", spec(), "--bake", "1h");
        cli("rollback").expect(0);
        assertClean("nothing", "");
        deliver("1.0").expect(0);
        assertClean("blue 1.0", blue(), 2);
    }

    @ParameterizedTest
    @Cases(
            value = "0s, starting, rollback",
            slow = {"1h, switching, resume", "1h, baking, rollback", "0s, switching, resume"})
    void finishesAKilledRollback(String keepStandby, String phase, String by) {
        deliver("1.0").expect(0);
        deliver("2.0", "--keep-standby", keepStandby).expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill(phase, "rollback", "--bake", "15s");
            cli(by).expect(0);
            assertThat(traffic.endWithoutFailure()).contains("blue 1.0");
        }
        boolean warm = !keepStandby.equals("0s");
        assertClean("blue 1.0", blue(), warm ? new Integer[] {1, 2} : new Integer[] {1, 2, 3});
        assertThat(ends()).containsExactly("1.0 done", "2.0 done", "1.0 done");
    }
}
