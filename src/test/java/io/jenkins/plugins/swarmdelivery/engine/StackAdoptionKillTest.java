package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Kills the engine at every change that it makes while it adopts a stack, and while it replaces that. */
class StackAdoptionKillTest {
    private static final List<String> ADOPTED =
            List.of(APP + "_api", APP + "_db", APP + "_migrate", APP + "_web", APP + "_worker");

    private record Scenario(String name, boolean adopted, boolean delivered, Function<TestBed, DeliveryRun> start) {}

    private static List<Scenario> scenarios() {
        return List.of(
                new Scenario("adopt", false, false, bed -> start(bed, new FakeRunningStack().order())),
                new Scenario("deliver over it", true, false, bed -> start(bed, delivered())),
                new Scenario("release that fails", true, false, StackAdoptionKillTest::startBroken),
                new Scenario("rollback to it", true, true, bed -> start(bed, rollback())));
    }

    private static Order delivered() {
        return new FakeStack("1.0")
                .version("db", "16")
                .order(o -> o.keepStandby(3600).autoSwitch());
    }

    private static Order rollback() {
        return new Order.Rollback(APP, Order.Rollback.Target.PREVIOUS, DeliveryOptions.DEFAULTS);
    }

    private static DeliveryRun start(TestBed bed, Order order) {
        return bed.engine().start(order, claim("anna"), bed.log()).orElseThrow();
    }

    private static DeliveryRun startBroken(TestBed bed) {
        bed.swarm.behaves("1.0-broken", FakeSwarm.Behavior.REJECTED);
        FakeStack broken = new FakeStack("1.0").version("db", "16").version("api", "1.0-broken");
        return start(bed, broken.order(o -> o.autoSwitch()));
    }

    private static TestBed prepared(Scenario scenario) {
        TestBed bed = new TestBed();
        FakeRunningStack running = FakeRunningStack.deployed(bed, "0.9");
        bed.router.stack = true;
        bed.router.adopted = APP + "_web";
        if (scenario.adopted()) {
            TestBeds.finish(bed, running.order());
            bed.usersDependOnIt();
        }
        if (scenario.delivered()) {
            TestBeds.finish(bed, delivered());
        }
        return bed;
    }

    @TestFactory
    Stream<DynamicTest> everyChange() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : scenarios()) {
            for (KillPoints.Point point : KillPoints.of(TestBeds.calls(prepared(scenario), scenario.start()))) {
                tests.add(DynamicTest.dynamicTest(scenario.name() + ", " + point, () -> isWhole(scenario, point)));
            }
        }
        return tests.stream();
    }

    private void isWhole(Scenario scenario, KillPoints.Point point) {
        TestBed bed = TestBeds.killed(prepared(scenario), scenario.start(), point.call(), point.verdict());
        TestBeds.resume(bed);
        boolean known = bed.ledgers.applications().contains(APP);
        if (!known || bed.ledger().active().isEmpty()) {
            // Not adopted: as docker stack deploy made it, and it can be adopted now.
            assertThat(scenario.adopted()).isFalse();
            ADOPTED.forEach(name -> assertThat(bed.swarm.spec(name).labels()).doesNotContainKey(Labels.APPLICATION));
            assertThat(TestBeds.finish(bed, new FakeRunningStack().order()).phase())
                    .isEqualTo(Phase.DONE);
        }
        assertWhole(bed);
        bed.usersDependOnIt();

        assertThat(TestBeds.finish(bed, new FakeStack("9.0").order(o -> o.autoSwitch()))
                        .phase())
                .isEqualTo(Phase.DONE);
        assertThat(bed.live()).endsWith("9.0");
        assertWhole(bed);
    }

    /** One whole release is live, adopted or delivered, and no service is there that no record names. */
    static void assertWhole(TestBed bed) {
        assertThat(bed.violations).isEmpty();
        Ledger ledger = bed.ledger();
        bed.live();
        assertThat(ledger.delivery()).isEmpty();
        assertThat(ledger.lease()).isEmpty();
        Set<String> services = new TreeSet<>(List.of(APP + "_db"));
        boolean adopted = false;
        for (PlacedRelease placed : ledger.placed()) {
            placed.services().forEach(ref -> services.add(ref.name()));
            adopted |= placed.adopted();
        }
        if (adopted) {
            services.add(APP + "_migrate");
        }
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services);
    }
}
