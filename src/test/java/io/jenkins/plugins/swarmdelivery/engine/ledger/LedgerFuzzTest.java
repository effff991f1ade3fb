package io.jenkins.plugins.swarmdelivery.engine.ledger;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.fuzz.Fuzz;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the engine does with ledgers that somebody has meddled with: a refusal, or something that a person can expect. */
class LedgerFuzzTest {
    @Test
    void whoeverComesNext() throws Exception {
        Fuzz.of("ledgers, on the engine", 200, damage -> {
            TestBed bed = new TestBed();
            bed.deliver("1.0");
            bed.deliver("2.0", options -> options.keepStandby(3600));
            leaveUnfinished(bed, Phase.values()[damage.random().nextInt(Phase.values().length)]);
            Ledger damaged = LedgerFormat.fromTree(tree(damage.tree(LedgerFormat.toTree(bed.ledger()))));
            assertThat(LedgerFormat.fromTree(LedgerFormat.toTree(damaged))).isEqualTo(damaged);
            bed.ledgers.removeByHand(APP);
            bed.ledgers.put(damaged);
            bed.clock.pass(Lease.TERM);
            DeliveryEngine engine = bed.engine();
            engine.status(damaged.application());
            engine.history(damaged.application());
            act(damage.random().nextInt(5), engine, bed, damaged.application());
        });
    }

    private static void act(int what, DeliveryEngine engine, TestBed bed, Application application) {
        Claim bert = TestBed.claim("bert");
        Optional<DeliveryRun> run =
                switch (what) {
                    case 0 -> engine.start(Order.Resume.of(application), bert, bed.log());
                    case 1 -> engine.start(next(application), bert, bed.log());
                    case 2 ->
                        engine.start(
                                new Order.Rollback(application, Target.PREVIOUS, DeliveryOptions.DEFAULTS),
                                bert,
                                bed.log());
                    case 3 ->
                        engine.start(
                                new Order.Rollback(application, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                bert,
                                bed.log());
                    default -> engine.start(Order.Retire.now(application, DeliveryOptions.DEFAULTS), bert, bed.log());
                };
        run.ifPresent(begun -> {
            // A damaged ledger may demand a day of watching; that it goes on at all is enough.
            for (int steps = 0; steps < 200; steps++) {
                Progress progress = engine.advance(begun);
                if (progress instanceof Progress.Wait wait) {
                    assertThat(wait.after()).isPositive();
                    bed.clock.pass(wait.after());
                } else if (!(progress instanceof Progress.Continue)) {
                    return;
                }
            }
        });
    }

    private static Order.Deploy next(Application application) {
        return new Order.Deploy(
                application,
                new Order.Deploy.Wanted(
                        ImageReference.parse("registry:5000/go-demo:3.0"), Optional.empty(), Optional.empty()),
                Order.Deploy.Terms.STRICT,
                DeliveryOptions.DEFAULTS);
    }

    private static void leaveUnfinished(TestBed bed, Phase in) {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(
                        bed.order("3.0", options -> options.prePull().bake(5).autoSwitch()),
                        TestBed.claim("anna"),
                        bed.log())
                .orElseThrow();
        while (run.delivery().phase() != in) {
            Progress progress = engine.advance(run);
            if (progress instanceof Progress.Wait wait) {
                bed.clock.pass(wait.after());
            } else if (!(progress instanceof Progress.Continue)) {
                return;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> tree(Object tree) {
        return tree instanceof Map ? (Map<String, Object>) tree : Map.of();
    }
}
