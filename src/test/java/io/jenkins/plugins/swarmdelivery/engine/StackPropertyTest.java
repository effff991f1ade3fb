package io.jenkins.plugins.swarmdelivery.engine;

import java.util.List;
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
}
