package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However much the tasks of a release say when they fail, the ledger can be written, and keeps its history. */
class TalkativeFailureTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void tasksWriteMuch() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
        bed.swarm.logs = Collections.nCopies(10, "{\"level\":\"error\",\"trace\":\"" + "at x\\n".repeat(400) + "\"}");
    }

    @Test
    void failureDuringTheBakeIsRolledBack() {
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.DIES_LATER);

        Delivery delivery = bed.deliver("2.0", o -> o.bake(600));

        assertThat(delivery.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(delivery.failure())
                .contains("failed during the bake", "log: {")
                .hasSizeLessThan(4_000);
        assertThat(bed.log).as("the log has all").anyMatch(line -> line.length() > 2_000);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        bed.clean();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a short line",
                "a \"quoted\" line of a hundred characters, as logs have them: \"\"\"\"\"\"\"\"\"\"\"\""
            })
    void historyKeepsItsDepth(String line) {
        bed.swarm.logs = Collections.nCopies(10, line.repeat(20));
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.CRASHES);
        for (int i = 0; i < Ledger.HISTORY; i++) {
            bed.deliver("2.0");
        }
        assertThat(bed.ledger().history())
                .hasSize(Ledger.HISTORY)
                .allMatch(entry -> entry.version().equals("2.0"));
    }

    @Test
    void reasonThatSomebodyTypesIsBounded() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.postTest().autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        bed.drive(engine, run);
        engine.failed(run, "x".repeat(100_000));

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.ROLLED_BACK);
        engine.start(bed.order("3.0"), claim("b".repeat(100_000)), bed.log());
        engine.unlock(APP, "u".repeat(100_000), Author.named("c".repeat(100_000)));
        assertThat(bed.ledger().history()).hasSize(3);
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }
}
