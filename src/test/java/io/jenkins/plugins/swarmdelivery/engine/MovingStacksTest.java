package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who sets up a router waits for stacks that are about to bring networks to nodes, or to take them away. */
class MovingStacksTest {
    private final TestBed bed = new TestBed();
    private final MovingStacks moving = new MovingStacks(bed.ledgers, bed.clock);

    private Order stack(String version) {
        bed.router.stack = true;
        return new FakeStack(version).order(options -> options.keepStandby(3600).autoSwitch());
    }

    /** What is found in each phase of the deliveries from now on. */
    private Map<Phase, List<String>> byPhase() {
        Map<Phase, List<String>> seen = new EnumMap<>(Phase.class);
        bed.afterStep = () -> bed.ledger()
                .delivery()
                .ifPresent(delivery -> seen.computeIfAbsent(delivery.phase(), phase -> new ArrayList<>())
                        .addAll(moving.now()));
        return seen;
    }

    @Test
    void aStackMovesWhileItsTasksAreStartedOrStopped() {
        TestBeds.finish(bed, stack("1.0"));
        TestBeds.finish(bed, stack("2.0"));
        Map<Phase, List<String>> seen = byPhase();

        TestBeds.finish(bed, stack("3.0"));

        for (Phase phase : List.of(Phase.RUNNING_JOBS, Phase.STARTING, Phase.CONVERGING, Phase.REGISTERING)) {
            assertThat(seen.get(phase)).as("%s", phase).isNotEmpty();
        }
        assertThat(seen.get(Phase.STARTING))
                .allMatch(line -> line.matches("go-demo, blue 3\\.0 in starting \\(carl since \\S+: deliver\\)"));
        assertThat(seen.get(Phase.PREVIEWING)).isEmpty();
        assertThat(moving.now()).isEmpty();

        bed.reached(Phase.RETIRING, bed.engine(), Order.Retire.now(APP, DeliveryOptions.DEFAULTS));
        assertThat(moving.now()).singleElement().asString().startsWith("go-demo, blue 3.0 in retiring (anna since");
    }

    @Test
    void aCandidateThatWaitsIsNoReasonToWait() {
        bed.router.stack = true;
        TestBeds.finish(bed, new FakeStack("1.0").order(options -> options));
        assertThat(bed.ledger().delivery()).isPresent();

        assertThat(moving.now()).isEmpty();
    }

    @Test
    void whoHasDiedMovesNothing() {
        bed.reached(Phase.STARTING, bed.engine(), stack("1.0"));
        assertThat(moving.now()).hasSize(1);

        bed.clock.pass(Lease.TERM);
        assertThat(moving.now()).isEmpty();
    }

    @Test
    void aSingleServiceMovesNoNetworkUnlessAStackMakesRoomForIt() {
        Map<Phase, List<String>> seen = byPhase();
        bed.deliver("1.0");
        assertThat(seen.values()).allMatch(List::isEmpty);

        TestBeds.finish(bed, stack("2.0"));
        bed.router.stack = false;
        seen.clear();
        bed.deliver("3.0");
        assertThat(seen.get(Phase.RETIRING)).isNotEmpty();
    }

    @Test
    void aRemovalMovesThem() {
        TestBeds.finish(bed, stack("1.0"));

        try (Removal removal = bed.engine().remove(APP, false, claim("anna"), bed.log())) {
            removal.advance();
            assertThat(moving.now())
                    .singleElement()
                    .satisfies(line -> assertThat(line).matches("go-demo \\(anna since \\S+: deliver\\)"));
        }
        assertThat(moving.now()).isEmpty();
    }

    @Test
    void anApplicationWhoseLedgerWasJustRemovedIsNone() {
        TestBeds.finish(bed, stack("1.0"));
        Ledger last = bed.ledger();
        bed.ledgers.beforeRead = () -> bed.ledgers.removeByHand(last.application());

        assertThat(moving.now()).isEmpty();
    }
}
