package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Drives random stacks through random deliveries and failures: {@link StackWatch} holds what must be true at every step,
 * and of what is left.
 */
class StackPropertyTest {
    enum Move {
        DELIVER,
        DELIVER_AND_KEEP_STANDBY,
        DEPLOY_THEN_REGISTER,
        TESTS_FAIL_BEFORE,
        TESTS_FAIL_AFTER,
        ROLLBACK,
        ROLLBACK_TO_PREVIOUS,
        RETIRE
    }

    @Property(tries = 60, seed = "7447969583261438578")
    void stacksStayWholeWhateverFails(
            @ForAll @Size(min = 1, max = 6) List<Move> moves,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 15) int cutsPerHundred,
            @ForAll @IntRange(min = 0, max = 4) int killsPerThousand,
            @ForAll @IntRange(min = 0, max = 10) int refusalsPerThousand) {
        StackWalk walk =
                new StackWalk(seed, new StackWalk.Odds(cutsPerHundred, killsPerThousand, refusalsPerThousand, 0));
        walk.begin();
        moves.forEach(walk::move);
        walk.endsWell();
    }

    @Property(tries = 40, seed = "9138295595698870875")
    void nextDeliveryMendsWhateverSomebodyDid(
            @ForAll @Size(min = 1, max = 5) List<Move> moves,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 3) int killsPerThousand,
            @ForAll @IntRange(min = 1, max = 30) int actsPerThousand) {
        StackWalk walk = new StackWalk(seed, new StackWalk.Odds(0, killsPerThousand, 0, actsPerThousand));
        walk.begin();
        moves.forEach(walk::move);
        walk.endsWell();
    }

    /** Whatever the live stack and the next one are made of. */
    @Property(tries = 40, seed = "5510219837461029384")
    void deliveryDoesToEachServiceWhatThePlanSays(@ForAll long seed, @ForAll boolean first) {
        Random random = new Random(seed);
        TestBed bed = new TestBed();
        bed.router.stack = true;
        bed.router.routed = RandomStack.ROUTED;
        RandomStack stack = RandomStack.first(random);
        if (!first) {
            TestBeds.finish(bed, stack.order(new TestOptions().autoSwitch()));
            stack = stack.next(random, "2.0");
        }
        Order.Deploy order = stack.order(new TestOptions().autoSwitch());
        Plan plan = bed.engine().plan(order);
        int before = bed.swarm.events.size();

        assertThat(TestBeds.finish(bed, order).phase()).isEqualTo(Phase.DONE);

        Set<String> done = bed.swarm.events.subList(before, bed.swarm.events.size()).stream()
                // A service of a color is updated when it is scaled, as workers are at the switch.
                .filter(event -> event.matches("create go-demo[_-].*|update go-demo_.*"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(done).isEqualTo(planned(plan));
    }

    /** Services of a color and jobs are created with each release; a shared one only where its word says so. */
    private static Set<String> planned(Plan plan) {
        Set<String> planned = new TreeSet<>();
        plan.parts().forEach(change -> {
            String name = change.part().spec().name();
            boolean shared = change.part().role() == Role.SHARED;
            switch (change.word()) {
                case "created" -> planned.add("create " + name);
                case "changed" -> planned.add((shared ? "update " : "create ") + name);
                case "unchanged" -> {
                    if (!shared) {
                        planned.add("create " + name);
                    }
                }
                default -> assertThat(change.word()).isIn("removed", "left");
            }
        });
        return planned;
    }
}
