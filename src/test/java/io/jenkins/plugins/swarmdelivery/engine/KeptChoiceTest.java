package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody is shown who chooses a release to roll back to, and what is taken where they choose none. */
class KeptChoiceTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void threeReleases() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        bed.deliver("3.0");
    }

    private List<KeptChoice> choices() {
        return KeptChoice.of(bed.engine().status(APP));
    }

    private void rollback(String to) {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(
                                new Order.Rollback(APP, Target.named(to), DeliveryOptions.DEFAULTS),
                                claim("oncall"),
                                bed.log())
                        .orElseThrow());
    }

    @Test
    void keptReleasesBesideTheLiveOneNewestFirst() {
        assertThat(choices()).containsExactly(new KeptChoice(2, "2.0", false), new KeptChoice(1, "1.0", false));
    }

    @Test
    void originalOfWhatRunsAfterARollbackIsNoChoice() {
        rollback("1.0");
        assertThat(choices()).containsExactly(new KeptChoice(3, "3.0", true), new KeptChoice(2, "2.0", false));
    }

    @Test
    void everythingKeptIsThereForWhoIsStuck() {
        rollback("1.0");
        assertThat(KeptChoice.all(bed.engine().status(APP)))
                .extracting(KeptChoice::version)
                .containsExactly("1.0", "3.0", "2.0", "1.0");
    }

    @Test
    void previousIsWhatWasLiveBefore() {
        assertThat(bed.ledger().previous()).contains("2.0");
        rollback("1.0");
        assertThat(bed.ledger().previous()).contains("3.0");
    }

    @Test
    void previousIsNotToldWhereSomethingIsUnfinishedOrKeptWarm() {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine, engine.start(bed.order("4.0"), claim("anna"), bed.log()).orElseThrow());
        assertThat(bed.ledger().previous()).isEmpty();

        TestBed warm = new TestBed();
        warm.deliver("1.0");
        assertThat(warm.ledger().previous()).as("nothing before").isEmpty();
        warm.deliver("2.0", o -> o.keepStandby(3600));
        assertThat(warm.ledger().previous()).isEmpty();
    }
}
