package io.jenkins.plugins.swarmdelivery.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.Openapi;
import io.jenkins.plugins.swarmdelivery.cli.Samples;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.View;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The documents have exactly the fields that docs/openapi.yaml lists. */
class SchemasTest {
    private final Openapi openapi = Openapi.read();

    @Test
    void statusMatchesItsSchema() {
        assertThat(openapi.differences("Status", Documents.status(Samples.status())))
                .isEmpty();
    }

    @Test
    void deliveryMatchesItsSchema() {
        assertThat(openapi.differences(
                        "Delivery",
                        Documents.delivery(Samples.failed(Phase.BAKING, Phase.ROLLED_BACK, "task 1 failed"))))
                .isEmpty();
    }

    @Test
    void shareMatchesItsSchema() {
        Delivery shared = Samples.delivery(Phase.READY).sharing(5, Instant.EPOCH);
        assertThat(Documents.delivery(shared)).containsEntry("share", 5);
        assertThat(openapi.differences("Delivery", Documents.delivery(shared))).isEmpty();
        assertThat(openapi.differences(
                        "HistoryEntry", Documents.history(HistoryEntry.shared(shared, shared.author(), Instant.EPOCH))))
                .isEmpty();
        Status status = Samples.status();
        Route route = new Route(
                Optional.of(shared.from().orElseThrow().target()),
                Optional.of(shared.to().target()),
                shared.share());
        Status sharing = new Status(
                status.ledger(),
                status.services(),
                new Status.Routing(new View(route, List.of()), status.addresses(), Optional.empty()),
                status.kept(),
                status.complaints());
        assertThat(openapi.differences("Status", Documents.status(sharing))).isEmpty();
        assertThat(Documents.status(sharing).toString()).contains("share={color=green, version=2.0, percent=5}");
    }

    @Test
    void pauseMatchesItsSchema() {
        Status status = Samples.status();
        Pause pause = new Pause(Instant.EPOCH, "anna", Optional.of("Back at 8."));
        View view = status.router();
        Status paused = new Status(
                status.ledger(),
                status.services(),
                new Status.Routing(
                        new View(view.durable(), view.replicas(), new Pause.Seen(Optional.of(pause), List.of())),
                        status.addresses(),
                        Optional.empty()),
                status.kept(),
                status.complaints());

        assertThat(openapi.differences("Status", Documents.status(paused))).isEmpty();
        assertThat(Documents.status(paused).get("paused"))
                .isEqualTo(Map.of("since", "1970-01-01T00:00:00Z", "by", "anna", "message", "Back at 8."));
        assertThat(Documents.status(status)).containsEntry("paused", null);
        assertThat(new Texts(ZoneOffset.UTC).status("production", paused, Instant.EPOCH))
                .contains("  paused          since 1970-01-01 00:00:00 by anna: Back at 8.");
    }

    @Test
    void historyMatchesItsSchema() {
        assertThat(Samples.history())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(openapi.differences("HistoryEntry", Documents.history(entry)))
                        .isEmpty());
    }

    @Test
    void reportsEveryDifferenceWithItsPath() {
        Map<String, Object> placed = Documents.placed(Samples.placed(Color.BLUE, 1, "1.0"));
        placed.remove("since");
        placed.put("token", "secret");
        placed.put("color", "red");
        placed.put("release", "1");

        assertThat(openapi.differences("Placed", placed))
                .containsExactlyInAnyOrder(
                        "Placed.since: is missing",
                        "Placed.token: is not in the schema",
                        "Placed.color: red is none of [blue, green]",
                        "Placed.release: string is none of [integer]");
    }
}
