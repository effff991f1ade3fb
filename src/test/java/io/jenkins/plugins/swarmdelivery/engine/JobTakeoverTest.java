package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A migration that takes long to stop does not run beside the next one, whoever delivers that. */
class JobTakeoverTest {
    private static final String JOB = "create " + APP + "-migrate-blue";

    private final TestBed bed = new TestBed();

    @BeforeEach
    void hangingMigration() {
        bed.router.stack = true;
        bed.swarm.behaves("1.0", FakeSwarm.Behavior.NEVER_HEALTHY);
        bed.swarm.ghosts.add("1.0");
    }

    /** The first run dies as soon as it has removed its job. */
    private Instant diesAfterRemovingItsJob() {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(new FakeStack("1.0").order(o -> o), claim("anna"), bed.log())
                .orElseThrow();
        while (!bed.swarm.events.contains(JOB)) {
            advance(engine, run);
        }
        engine.failed(run, "not wanted any more");
        while (!bed.swarm.events.contains("remove " + APP + "-migrate-blue")) {
            advance(engine, run);
        }
        return bed.clock.instant();
    }

    private void advance(DeliveryEngine engine, DeliveryRun run) {
        if (engine.advance(run) instanceof Progress.Wait wait) {
            bed.clock.pass(wait.after());
        }
    }

    /** Docker leaves the tasks of a removed job alone. */
    @Test
    void hangingJobIsStoppedBeforeItIsRemoved() {
        bed.swarm.ghosts.clear();
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(new FakeStack("1.0").order(o -> o), claim("anna"), bed.log())
                .orElseThrow();

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.FAILED);

        assertThat(bed.swarm.events)
                .containsSubsequence(JOB, "update " + APP + "-migrate-blue", "remove " + APP + "-migrate-blue");
        assertThat(bed.swarm.leftRunning()).isEmpty();
    }

    @Test
    void whoeverTakesOverWaitsForAJobThatWasRemoved() {
        Instant removed = diesAfterRemovingItsJob();
        bed.clock.pass(Lease.TERM);

        TestBeds.finish(bed, Order.Resume.of(APP));

        assertThat(Duration.between(removed, bed.clock.instant())).isGreaterThan(Retirement.AFTER_GRACE);
        assertThat(bed.log).contains("waits: stopping a removed job");
        assertThat(bed.swarm.objectNames(Swarm.Kind.CONFIG))
                .as("nothing is remembered")
                .isEmpty();
    }

    @Test
    void jobOfTheNextDeliveryStartsOnlyAfterIt() {
        diesAfterRemovingItsJob();
        bed.clock.pass(Lease.TERM);
        bed.swarm.events.clear();
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(new FakeStack("2.0").order(o -> o.autoSwitch()), claim("bert"), bed.log())
                .orElseThrow();
        while (!bed.swarm.events.contains(JOB)) {
            advance(engine, run);
        }

        assertThat(bed.log).contains("waits: stopping a removed job");
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
    }
}
