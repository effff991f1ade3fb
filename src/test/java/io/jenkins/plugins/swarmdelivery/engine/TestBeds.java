package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What several tests do with a {@link TestBed}, and what must hold in it. */
final class TestBeds {
    private TestBeds() {}

    /** Does what is ordered, to its end. */
    static Delivery finish(TestBed bed, Order order) {
        DeliveryEngine engine = bed.engine();
        return bed.drive(engine, engine.start(order, claim("carl"), bed.log()).orElseThrow());
    }

    /** The engine dies at a call, and the lease of its run lapses. */
    static TestBed killed(TestBed bed, Function<TestBed, DeliveryRun> start, int point, Faults.Verdict verdict) {
        bed.faults.rule((number, call) -> number == point ? verdict : Faults.Verdict.PASS);
        try {
            bed.drive(bed.engine(), start.apply(bed));
        } catch (Faults.Killed expected) {
            bed.log.add("killed");
        }
        assertThat(bed.log).contains("killed");
        bed.faults.rule(Faults.Rule.NONE);
        bed.clock.pass(Lease.TERM);
        return bed;
    }

    /** The names of all calls of a delivery that nothing happens to. */
    static List<String> calls(TestBed bed, Function<TestBed, DeliveryRun> start) {
        List<String> calls = new ArrayList<>();
        bed.faults.rule((number, call) -> {
            calls.add(call);
            return Faults.Verdict.PASS;
        });
        bed.drive(bed.engine(), start.apply(bed));
        return calls;
    }

    /** Somebody else goes on with what was left, if anything was. */
    static void resume(TestBed bed) {
        DeliveryEngine engine = bed.engine();
        engine.start(Order.Resume.of(APP), claim("bert"), bed.log())
                .ifPresent(run ->
                        assertThat(bed.drive(engine, run).phase()).isIn(Phase.DONE, Phase.FAILED, Phase.ROLLED_BACK));
    }

    /** One whole release is live, or none; no service, network, config or secret is there that no record names. */
    static void assertWholeStack(TestBed bed) {
        assertThat(bed.violations).isEmpty();
        if (!bed.ledgers.applications().contains(APP)) {
            assertThat(bed.swarm.names()).isEmpty();
            return;
        }
        Ledger ledger = bed.ledger();
        bed.live();
        assertThat(ledger.delivery()).isEmpty();
        assertThat(ledger.lease()).isEmpty();
        Set<String> services = new TreeSet<>();
        ledger.placed().forEach(placed -> placed.services().forEach(ref -> services.add(ref.name())));
        ledger.active().ifPresent(active -> services.add(APP + "_db"));
        assertThat(bed.swarm.names()).containsExactlyElementsOf(services);
        assertThat(bed.swarm.objectNames(Swarm.Kind.NETWORK)).isSubsetOf(networks(ledger));
        List<String> configs = new ArrayList<>();
        List<String> secrets = new ArrayList<>();
        for (int number : bed.ledgers.keptNow(APP)) {
            ReleaseSpec.Objects objects =
                    bed.ledgers.kept(APP, number).orElseThrow().objects();
            configs.addAll(objects.configs());
            secrets.addAll(objects.secrets());
        }
        assertThat(bed.swarm.objectNames(Swarm.Kind.CONFIG)).isSubsetOf(configs);
        assertThat(bed.swarm.objectNames(Swarm.Kind.SECRET)).isSubsetOf(secrets);
        ledger.placed().forEach(placed -> assertOneRelease(bed, placed));
    }

    private static List<String> networks(Ledger ledger) {
        return ledger.active().isEmpty()
                ? List.of("apps")
                : List.of("apps", APP + "_default", "0-" + APP + "-blue", "0-" + APP + "-green");
    }

    /** Never services of two releases under one color. */
    private static void assertOneRelease(TestBed bed, PlacedRelease placed) {
        String version = placed.release().version();
        for (PlacedRelease.ServiceRef ref : placed.services()) {
            assertThat(bed.swarm.spec(ref.name()).labels().get(Labels.RELEASE))
                    .as(ref.name())
                    .isEqualTo(version);
        }
    }
}
