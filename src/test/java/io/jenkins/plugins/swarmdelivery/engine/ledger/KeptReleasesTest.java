package io.jenkins.plugins.swarmdelivery.engine.ledger;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What can be rolled back to stays so, whatever goes on beside it. */
class KeptReleasesTest {
    private final TestBed bed = new TestBed();

    private void rollback(String to) {
        DeliveryEngine engine = bed.engine();
        DeliveryRun run = engine.start(
                        new Order.Rollback(APP, Target.named(to), DeliveryOptions.DEFAULTS), claim("oncall"), bed.log())
                .orElseThrow();
        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void retirementsForgetNoneOfThoseThatDeliveriesKeep() {
        for (int i = 1; i < 9; i++) {
            bed.deliver(i + ".0", o -> o.keepReleases(20).keepStandby(60));
        }
        bed.clock.pass(Duration.ofHours(1));
        DeliveryEngine engine = bed.engine();
        DeliveryRun run =
                engine.start(Order.Retire.due(APP), claim("cron"), bed.log()).orElseThrow();

        assertThat(bed.drive(engine, run).phase()).isEqualTo(Phase.DONE);
        assertThat(bed.ledgers.keptNow(APP)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void rollbacksToAndFroLeaveTheOlderReleases() {
        bed.deliver("0.9");
        bed.deliver("1.0");
        bed.deliver("2.0");
        for (int i = 0; i < 4; i++) {
            rollback("1.0");
            rollback("2.0");
        }
        bed.deliver("3.0", o -> o.keepReleases(3));
        assertThat(bed.ledgers.keptNow(APP)).as("0.9, 1.0, 2.0, 3.0").containsExactly(1, 10, 11, 12);

        rollback("0.9");
        assertThat(bed.live()).isEqualTo("blue 0.9");
        bed.clean();
    }

    @Test
    void lostLedgerDoesNotMakeOldReleasesNewer() {
        for (int i = 1; i < 9; i++) {
            bed.deliver(i + ".0");
        }
        bed.ledgers.removeByHand(APP);
        DeliveryEngine engine = bed.engine();
        DeliveryRun adoption = engine.start(
                        new Order.Adopt(APP, "go-demo-green", DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                .orElseThrow();
        assertThat(bed.drive(engine, adoption).phase()).isEqualTo(Phase.DONE);
        bed.deliver("9.0");
        bed.deliver("10.0");

        rollback("9.0");
        assertThat(bed.live()).isEqualTo("blue 9.0");
    }
}
