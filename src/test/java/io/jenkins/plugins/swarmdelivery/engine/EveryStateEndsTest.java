package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every phase in which a run may die, times what may be broken then: one command leads out of it, with one more try at
 * the most. The table of states in docs/troubleshooting.md names these commands.
 */
class EveryStateEndsTest {
    private static final List<Phase> PHASES = List.of(
            Phase.ROUTING,
            Phase.PULLING,
            Phase.CLEARING,
            Phase.STARTING,
            Phase.CONVERGING,
            Phase.PREVIEWING,
            Phase.TESTING,
            Phase.READY,
            Phase.SWITCHING,
            Phase.PROVING,
            Phase.REGISTERING,
            Phase.VERIFYING,
            Phase.BAKING,
            Phase.RETIRING,
            Phase.ABANDONING,
            Phase.REVERTING,
            Phase.STOPPING);

    private enum Broken {
        NOTHING(bed -> {}),
        OLD_SERVICE_GONE(bed -> remove(bed, "go-demo-green")),
        NEW_SERVICE_GONE(bed -> remove(bed, "go-demo-blue")),
        REGISTRY_DOWN(bed -> bed.registryDown = true),
        ONE_PROXY_SILENT(bed -> bed.router.unreachable.add(1)),
        ALL_PROXIES_SILENT(bed -> bed.router.unreachable.addAll(List.of(0, 1, 2))),
        NODE_DOWN(bed -> bed.swarm.nodeDown("n1"));

        private final Consumer<TestBed> fault;

        Broken(Consumer<TestBed> fault) {
            this.fault = fault;
        }

        private static void remove(TestBed bed, String service) {
            if (bed.swarm.names().contains(service)) {
                bed.swarm.removeByHand(service);
            }
        }
    }

    private interface Command {
        Optional<DeliveryRun> start(DeliveryEngine engine, TestBed bed);
    }

    static Stream<Arguments> states() {
        List<Arguments> states = new ArrayList<>();
        for (Phase phase : PHASES) {
            for (Broken broken : Broken.values()) {
                states.add(Arguments.of(phase, broken));
            }
        }
        return states.stream();
    }

    @ParameterizedTest(name = "{0}, {1}: resume")
    @MethodSource("states")
    void resumeEndsIt(Phase phase, Broken broken) {
        ends(phase, broken, (engine, bed) -> engine.start(Order.Resume.of(APP), claim("oncall"), bed.log()));
    }

    @ParameterizedTest(name = "{0}, {1}: rollback")
    @MethodSource("states")
    void rollbackEndsIt(Phase phase, Broken broken) {
        ends(
                phase,
                broken,
                (engine, bed) -> engine.start(
                        new Order.Rollback(APP, Target.PREVIOUS, DeliveryOptions.DEFAULTS),
                        claim("oncall"),
                        bed.log()));
    }

    private void ends(Phase phase, Broken broken, Command command) {
        TestBed bed = died(phase);
        broken.fault.accept(bed);
        bed.clock.pass(Lease.TERM);

        Phase last = drive(bed, command);
        if (last == Phase.STUCK || last == Phase.FAILED && bed.ledger().active().isEmpty()) {
            bed.clock.pass(Lease.TERM);
            last = drive(bed, command);
        }

        assertThat(last).isIn(Phase.DONE, Phase.FAILED, Phase.ROLLED_BACK, Phase.READY);
        assertThat(bed.ledger().lease()).isEmpty();
        assertThat(bed.ledger().delivery().filter(left -> !left.parked())).isEmpty();
        PlacedRelease active = bed.ledger().active().orElseThrow();
        assertThat(bed.router.durable.active()).as("what new proxies serve").contains(active.target());
        assertThat(bed.swarm.healthy(active.color(), APP))
                .as("tasks of %s", active)
                .isPositive();
        assertThat(bed.violations).isEmpty();
    }

    private static Phase drive(TestBed bed, Command command) {
        DeliveryEngine engine = bed.engine();
        return command.start(engine, bed).map(run -> ended(bed, engine, run)).orElse(Phase.DONE);
    }

    /** As a command without tests does it: tests that are due count as failed. */
    private static Phase ended(TestBed bed, DeliveryEngine engine, DeliveryRun run) {
        Delivery delivery = bed.drive(engine, run);
        while (delivery.phase() == Phase.TESTING || delivery.phase() == Phase.VERIFYING) {
            engine.failed(run, "tests were ordered, and none given");
            delivery = bed.drive(engine, run);
        }
        return delivery.phase();
    }

    /** 1.0 was rolled on to 2.0, which serves as green with 1.0 as its standby; a run that delivers 3.0 as blue dies. */
    private static TestBed died(Phase phase) {
        TestBed bed = new TestBed();
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(36_000));
        Order.Deploy order =
                bed.order("3.0", o -> o.prePull().preTest().postTest().bake(60).autoSwitch());
        if (phase == Phase.ROUTING) {
            bed.lacksRoute().further = true;
            order = order.withSpec(bed.first);
        }
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(order, claim("dead"), bed.log()).orElseThrow();
        while (run.delivery().phase() != phase) {
            Progress progress = engine.advance(run);
            if (progress instanceof Progress.Wait wait) {
                bed.clock.pass(wait.after());
            }
            Phase at = run.delivery().phase();
            if (at == Phase.TESTING && phase == Phase.ABANDONING || at == Phase.VERIFYING && rollsBack(phase)) {
                engine.failed(run, "tests failed");
            } else if (at == Phase.TESTING && phase != at || at == Phase.VERIFYING && phase != at) {
                engine.passed(run);
            }
            bed.clock.pass(Duration.ofMillis(5));
        }
        return bed;
    }

    private static boolean rollsBack(Phase phase) {
        return phase == Phase.REVERTING || phase == Phase.STOPPING;
    }
}
