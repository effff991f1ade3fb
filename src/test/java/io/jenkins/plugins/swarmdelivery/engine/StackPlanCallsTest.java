package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFormat;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan asks the cluster as often for a large stack as for a small one. */
class StackPlanCallsTest {
    private static final int MANY = 45;

    private final TestBed bed = new TestBed();

    @BeforeEach
    void routeToWeb() {
        bed.router.stack = true;
    }

    @Test
    void theFirstReleaseOfALargeStackTakesAsManyCallsAsThatOfASmallOne() {
        assertThat(calls(new FakeStack("1.0").apis(MANY))).isEqualTo(calls(new FakeStack("1.0")));
    }

    @Test
    void theNextReleaseOfALargeStackTakesAsManyCallsAsThatOfASmallOne() {
        assertThat(callsOfNext(new TestBed(), MANY)).isEqualTo(callsOfNext(new TestBed(), 0));
    }

    @Test
    void driftOfALargeStackTakesAsManyCallsAsThatOfASmallOne() {
        assertThat(callsOfDrift(new TestBed(), MANY)).isEqualTo(callsOfDrift(new TestBed(), 0));
    }

    /** With a standby of as many services, and a candidate that is ready beside both. */
    @Test
    void ledgerOfALargeStackStaysSmall() {
        for (int version = 1; version <= 30; version++) {
            TestBeds.finish(
                    bed,
                    new FakeStack(version + ".0")
                            .apis(MANY)
                            .order(o -> o.autoSwitch().keepStandby(3600)));
        }
        TestBeds.finish(bed, new FakeStack("31.0").apis(MANY).order(o -> o));

        String text = Json.canonical(LedgerFormat.toTree(bed.ledger()));
        assertThat(bed.ledger().placed()).hasSizeGreaterThan(1);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(64 << 10);
    }

    private static Map<String, Integer> callsOfDrift(TestBed bed, int apis) {
        bed.router.stack = true;
        TestBeds.finish(bed, new FakeStack("1.0").apis(apis).order(o -> o.autoSwitch()));
        return counted(bed, () -> assertThat(bed.engine().drift(TestBed.APP)).isEmpty());
    }

    private static Map<String, Integer> callsOfNext(TestBed bed, int apis) {
        bed.router.stack = true;
        TestBeds.finish(bed, new FakeStack("1.0").apis(apis).order(o -> o.autoSwitch()));
        return calls(bed, new FakeStack("2.0").apis(apis));
    }

    private Map<String, Integer> calls(FakeStack stack) {
        return calls(bed, stack);
    }

    private static Map<String, Integer> calls(TestBed bed, FakeStack stack) {
        return counted(
                bed,
                () -> assertThat(bed.engine().plan(stack.order(o -> o)).problems())
                        .isEmpty());
    }

    /** How often each question was asked, of the Swarm, the ledgers and the router. */
    private static Map<String, Integer> counted(TestBed bed, Runnable action) {
        Map<String, Integer> calls = new TreeMap<>();
        bed.faults.rule((number, call) -> {
            calls.merge(call, 1, Integer::sum);
            return Faults.Verdict.PASS;
        });
        action.run();
        bed.faults.rule(Faults.Rule.NONE);
        return calls;
    }
}
