package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.Lease;
import io.jenkins.plugins.swarmdelivery.engine.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} in every phase: whoever comes next continues or goes back, users notice nothing, nothing is left. */
class KillIT extends LabTest {
    @TempDir
    Path folder;

    KillIT() {
        super(LabCluster.PRODUCTION, "it-kill");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulling", "starting", "converging", "previewing", "switching", "verifying", "baking"})
    void resumeContinuesADeliveryThatWasKilledIn(String phase) {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill(phase, "deliver", "--image", LAB.image("2.0"), "--pre-pull", "--bake", "20s");
            cli("resume").expect(0);
            assertClean("green 2.0", green(), 1, 2);
            traffic.endWithoutFailure();
        }
        assertThat(ends()).containsExactly("2.0 done", "1.0 done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulling", "starting", "converging", "previewing", "switching", "verifying", "baking"})
    void nextDeliverySendsBackOneThatWasKilledIn(String phase) {
        deliver("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            kill(phase, "deliver", "--image", LAB.image("2.0"), "--pre-pull", "--bake", "1h");
            deliver("2.1").expect(0);
            assertClean("green 2.1", green(), 1, 3);
            traffic.endWithoutFailure();
        }
        List<String> ends = ends();
        assertThat(ends).hasSize(3).startsWith("2.1 done").endsWith("1.0 done");
        assertThat(ends.get(1)).isIn("2.0 failed", "2.0 rolled-back");
        assertThat(cluster.ledger(app).history().get(1).reason()).contains("superseded: deliver 2.1");
    }

    /** A request that takes its time keeps the old release from being stopped. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void retirementThatWasKilledIsFinished(boolean resume) throws Exception {
        deliver("1.0").expect(0);
        String slow = cluster.router
                .addresses(app)
                .service()
                .get(0)
                .resolve("/slow?seconds=25")
                .toString();
        Process request = new ProcessBuilder(
                        "curl", "-sS", "--fail", "--noproxy", "*", "-o", "/dev/null", "-H", "Host: it-kill.lab", slow)
                .inheritIO()
                .start();
        Await.until(
                "the slow request is under way",
                () -> cluster.router.backends(app, io.jenkins.plugins.swarmdelivery.engine.Color.BLUE).stream()
                        .anyMatch(backend -> backend.connections() > 0));
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
    @CsvSource({"--pre-test, abandoning", "--post-test, reverting", "--post-test, stopping"})
    void wayBackThatWasKilledIsFinished(String tests, String phase) {
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
    void testsThatWereKilledMustBeGivenAgainElseItGoesBack() {
        deliver("1.0").expect(0);
        Gate gate = Gate.in(folder);
        kill("testing", "deliver", "--image", LAB.image("2.0"), "--pre-test", gate.command());
        assertThat(cli("resume").expect(1).text()).contains("tests before the switch were ordered, and none given");
        assertClean("blue 1.0", blue(), 1);
    }

    @Test
    void deployThatWasKilledIsSentBackByTheNextDeploy() {
        deliver("1.0").expect(0);
        kill("converging", "deploy", "--image", LAB.image("2.0"), "--stability", "1h");
        deploy("2.1").expect(0);
        assertLive("blue 1.0", blue(), green());
        cli("register").expect(0);
        assertClean("green 2.1", green(), 1, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "switching", "baking"})
    void firstReleaseThatWasKilledLeavesNothingWhenRolledBack(String phase) {
        kill(phase, "deliver", "--image", LAB.image("1.0"), "--spec", exampleSpec(), "--bake", "1h");
        cli("rollback").expect(0);
        assertClean("nothing", "");
        deliver("1.0").expect(0);
        assertClean("blue 1.0", blue(), 2);
    }

    @ParameterizedTest
    @CsvSource({"1h, switching, resume", "1h, baking, rollback", "0s, starting, rollback", "0s, switching, resume"})
    void rollbackThatWasKilledIsFinished(String keepStandby, String phase, String by) {
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

    /** Starts a command as a process of its own, kills it in a phase, and lets its lease expire. */
    private void kill(String phase, String command, String... options) {
        try (CliProcess process = CliProcess.start(folder, arguments(command, options))) {
            process.awaitPhase(phase);
            process.kill();
        }
        assertThat(cluster.ledger(app).delivery()).as("an unfinished delivery").isPresent();
        assertThat(cli("retire").expect(4).text()).contains("it-kill is locked");
        LedgerStore.Versioned read = cluster.ledgers.read(app).orElseThrow();
        Lease held = read.ledger().lease().orElseThrow();
        Instant past = Instant.now().minusSeconds(1);
        Lease expired = new Lease(held.token(), held.owner(), held.reason(), held.since(), past);
        cluster.ledgers.replace(read, read.ledger().withLease(Optional.of(expired)));
    }

    /** Just this is live, on every proxy and with no preview; nothing else of the application is in the Swarm. */
    private void assertClean(String live, String service, Integer... keptReleases) {
        assertLive(live, service.isEmpty() ? new String[0] : new String[] {service});
        Ledger ledger = cluster.ledger(app);
        assertThat(ledger.delivery()).isEmpty();
        assertThat(ledger.leftover()).isEmpty();
        TrafficRouter.Route route =
                new TrafficRouter.Route(ledger.active().map(TrafficRouter.Target::of), Optional.empty());
        assertThat(cluster.router.view(app).proves(route))
                .as("%s: %s", route, cluster.router.view(app).describe())
                .isTrue();
        List<String> configs = new ArrayList<>(List.of(app + ".ledger"));
        for (Integer release : keptReleases) {
            configs.add(app + ".release." + release);
        }
        assertThat(cluster.docker("config", "ls", "--format", "{{.Name}}", "--filter", "name=" + app + ".")
                        .lines())
                .as("configs")
                .containsExactlyInAnyOrderElementsOf(configs);
    }

    private List<String> ends() {
        return cluster.ledger(app).history().stream()
                .map((HistoryEntry entry) -> entry.version() + " " + entry.outcome())
                .toList();
    }
}
