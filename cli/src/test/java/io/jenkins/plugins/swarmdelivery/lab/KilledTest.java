package io.jenkins.plugins.swarmdelivery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Kills a command in a phase, and checks that nothing is left over. */
abstract class KilledTest extends LabTest {
    @TempDir
    Path folder;

    /** Starts a command as a separate process, kills it in a phase, and lets its lease expire. */
    void kill(String phase, String command, String... options) {
        try (CliProcess process = CliProcess.start(folder, arguments(command, options))) {
            process.awaitPhase(phase);
            process.kill();
        }
        assertThat(cluster.ledger(app).delivery()).as("an unfinished delivery").isPresent();
        assertThat(cli("retire").expect(4).text()).contains(app + " is locked");
        cluster.expireLease(app);
    }

    /** Only this is live, on every proxy and without a preview; the Swarm contains nothing else of the application. */
    void assertClean(String live, String service, Integer... keptReleases) {
        assertLive(live, service.isEmpty() ? new String[0] : new String[] {service});
        Ledger ledger = cluster.ledger(app);
        assertThat(ledger.delivery()).isEmpty();
        assertThat(ledger.leftover()).isEmpty();
        TrafficRouter.Route route =
                new TrafficRouter.Route(ledger.active().map(PlacedRelease::target), Optional.empty());
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

    List<String> ends() {
        return cluster.ledger(app).history().stream()
                .map((HistoryEntry entry) -> entry.version() + " " + entry.outcome())
                .toList();
    }
}
