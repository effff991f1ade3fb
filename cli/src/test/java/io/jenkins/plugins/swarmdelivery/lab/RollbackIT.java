package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rollbacks that a user requests. */
@OnLab(cluster = "production", app = "it-rollback")
class RollbackIT extends LabTest {
    @Test
    void rollsBackToAWarmStandbyWithoutStartingAContainer() {
        deliver("1.0").expect(0);
        deliver("2.0", "--keep-standby", "1h").expect(0);
        assertLive("green 2.0", blue(), green());
        assertThat(cluster.ledger(app).standby().map(PlacedRelease::toString)).contains("blue 1.0");
        ServiceSnapshot standby = ServiceSnapshot.of(cluster, blue());

        Cli.Outcome outcome;
        List<String> served;
        try (Traffic traffic = Traffic.to(cluster, app)) {
            outcome = cli("rollback").expect(0);
            Proxies.assertServed(cluster, app, "blue 1.0");
            served = traffic.endWithoutFailure();
        }
        assertThat(phases(outcome)).contains("switching", "retiring").doesNotContain("starting", "converging");
        assertThat(served).contains("blue 1.0");
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(standby);
        assertLive("blue 1.0", blue());
        assertThat(cluster.ledger(app).standby()).isEmpty();
    }

    @Test
    void restartsTheOnlyOtherReleaseWithoutStandby() {
        deliver("1.0").expect(0);
        String image = cluster.spec(blue()).image();
        deliver("2.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            cli("rollback").expect(0);
            assertThat(traffic.endWithoutFailure()).contains("blue 1.0");
        }
        assertLive("blue 1.0", blue());
        assertThat(cluster.spec(blue()).image()).isEqualTo(image);
    }

    @Test
    @Tag("slow")
    void changesNothingIfTheTargetIsAmbiguous() {
        deliver("1.0").expect(0);
        deliver("2.0").expect(0);
        deliver("2.1").expect(0);
        ServiceSnapshot live = ServiceSnapshot.of(cluster, blue());

        assertThat(cli("rollback").expect(2).text())
                .contains("name a release", "can be rolled back to:", "2.0 (#2)", "1.0 (#1)");
        assertThat(cli("rollback", "--to", "9.9").expect(2).text()).contains("9.9 is not kept", "2.0 (#2)", "1.0 (#1)");
        assertLive("blue 2.1", blue());
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(live);
        assertThat(cluster.ledger(app).history()).hasSize(3);
    }

    @Test
    @Tag("slow")
    void rollsBackToAnyKeptReleaseByVersionOrNumber() {
        deliver("1.0").expect(0);
        deliver("2.0").expect(0);
        deliver("2.1").expect(0);
        cluster.docker("service", "scale", "--detach", blue() + "=2");

        cli("rollback", "--to", "1.0").expect(0);
        assertLive("green 1.0", green());
        assertThat(cluster.spec(green()).image()).startsWith(LAB.image("1.0") + "@sha256:");
        assertThat(cluster.runningTasks(green()))
                .as("as many tasks as the live release had")
                .hasSize(2);
        cli("rollback", "--to", "#2").expect(0);
        assertLive("blue 2.0", blue());
        Proxies.assertServed(cluster, app, "blue 2.0");
        assertThat(cluster.ledger(app).history().get(0).event()).isEqualTo("rollback");
    }

    @Test
    @Tag("slow")
    void forgetsReleasesBeyondTheLimit() {
        deliver("1.0").expect(0);
        deliver("2.0").expect(0);
        deliver("2.1", "--keep-releases", "1").expect(0);
        assertThat(cluster.ledgers.keptReleases(app)).containsExactly(2, 3);
        assertThat(cli("rollback", "--to", "1.0").expect(2).text()).contains("release 1.0 is not kept");
        cli("rollback").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    void retiresAStandbyAndRestartsItLater() {
        deliver("1.0").expect(0);
        deliver("2.0", "--keep-standby", "1h").expect(0);
        cli("retire").expect(0);
        assertLive("green 2.0", green());
        assertThat(cluster.ledger(app).standby()).isEmpty();
        assertThat(cli("retire").expect(2).text()).contains("it-rollback has no standby");

        cli("rollback").expect(0);
        assertLive("blue 1.0", blue());
    }

    @Test
    @Tag("slow")
    void removesAReadyCandidateAndKeepsTheLiveRelease() {
        deliver("1.0").expect(0);
        deploy("2.0").expect(0);
        assertLive("blue 1.0", blue(), green());
        assertThat(Proxies.previewed(cluster, app).values()).containsOnly("green 2.0");
        ServiceSnapshot live = ServiceSnapshot.of(cluster, blue());

        cli("rollback").expect(0);
        assertLive("blue 1.0", blue());
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(live);
        TrafficRouter.Route route =
                new TrafficRouter.Route(cluster.ledger(app).active().map(PlacedRelease::target), Optional.empty());
        assertThat(cluster.router.view(app).proves(route))
                .as("no preview is left")
                .isTrue();
        assertThat(cli("register").expect(2).text()).contains("no candidate");
    }

    private static List<String> phases(Cli.Outcome outcome) {
        return outcome.json().path("delivery").path("phases").findValues("phase").stream()
                .map(JsonNode::asText)
                .toList();
    }
}
