package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A long migration is watched while it runs. */
class JobOutputTest {
    private final JobOutput output = new JobOutput();

    @Test
    void linesAreReportedOnce() {
        assertThat(output.unseen("t1", List.of("a", "b"))).containsExactly("a", "b");
        assertThat(output.unseen("t1", List.of("a", "b"))).isEmpty();
        assertThat(output.unseen("t1", List.of("a", "b", "c"))).containsExactly("c");
        assertThat(output.unseen("t2", List.of("a"))).containsExactly("a");
    }

    @Test
    void onlyTheLastLinesAreReadWhereThereAreMany() {
        output.unseen("t1", List.of("a", "b", "c"));

        assertThat(output.unseen("t1", List.of("c", "d", "e"))).containsExactly("d", "e");
        assertThat(output.unseen("t1", List.of("x", "y", "z"))).containsExactly("x", "y", "z");
    }

    @Test
    void equalLinesAreToldApartByTheirNumber() {
        output.unseen("t1", List.of(".", "."));

        assertThat(output.unseen("t1", List.of(".", ".", "."))).containsExactly(".");
    }

    @Test
    void unreadableLogForgetsNothing() {
        output.unseen("t1", List.of("a"));

        assertThat(output.unseen("t1", List.of())).isEmpty();
        assertThat(output.unseen("t1", List.of("a", "b"))).containsExactly("b");
    }

    @Test
    void tasksAreAskedEveryFewSeconds() {
        assertThat(output.due(Instant.EPOCH)).isTrue();
        assertThat(output.due(Instant.EPOCH.plusSeconds(1))).isFalse();
        assertThat(output.due(Instant.EPOCH.plusSeconds(5))).isTrue();
    }

    @Test
    void jobIsWatchedWhileItRuns() {
        TestBed bed = new TestBed();
        bed.router.stack = true;
        bed.swarm.behaves("1.0-long", FakeSwarm.Behavior.NEVER_HEALTHY);
        bed.swarm.logs = List.of("table 1");
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(
                        new FakeStack("1.0").version("migrate", "1.0-long").order(o -> o), claim("anna"), bed.log())
                .orElseThrow();

        awaitLine(bed, engine, run, "migrate: table 1");
        bed.swarm.logs = List.of("table 1", "table 2");
        awaitLine(bed, engine, run, "migrate: table 2");
        assertThat(run.delivery().phase()).isEqualTo(Phase.RUNNING_JOBS);

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.log).containsOnlyOnce("migrate: table 1", "migrate: table 2");
    }

    private static void awaitLine(TestBed bed, DeliveryEngine engine, DeliveryRun run, String line) {
        for (int i = 0; i < 200 && !bed.log.contains(line); i++) {
            if (engine.advance(run) instanceof Progress.Wait wait) {
                bed.clock.pass(wait.after());
            }
        }
        assertThat(bed.log).contains(line);
    }
}
