package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/** A stack on its way through deliveries in which anything may go wrong. */
final class StackWalk {
    /**
     * How often something happens at a call.
     *
     * @param acts of somebody who changes services and objects by hand
     */
    record Odds(int cutsPerHundred, int killsPerThousand, int refusalsPerThousand, int actsPerThousand) {}

    private static final Pattern CHANGES = Pattern.compile("(create|update|remove|route) ?.*");

    private final Random random;
    private final Odds odds;
    private final TestBed bed = new TestBed();
    private final StackWatch watch = new StackWatch(bed);
    private final Meddler meddler;
    private RandomStack stack;
    private int number = 1;

    StackWalk(long seed, Odds odds) {
        this.random = new Random(seed);
        this.odds = odds;
        this.meddler = new Meddler(bed, watch, random);
        this.stack = RandomStack.first(random);
        bed.router.stack = true;
        bed.router.routed = RandomStack.ROUTED;
    }

    List<String> log() {
        return bed.log;
    }

    /** The first release is live. */
    void begin() {
        assertThat(deliver(new TestOptions().autoSwitch()).phase()).isEqualTo(Phase.DONE);
        bed.usersDependOnIt();
        check();
    }

    void move(StackPropertyTest.Move move) {
        stack = stack.next(random, ++number + ".0");
        for (String tag : stack.tags()) {
            FakeSwarm.Behavior[] behaviors = FakeSwarm.Behavior.values();
            if (random.nextInt(8) == 0) {
                bed.swarm.behaves(tag, behaviors[random.nextInt(behaviors.length)]);
            }
            if (random.nextInt(12) == 0) {
                bed.swarm.rollsBack.add(tag);
            }
        }
        bed.log.add("--- " + move + " " + stack.version());
        bed.faults.rule(this::judge);
        try {
            make(move);
        } catch (Faults.Killed | DeliveryException interrupted) {
            bed.log.add(move + " ended by " + interrupted);
        }
        bed.faults.rule(Faults.Rule.NONE);
        bed.router.unreachable.clear();
        settle();
        check();
    }

    private Faults.Verdict judge(int call, String name) {
        if (random.nextInt(1000) < odds.killsPerThousand()) {
            return random.nextBoolean() ? Faults.Verdict.KILL_BEFORE : Faults.Verdict.KILL_AFTER;
        }
        if (random.nextInt(1000) < odds.actsPerThousand()) {
            meddler.act();
        }
        if (random.nextInt(300) == 0) {
            bed.router.unreachable.clear();
            bed.router.unreachable.addAll(
                    random.nextBoolean() ? java.util.Set.of(random.nextInt(3)) : java.util.Set.of());
        }
        if (CHANGES.matcher(name).matches() && random.nextInt(1000) < odds.refusalsPerThousand()) {
            return Faults.Verdict.REFUSED;
        }
        if (random.nextInt(100) < odds.cutsPerHundred()) {
            return random.nextBoolean() ? Faults.Verdict.CUT_BEFORE : Faults.Verdict.CUT_AFTER;
        }
        return Faults.Verdict.PASS;
    }

    private Delivery deliver(TestOptions options) {
        return TestBeds.finish(bed, stack.order(options));
    }

    private void make(StackPropertyTest.Move move) {
        DeliveryOptions defaults = DeliveryOptions.DEFAULTS;
        switch (move) {
            case DELIVER -> deliver(new TestOptions().prePull().bake(5).autoSwitch());
            case DELIVER_AND_KEEP_STANDBY ->
                deliver(new TestOptions().keepStandby(3600).autoSwitch());
            case DEPLOY_THEN_REGISTER -> {
                deliver(new TestOptions());
                TestBeds.finish(bed, new Order.Register(APP, Optional.empty(), defaults));
            }
            case TESTS_FAIL_BEFORE -> testsFail(new TestOptions().preTest().autoSwitch());
            case TESTS_FAIL_AFTER -> testsFail(new TestOptions().postTest().autoSwitch());
            case ROLLBACK -> TestBeds.finish(bed, new Order.Rollback(APP, Target.PLAIN, defaults));
            case ROLLBACK_TO_PREVIOUS -> TestBeds.finish(bed, new Order.Rollback(APP, Target.PREVIOUS, defaults));
            case RETIRE -> TestBeds.finish(bed, Order.Retire.now(APP, defaults));
        }
    }

    private void testsFail(TestOptions options) {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run =
                engine.start(stack.order(options), claim("anna"), bed.log()).orElseThrow();
        if (bed.drive(engine, run).phase().testsDue()) {
            engine.failed(run, "tests failed");
            bed.drive(engine, run);
        }
    }

    /** What a dead run left is resumed, rolled back, or in the way of the next delivery. */
    private void settle() {
        bed.clock.pass(Lease.TERM);
        bed.log.add("--- settle");
        int way = random.nextInt(3);
        boolean stuck = stuck();
        try {
            if (way == 1 && !stuck && bed.ledger().delivery().isPresent()) {
                TestBeds.finish(bed, new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS));
            } else if (way == 2 && !stuck) {
                stack = stack.next(random, ++number + ".0");
                deliver(new TestOptions().autoSwitch());
            }
        } catch (DeliveryException refused) {
            bed.log.add("refused: " + refused.getMessage());
        }
        resume();
        if (bed.ledger().delivery().filter(Delivery::parked).isPresent()) {
            TestBeds.finish(bed, new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS));
        }
    }

    private void resume() {
        DeliveryEngine engine = bed.engine();
        engine.start(Order.Resume.of(APP), claim("bert"), bed.log()).ifPresent(run -> {
            while (bed.drive(engine, run).phase().testsDue()) {
                engine.passed(run);
            }
        });
    }

    private boolean stuck() {
        return bed.ledger()
                .delivery()
                .filter(left -> left.phase() == Phase.STUCK)
                .isPresent();
    }

    private void check() {
        if (!stuck()) {
            if (!watch.meddled()) {
                bed.live();
            }
            assertThat(bed.ledger().delivery()).as("unfinished").isEmpty();
            watch.whole();
        }
        assertThat(bed.violations).as(() -> String.join("\n", bed.log)).isEmpty();
    }

    /** Nobody disturbs any more: what is left ends, and another release goes live, whole. */
    void endsWell() {
        if (stuck()) {
            return; // Both releases are down, or somebody removed them: a person decides.
        }
        bed.swarm.heal();
        meddler.scaleUp();
        stack = stack.next(random, ++number + ".0");
        Delivery last = deliver(new TestOptions().autoSwitch());
        watch.forgetMeddling();
        assertThat(last.phase())
                .as(() -> last.failure() + "\n" + String.join("\n", bed.log))
                .isEqualTo(Phase.DONE);
        assertThat(bed.ledger().active().orElseThrow().release().version()).isEqualTo(stack.version());
        check();
    }
}
