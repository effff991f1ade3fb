package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Kills the engine before and after changes that it makes on a cluster with Traefik: each change of what Traefik reads, and
 * some of the others, which {@link StackKillTest} and {@link StackAdoptionKillTest} kill all. Users find a healthy task on
 * each replica at any time.
 */
class TraefikKillTest {
    private static final String WEB = APP + "_web";
    private static final Pattern OF_ROUTER = Pattern.compile("\\w+ " + APP + "(-routes|_web)");
    private static final int EVERY = 15;
    private static final DeliveryOptions OPTIONS = new TestOptions().drain(1).build();

    /**
     * @param before leads the bed to where the scenario starts
     * @param start what is killed
     * @param after leads on to a release 9.0, with or without a resume before
     */
    private record Scenario(
            String name, Consumer<TestBed> before, Function<TestBed, DeliveryRun> start, Consumer<TestBed> after) {
        TestBed prepared() {
            TestBed bed = TraefikUsers.bed();
            before.accept(bed);
            bed.clock.pass(Duration.ofSeconds(3));
            return bed;
        }
    }

    private static List<Scenario> scenarios() {
        Consumer<TestBed> next = bed -> {
            Phase last = TestBeds.finish(bed, stack("9.0").order(o -> o.drain(1).autoSwitch()))
                    .phase();
            assertThat(last).as(String.join("\n", bed.log)).isEqualTo(Phase.DONE);
        };
        Consumer<TestBed> nothing = bed -> {};
        return List.of(
                new Scenario("first release", nothing, bed -> start(bed, delivered("1.0")), next),
                new Scenario("deliver", TraefikKillTest::one, bed -> start(bed, delivered("2.0")), next),
                new Scenario("release that fails", TraefikKillTest::one, TraefikKillTest::startBroken, next),
                new Scenario("warm rollback", bed -> two(bed, false), bed -> start(bed, rollback()), next),
                new Scenario("cold rollback", bed -> two(bed, true), bed -> start(bed, rollback()), next),
                new Scenario("share that is taken back", TraefikKillTest::shared, bed -> start(bed, rollback()), next),
                new Scenario(
                        "adopt",
                        TraefikKillTest::running,
                        bed -> start(bed, new FakeRunningStack().order()),
                        bed -> adoptedThen(bed, next)),
                new Scenario("deliver over it", TraefikKillTest::adopted, bed -> start(bed, delivered("1.0")), next),
                new Scenario("failure over it", TraefikKillTest::adopted, TraefikKillTest::startBroken, next),
                new Scenario("rollback to it", bed -> replaced(bed, false), bed -> start(bed, rollback()), next),
                new Scenario("rollback to it, cold", bed -> replaced(bed, true), bed -> start(bed, rollback()), next));
    }

    /** Its web has routers of Traefik, as users write them. */
    private static FakeStack stack(String version) {
        return new FakeStack(version)
                .version("db", "16")
                .edited(part -> part.name().equals("web")
                        ? part.with(TraefikUsers.routed(part.spec(), "Host(`" + TraefikUsers.HOST + "`)"))
                        : part);
    }

    private static Order delivered(String version) {
        return stack(version).order(o -> o.probe("/").drain(1).keepStandby(3600).autoSwitch());
    }

    private static Order rollback() {
        return new Order.Rollback(APP, Order.Rollback.Target.PREVIOUS, OPTIONS);
    }

    private static DeliveryRun start(TestBed bed, Order order) {
        return bed.engine().start(order, claim("anna"), bed.log()).orElseThrow();
    }

    /** It fails after the switch: what users do not reach themselves dies. */
    private static DeliveryRun startBroken(TestBed bed) {
        bed.swarm.behaves("3.0-broken", FakeSwarm.Behavior.DIES_LATER);
        return start(
                bed,
                stack("3.0")
                        .version("api", "3.0-broken")
                        .order(o -> o.bake(25).drain(1).autoSwitch()));
    }

    private static void one(TestBed bed) {
        TestBeds.finish(bed, delivered("1.0"));
        bed.usersDependOnIt();
    }

    private static void shared(TestBed bed) {
        one(bed);
        TestBeds.finish(bed, stack("2.0").order(o -> o.probe("/").drain(1)));
        TestBeds.finish(bed, new Order.Share(APP, 100));
    }

    private static void two(TestBed bed, boolean cold) {
        one(bed);
        TestBeds.finish(bed, delivered("2.0"));
        retired(bed, cold);
    }

    private static void retired(TestBed bed, boolean cold) {
        if (cold) {
            TestBeds.finish(bed, Order.Retire.now(APP, OPTIONS));
        }
    }

    /** Traefik serves it, with a rule that is longer than that of the next release. */
    private static void running(TestBed bed) {
        FakeRunningStack.deployed(bed, "0.9");
        bed.swarm.changeByHand(
                WEB, spec -> TraefikUsers.routed(spec, "Host(`" + TraefikUsers.HOST + "`) && PathPrefix(`/`)"));
        bed.usersDependOnIt();
    }

    private static void adopted(TestBed bed) {
        running(bed);
        bed.clock.pass(Duration.ofSeconds(3));
        TestBeds.finish(bed, new FakeRunningStack().order());
    }

    private static void replaced(TestBed bed, boolean cold) {
        adopted(bed);
        TestBeds.finish(bed, delivered("1.0"));
        retired(bed, cold);
    }

    private static void adoptedThen(TestBed bed, Consumer<TestBed> next) {
        TestBeds.resume(bed);
        boolean known = bed.ledgers.applications().contains(APP);
        if (!known || bed.ledger().active().isEmpty()) {
            // Not adopted: as docker stack deploy made it, and it can be adopted now.
            assertThat(bed.swarm.spec(WEB).labels())
                    .doesNotContainKey(Labels.APPLICATION)
                    .containsKey("traefik.http.routers.shop.rule");
            assertThat(TestBeds.finish(bed, new FakeRunningStack().order()).phase())
                    .isEqualTo(Phase.DONE);
        }
        StackAdoptionKillTest.assertWhole(bed);
        next.accept(bed);
    }

    @TestFactory
    Stream<DynamicTest> changes() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : scenarios()) {
            List<String> calls = calls(scenario);
            int others = scenario.name().length();
            for (int point = 1; point <= calls.size(); point++) {
                String call = calls.get(point - 1);
                boolean ofRouter = OF_ROUTER.matcher(call).matches();
                if (KillPoints.isChange(call) && (ofRouter || ++others % EVERY == 0)) {
                    for (Faults.Verdict verdict : List.of(Faults.Verdict.KILL_BEFORE, Faults.Verdict.KILL_AFTER)) {
                        int at = point;
                        String name = scenario.name() + ", " + verdict + " call " + at + ", " + call;
                        tests.add(DynamicTest.dynamicTest(name + ", resumed", () -> resumes(scenario, at, verdict)));
                        if (ofRouter) {
                            tests.add(DynamicTest.dynamicTest(
                                    name + ", begun anew", () -> beginsAnew(scenario, at, verdict)));
                        }
                    }
                }
            }
        }
        return tests.stream();
    }

    private static List<String> calls(Scenario scenario) {
        TestBed clean = scenario.prepared();
        List<String> calls = TestBeds.calls(clean, scenario.start());
        assertThat(clean.violations).as(scenario.name()).isEmpty();
        assertThat(calls.stream().filter(OF_ROUTER.asMatchPredicate()))
                .as(scenario.name())
                .isNotEmpty();
        return calls;
    }

    private static void resumes(Scenario scenario, int point, Faults.Verdict verdict) {
        TestBed bed = TestBeds.killed(scenario.prepared(), scenario.start(), point, verdict);
        TestBeds.resume(bed);
        if (bed.ledgers.applications().contains(APP) && bed.ledger().active().isPresent()) {
            StackAdoptionKillTest.assertWhole(bed);
        }
        assertThat(bed.violations).isEmpty();
    }

    private static void beginsAnew(Scenario scenario, int point, Faults.Verdict verdict) {
        TestBed bed = TestBeds.killed(scenario.prepared(), scenario.start(), point, verdict);
        scenario.after().accept(bed);
        assertThat(bed.live()).endsWith("9.0");
        StackAdoptionKillTest.assertWhole(bed);
    }
}
