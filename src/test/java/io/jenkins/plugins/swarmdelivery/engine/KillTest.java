package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Kills the engine at every change that it makes to the world ({@link KillPoints}), in each kind of delivery; then somebody
 * else resumes, or settles and begins anew. Whatever the point, it ends with one color live and nothing left over.
 */
class KillTest {
    private record Scenario(
            String name, List<String> before, java.util.function.Function<TestBed, DeliveryRun> start) {}

    private static List<Scenario> scenarios() {
        return List.of(
                new Scenario("first release", List.of(), bed -> deploy(bed, "1.0")),
                new Scenario("first release with a new route", List.of("new route"), bed -> deploy(bed, "1.0")),
                new Scenario("deliver", List.of("1.0"), bed -> deploy(bed, "2.0")),
                new Scenario(
                        "warm rollback",
                        List.of("1.0", "2.0+standby"),
                        bed -> bed.engine()
                                .start(
                                        new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                        claim("anna"),
                                        bed.log())
                                .orElseThrow()),
                new Scenario(
                        "cold rollback",
                        List.of("1.0", "2.0"),
                        bed -> bed.engine()
                                .start(
                                        new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                        claim("anna"),
                                        bed.log())
                                .orElseThrow()),
                new Scenario(
                        "rollback that keeps what it leaves",
                        List.of("1.0", "2.0+standby"),
                        bed -> bed.engine()
                                .start(
                                        new Order.Rollback(
                                                APP,
                                                Target.PLAIN,
                                                new TestOptions()
                                                        .keepStandby(3600)
                                                        .build()),
                                        claim("anna"),
                                        bed.log())
                                .orElseThrow()),
                new Scenario("deliver over what was left", List.of("1.0"), KillTest::deployOverWhatWasLeft),
                new Scenario("deliver over a standby", List.of("1.0", "2.0+standby"), bed -> deploy(bed, "3.0")),
                new Scenario(
                        "retire",
                        List.of("1.0", "2.0+standby"),
                        bed -> bed.engine()
                                .start(Order.Retire.now(APP, DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                                .orElseThrow()),
                new Scenario(
                        "adopt",
                        List.of("by hand"),
                        bed -> bed.engine()
                                .start(new Order.Adopt(APP, "shop", DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                                .orElseThrow()));
    }

    private static DeliveryRun deploy(TestBed bed, String version) {
        return bed.engine()
                .start(bed.order(version, o -> o.prePull().probe("/").autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
    }

    /** One run: it rolls back what another has left, and goes on to its own release. */
    private static DeliveryRun deployOverWhatWasLeft(TestBed bed) {
        bed.reached(Phase.CONVERGING, bed.engine(), bed.order("2.0", o -> o.autoSwitch()));
        bed.clock.pass(Lease.TERM);
        return deploy(bed, "3.0");
    }

    private static TestBed prepared(Scenario scenario) {
        TestBed bed = new TestBed();
        for (String step : scenario.before()) {
            if (step.equals("new route")) {
                bed.lacksRoute();
            } else if (step.equals("by hand")) {
                bed.swarm.createByHand(TestBed.spec().withName("shop").withImage(ImageReference.parse("go-demo:0.9")));
            } else {
                bed.deliver(step.replace("+standby", ""), o -> step.endsWith("standby") ? o.keepStandby(3600) : o);
            }
        }
        if (scenario.before().contains("1.0")) {
            bed.usersDependOnIt();
        }
        return bed;
    }

    @TestFactory
    Stream<DynamicTest> everyPoint() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : scenarios()) {
            for (KillPoints.Point point : KillPoints.of(TestBeds.calls(prepared(scenario), scenario.start()))) {
                String name = scenario.name() + ", " + point;
                tests.add(DynamicTest.dynamicTest(name + ", resumed", () -> resumes(scenario, point)));
                tests.add(DynamicTest.dynamicTest(name + ", begun anew", () -> beginsAnew(scenario, point)));
                if (scenario.before().contains("1.0") && !scenario.name().equals("deliver over a standby")) {
                    tests.add(DynamicTest.dynamicTest(name + ", rolled back", () -> rollsBack(scenario, point)));
                }
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
        assertWhole(bed, scenario);
    }

    private void beginsAnew(Scenario scenario, KillPoints.Point point) {
        TestBed bed = killed(scenario, point);
        DeliveryEngine engine = bed.engine();
        bed.settle(engine, "bert");
        assertWhole(bed, scenario);
        if (!scenario.name().equals("adopt")
                || bed.ledgers.applications().contains(APP)
                        && bed.ledger().active().isPresent()) {
            assertThat(bed.deliver("9.0").phase()).isEqualTo(Phase.DONE);
            assertThat(bed.live()).endsWith("9.0");
            assertWhole(bed, scenario);
        }
    }

    /** Who asks for a rollback means the release before the newest, however far anybody else had come. */
    private void rollsBack(Scenario scenario, KillPoints.Point point) {
        TestBed bed = killed(scenario, point);
        DeliveryEngine engine = bed.engine();
        boolean back = bed.ledger().delivery().isEmpty()
                && bed.ledger().active().orElseThrow().release().version().equals("1.0");
        if (back) {
            assertThat(engine.start(Order.Resume.of(APP), claim("bert"), bed.log()))
                    .isEmpty();
        } else {
            bed.drive(
                    engine,
                    engine.start(
                                    new Order.Rollback(APP, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                    claim("bert"),
                                    bed.log())
                            .orElseThrow());
        }
        assertThat(bed.live()).endsWith(" 1.0");
        assertWhole(bed, scenario);
    }

    private static void assertWhole(TestBed bed, Scenario scenario) {
        assertThat(bed.violations).isEmpty();
        if (!bed.ledgers.applications().contains(APP)) {
            assertThat(bed.swarm.names()).isSubsetOf("shop");
            return;
        }
        bed.live();
        assertThat(bed.ledger().delivery()).isEmpty();
        boolean handMadeStandsAlone =
                scenario.name().equals("adopt") && bed.ledger().active().isEmpty();
        if (!handMadeStandsAlone) {
            bed.clean();
        }
        assertThat(bed.ledgers.keptNow(APP))
                .as("a kept spec for every release that is placed")
                .containsAll(bed.ledger().placed().stream()
                        .map(placed -> placed.release().number())
                        .toList());
    }
}
