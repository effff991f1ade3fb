package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The router is told the candidate's tasks while they start, and to forget them at the end. */
class EarlyChecksTest {
    private static final String NONE = "green {}";

    private final TestBed bed = new TestBed();

    private static String green(String service, int restarts) {
        String task = service + "-%d-" + restarts;
        return "green {" + service + "=[" + String.join(", ", task.formatted(1), task.formatted(2), task.formatted(3))
                + "]}";
    }

    private void liveIsBlue() {
        bed.deliver("1.0");
        bed.router.early.clear();
    }

    @Test
    void tasksAreToldOnceAndForgottenAtTheEnd() {
        liveIsBlue();

        bed.deliver("2.0");

        assertThat(bed.live()).isEqualTo("green 2.0");
        assertThat(bed.router.early).containsExactly(green("go-demo-green", 0), NONE);
    }

    @Test
    void theyAreToldBeforeAnyIsHealthy() {
        liveIsBlue();
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.CONVERGING, engine, bed.order("2.0"));

        engine.advance(run);

        assertThat(run.delivery().phase()).isEqualTo(Phase.CONVERGING);
        assertThat(bed.router.early).containsExactly(green("go-demo-green", 0));
    }

    @Test
    void tasksWithoutAnAddressAreWaitedFor() {
        liveIsBlue();
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.PENDING);
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.CONVERGING, engine, bed.order("2.0"));

        engine.advance(run);
        assertThat(bed.router.early).isEmpty();

        bed.swarm.heal();
        engine.advance(run);
        assertThat(bed.router.early).containsExactly(green("go-demo-green", 0));
    }

    @Test
    void newTasksReplaceThoseThatFailed() {
        liveIsBlue();
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.CONVERGING, engine, bed.order("2.0"));

        engine.advance(run);
        bed.swarm.failOnce("2.0", 1);
        engine.advance(run);

        assertThat(bed.router.early).containsExactly(green("go-demo-green", 0), green("go-demo-green", 1));
    }

    @Test
    void candidateThatFailsIsForgotten() {
        liveIsBlue();
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.NEVER_HEALTHY);

        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.FAILED);

        assertThat(bed.router.early).endsWith(NONE);
    }

    @Test
    void candidateThatWaitsForItsPromotionIsForgotten() {
        liveIsBlue();
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.READY, engine, bed.order("2.0"));

        bed.drive(engine, run);

        assertThat(bed.router.early).endsWith(NONE);
    }

    /** A promotion right after it would be refused. */
    @Test
    void candidateIsParkedOnceTheRouterHasCheckedItsTasksItself() {
        liveIsBlue();
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.READY, engine, bed.order("2.0"));
        bed.router.unchecked = 1;

        assertThat(engine.advance(run))
                .isInstanceOfSatisfying(
                        Progress.Wait.class, wait -> assertThat(wait.reason()).contains("sees 2 of 3 tasks"));

        bed.router.unchecked = 0;
        assertThat(engine.advance(run)).isInstanceOf(Progress.Succeeded.class);
    }

    @Test
    void taskThatFailsMeanwhileDoesNotHoldItForLong() {
        liveIsBlue();
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.READY, engine, bed.order("2.0"));
        bed.router.unchecked = 1;
        Instant began = bed.clock.instant();

        bed.drive(engine, run);

        assertThat(run.delivery().phase()).isEqualTo(Phase.READY);
        assertThat(Duration.between(began, bed.clock.instant()))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
    }

    @Test
    void onlyRoutedServicesOfAStackAreTold() {
        bed.router.stack = true;

        TestBeds.finish(bed, new FakeStack("1.0").order(options -> options.autoSwitch()));

        assertThat(bed.router.early)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("blue {go-demo-web-blue=[")
                .doesNotContain("api");
    }

    @Test
    void routerThatRefusesOnlyCostsTime() {
        liveIsBlue();
        bed.faults.rule((number, name) -> name.equals("check early") ? Faults.Verdict.REFUSED : Faults.Verdict.PASS);

        assertThat(bed.deliver("2.0").phase()).isEqualTo(Phase.DONE);

        assertThat(bed.router.early).isEmpty();
        assertThat(bed.log).anyMatch(line -> line.contains("which tasks to check early: refused"));
    }

    @Test
    void runWithoutItsLeaseTellsNothing() {
        liveIsBlue();
        bed.swarm.behaves("2.0", FakeSwarm.Behavior.NEVER_HEALTHY);
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = bed.reached(Phase.CONVERGING, engine, bed.order("2.0"));
        bed.faults.rule((number, name) -> {
            if (name.equals("tasks")) {
                bed.clock.pass(Duration.ofMinutes(5));
            }
            return Faults.Verdict.PASS;
        });

        assertThatThrownBy(() -> engine.advance(run)).hasMessageContaining("expired");

        assertThat(bed.router.early).isEmpty();
    }
}
