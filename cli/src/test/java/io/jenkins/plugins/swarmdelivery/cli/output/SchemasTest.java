package io.jenkins.plugins.swarmdelivery.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.Openapi;
import io.jenkins.plugins.swarmdelivery.cli.Samples;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import java.util.Map;
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
