package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Kills the engine at every change that it makes while it delivers a stack ({@link KillPoints}); then somebody else resumes, or
 * delivers again. Whatever the point, one whole release is live, and nothing is left of another.
 */
class StackKillTest {
    private record Scenario(String name, List<FakeStack> before, Function<TestBed, DeliveryRun> start) {}

    private static List<Scenario> scenarios() {
        FakeStack one = new FakeStack("1.0");
        FakeStack two = new FakeStack("2.0").version("db", "16").page("other").password("other");
        return List.of(
                new Scenario("first release", List.of(), bed -> start(bed, one)),
                new Scenario("deliver", List.of(one), bed -> start(bed, two)),
                new Scenario("deliver over a standby", List.of(one, two), bed -> start(bed, new FakeStack("3.0"))),
                new Scenario("release that fails", List.of(one), StackKillTest::startBroken),
                new Scenario("warm rollback", List.of(one, two), StackKillTest::rollback),
                new Scenario("cold rollback", List.of(one, two), bed -> {
                    TestBeds.finish(bed, Order.Retire.now(APP, DeliveryOptions.DEFAULTS));
                    return rollback(bed);
                }));
    }

    private static DeliveryRun start(TestBed bed, FakeStack stack) {
        return bed.engine()
                .start(stack.order(o -> o.prePull().probe("/").autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
    }

    private static DeliveryRun startBroken(TestBed bed) {
        bed.swarm.behaves("2.0-broken", FakeSwarm.Behavior.REJECTED);
        return start(bed, new FakeStack("2.0").version("db", "16").page("other").version("api", "2.0-broken"));
    }

    private static DeliveryRun rollback(TestBed bed) {
        return bed.engine()
                .start(
                        new Order.Rollback(APP, Order.Rollback.Target.PREVIOUS, DeliveryOptions.DEFAULTS),
                        claim("anna"),
                        bed.log())
                .orElseThrow();
    }

    private static TestBed prepared(Scenario scenario) {
        TestBed bed = new TestBed();
        bed.router.stack = true;
        for (FakeStack stack : scenario.before()) {
            TestBeds.finish(bed, stack.order(o -> o.keepStandby(3600).autoSwitch()));
        }
        if (!scenario.before().isEmpty()) {
            bed.usersDependOnIt();
        }
        return bed;
    }

    @TestFactory
    Stream<DynamicTest> everyChange() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : scenarios()) {
            for (KillPoints.Point point : KillPoints.of(TestBeds.calls(prepared(scenario), scenario.start()))) {
                String name = scenario.name() + ", " + point;
                tests.add(DynamicTest.dynamicTest(name + ", resumed", () -> resumes(scenario, point)));
                tests.add(DynamicTest.dynamicTest(name + ", begun anew", () -> beginsAnew(scenario, point)));
            }
        }
        return tests.stream();
    }

    private static TestBed killed(Scenario scenario, KillPoints.Point point) {
        return TestBeds.killed(prepared(scenario), scenario.start(), point.call(), point.verdict());
    }

    private void resumes(Scenario scenario, KillPoints.Point point) {
        TestBed bed = killed(scenario, point);
        TestBeds.resume(bed);
        TestBeds.assertWholeStack(bed);
    }

    private void beginsAnew(Scenario scenario, KillPoints.Point point) {
        TestBed bed = killed(scenario, point);

        assertThat(TestBeds.finish(bed, new FakeStack("9.0").order(o -> o.autoSwitch()))
                        .phase())
                .isEqualTo(Phase.DONE);
        assertThat(bed.live()).endsWith("9.0");
        TestBeds.assertWholeStack(bed);
    }
}
