package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Drives random deliveries through random failures of every call and every task, and holds: never zero serving, never
 * two colors serving once a delivery has ended, never an unproven stop. (TestBed watches the first and the last at
 * every change of a route and every removal of a service.)
 */
class DeliveryPropertyTest {
    enum Move {
        DELIVER,
        DELIVER_AND_KEEP_STANDBY,
        DEPLOY_THEN_REGISTER,
        DEPLOY_SHARE_REGISTER,
        DEPLOY_AND_SHARE,
        TESTS_FAIL_BEFORE,
        TESTS_FAIL_AFTER,
        ROLLBACK,
        RETIRE
    }

    @Property(tries = 400)
    void serviceGoesOnWhateverHappens(
            @ForAll @Size(min = 1, max = 6) List<Move> moves,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 25) int cutsPerHundred,
            @ForAll @IntRange(min = 0, max = 3) int killsPerThousand) {
        Random random = new Random(seed);
        TestBed bed = new TestBed();
        bed.deliver("1.0");
        bed.usersDependOnIt();
        int version = 2;
        for (Move move : moves) {
            FakeSwarm.Behavior[] behaviors = FakeSwarm.Behavior.values();
            bed.swarm.behaves(
                    version + ".0",
                    random.nextInt(3) == 0 ? behaviors[random.nextInt(behaviors.length)] : FakeSwarm.Behavior.HEALTHY);
            bed.faults.rule((number, call) -> judge(random, cutsPerHundred, killsPerThousand));
            try {
                make(move, bed, version++ + ".0");
            } catch (Faults.Killed | DeliveryException interrupted) {
                bed.log.add(move + " ended by " + interrupted);
            }
            bed.faults.rule(Faults.Rule.NONE);
            settle(bed);
            assertThat(bed.violations).as("%s", bed.log).isEmpty();
            assertOneIsLive(bed);
        }
    }

    private static Faults.Verdict judge(Random random, int cuts, int kills) {
        if (random.nextInt(1000) < kills) {
            return random.nextBoolean() ? Faults.Verdict.KILL_BEFORE : Faults.Verdict.KILL_AFTER;
        }
        if (random.nextInt(100) < cuts) {
            return random.nextBoolean() ? Faults.Verdict.CUT_BEFORE : Faults.Verdict.CUT_AFTER;
        }
        return Faults.Verdict.PASS;
    }

    private static void make(Move move, TestBed bed, String version) {
        DeliveryEngine engine = bed.engine();
        DeliveryOptions defaults = DeliveryOptions.DEFAULTS;
        switch (move) {
            case DELIVER -> bed.deliver(version, o -> o.prePull().bake(5));
            case DELIVER_AND_KEEP_STANDBY -> bed.deliver(version, o -> o.keepStandby(3600));
            case DEPLOY_THEN_REGISTER -> {
                bed.drive(
                        engine,
                        engine.start(bed.order(version), claim("anna"), bed.log())
                                .orElseThrow());
                bed.drive(
                        engine,
                        engine.start(new Order.Register(APP, Optional.empty(), defaults), claim("anna"), bed.log())
                                .orElseThrow());
            }
            case DEPLOY_SHARE_REGISTER -> {
                deployAndShare(bed, engine, version);
                bed.drive(
                        engine,
                        engine.start(new Order.Register(APP, Optional.empty(), defaults), claim("anna"), bed.log())
                                .orElseThrow());
            }
            case DEPLOY_AND_SHARE -> deployAndShare(bed, engine, version);
            case TESTS_FAIL_BEFORE ->
                testsFail(bed, engine, bed.order(version, o -> o.preTest().autoSwitch()));
            case TESTS_FAIL_AFTER ->
                testsFail(bed, engine, bed.order(version, o -> o.postTest().autoSwitch()));
            case ROLLBACK ->
                bed.drive(
                        engine,
                        engine.start(new Order.Rollback(APP, Target.PLAIN, defaults), claim("anna"), bed.log())
                                .orElseThrow());
            case RETIRE ->
                bed.drive(
                        engine,
                        engine.start(Order.Retire.now(APP, defaults), claim("anna"), bed.log())
                                .orElseThrow());
        }
    }

    private static void deployAndShare(TestBed bed, DeliveryEngine engine, String version) {
        bed.drive(
                engine,
                engine.start(bed.order(version), claim("anna"), bed.log()).orElseThrow());
        for (int percent : List.of(5, 50)) {
            bed.drive(
                    engine,
                    engine.start(new Order.Share(APP, percent), claim("anna"), bed.log())
                            .orElseThrow());
        }
    }

    private static void testsFail(TestBed bed, DeliveryEngine engine, Order.Deploy order) {
        DeliveryRun run = engine.start(order, claim("anna"), bed.log()).orElseThrow();
        if (Set.of(Phase.TESTING, Phase.VERIFYING)
                .contains(bed.drive(engine, run).phase())) {
            engine.failed(run, "tests failed");
            bed.drive(engine, run);
        }
    }

    /** What a dead run left is taken over once its lease has lapsed, as the next one to come would do. */
    private static void settle(TestBed bed) {
        bed.clock.pass(Lease.TERM);
        DeliveryEngine engine = bed.engine();
        boolean stuck =
                bed.ledger().delivery().map(d -> d.phase() == Phase.STUCK).orElse(false);
        if (stuck) {
            engine.start(Order.Resume.of(APP), claim("bert"), bed.log()).ifPresent(run -> bed.drive(engine, run));
        } else {
            bed.settle(engine, "bert");
        }
    }

    private static void assertOneIsLive(TestBed bed) {
        Ledger ledger = bed.ledger();
        if (ledger.delivery().map(d -> d.phase() == Phase.STUCK).orElse(false)) {
            // The old release died too: both are kept, and users stay where they are.
            assertThat(bed.swarm.names()).contains(ledger.delivery().get().to().service());
            return;
        }
        assertThat(bed.live()).as("%s", bed.log).isNotEqualTo("nothing");
        bed.clean();
    }
}
