package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two who want to change one application. */
class LeaseTest {
    private final TestBed bed = new TestBed();
    private final DeliveryEngine engine = bed.engine();

    @BeforeEach
    void oneIsLive() {
        bed.deliver("1.0");
        bed.usersDependOnIt();
    }

    private DeliveryRun begun() {
        DeliveryRun run = engine.start(bed.order("2.0", o -> o.autoSwitch()), claim("anna"), bed.log())
                .orElseThrow();
        engine.advance(run);
        return run;
    }

    @Test
    void secondIsRefusedAndReadsWhoAndWhy() {
        begun();
        assertThatThrownBy(() ->
                        engine.start(bed.order("3.0"), claim("bert"), bed.log()).orElseThrow())
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("locked by anna since 2026-11-20")
                .hasMessageContaining("deliver");
    }

    @Test
    void holderIsToldInTheSameWordsAfterEachRenewal() {
        DeliveryRun run = begun();
        String holder = locked().holder();
        assertThat(holder)
                .startsWith("go-demo is locked by anna since 2026-11-20")
                .endsWith(": deliver");
        String message = locked().getMessage();
        bed.clock.pass(Duration.ofSeconds(40));
        engine.renew(run);
        assertThat(locked().holder()).isEqualTo(holder);
        assertThat(locked()).message().isNotEqualTo(message).startsWith(holder + " (expires ");
    }

    private LockedException locked() {
        return catchThrowableOfType(
                LockedException.class,
                () -> engine.start(bed.order("3.0"), claim("bert"), bed.log()).orElseThrow());
    }

    @Test
    void oneWhoBeganAfterTheLedgerWasReadIsWaitedForWhateverStandsThereByThen() {
        bed.ledgers.afterNextRead = () -> {
            DeliveryRun anna = begun();
            while (!bed.swarm.names().contains("go-demo-green")) {
                engine.advance(anna);
            }
        };
        assertThatThrownBy(() ->
                        engine.start(bed.order("3.0"), claim("bert"), bed.log()).orElseThrow())
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("locked by anna");
    }

    @Test
    void oneWhoBeganWhileAnotherWasPlanningIsWaitedFor() {
        bed.ledgers.afterNextRead = () -> engine.start(bed.order("2.0", o -> o.autoSwitch()), claim("anna"), bed.log());
        assertThatThrownBy(() ->
                        engine.start(bed.order("3.0"), claim("bert"), bed.log()).orElseThrow())
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("locked by anna");
    }

    @Test
    void planOverWhichAnotherDeliveryCameAndWentIsRefused() {
        bed.ledgers.afterNextRead = () -> bed.deliver("2.0");
        assertThatThrownBy(() ->
                        engine.start(bed.order("3.0"), claim("bert"), bed.log()).orElseThrow())
                .isInstanceOf(RefusedException.class);
        assertThat(bed.live()).isEqualTo("green 2.0");
    }

    @Test
    void leaseIsRenewedWhileWorkGoesOn() {
        DeliveryRun run = begun();
        for (int i = 0; i < 10; i++) {
            bed.clock.pass(Duration.ofSeconds(40));
            engine.renew(run);
            assertThat(bed.ledger().lease().orElseThrow().expired(bed.clock.instant()))
                    .isFalse();
        }
    }

    @Test
    void deadOwnersLeaseIsTakenOverAfterItsTermAndWhatItLeftGoesBack() {
        begun();
        bed.clock.pass(Lease.TERM.minusSeconds(1));
        assertThatThrownBy(() -> engine.start(bed.order("3.0"), claim("bert"), bed.log()))
                .isInstanceOf(LockedException.class);
        bed.clock.pass(Duration.ofSeconds(1));
        assertThat(bed.settle(engine, "bert").orElseThrow().phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.log).anyMatch(line -> line.contains("took over the lease of anna"));
        assertThat(bed.ledger().delivery()).isEmpty();
        bed.clean();
    }

    @Test
    void ownerThatComesBackTooLateTouchesNothingMore() {
        DeliveryRun late = begun();
        bed.clock.pass(Lease.TERM);
        bed.settle(engine, "bert");
        int events = bed.swarm.events.size();
        assertThatThrownBy(() -> bed.drive(engine, late)).isInstanceOf(LockedException.class);
        assertThat(bed.swarm.events).hasSize(events);
    }

    @Test
    void unlockNeedsAReasonAndKeepsIt() {
        DeliveryRun run = begun();
        assertThatThrownBy(() -> engine.unlock(APP, " ", Author.named("chief"))).isInstanceOf(RefusedException.class);
        engine.unlock(APP, "anna's laptop fell into the sea", Author.named("chief"));
        HistoryEntry entry = engine.history(APP).get(0);
        assertThat(entry.event()).isEqualTo("unlock");
        assertThat(entry.reason()).isEqualTo("anna's laptop fell into the sea");
        assertThat(entry.author().name()).isEqualTo("chief");
        assertThat(entry.previous()).contains("lease of anna");
        assertThatThrownBy(() -> bed.drive(engine, run))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("somebody broke it");
    }

    @Test
    void readyCandidateIsSupersededByTheNextDelivery() {
        bed.drive(
                engine, engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow());
        assertThat(bed.settle(engine, "bert").orElseThrow().phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.deliver("3.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 3.0");
        bed.clean();
    }

    @Test
    void readyCandidateIsNotGivenUpForAnImageThatMayNotBeReleased() {
        bed.drive(
                engine, engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow());
        bed.objections = List.of("3.0 was not tested");
        assertThatThrownBy(() -> engine.start(bed.order("3.0"), claim("bert"), bed.log()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("3.0 was not tested");
        bed.objections = List.of();
        assertThat(bed.ledger().delivery().orElseThrow().phase()).isEqualTo(Phase.READY);
        assertThat(bed.live()).isEqualTo("blue 1.0");

        assertThat(bed.settle(engine, "bert").orElseThrow().phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void firstReleaseThatIsLiveIsNotGivenUpForOneWithoutASpec() {
        TestBed first = new TestBed();
        DeliveryEngine anna = first.engine();
        DeliveryRun run = anna.start(first.order("1.0", o -> o.autoSwitch()), claim("anna"), first.log())
                .orElseThrow();
        while (run.delivery().phase() != Phase.VERIFYING) {
            first.clock.pass(Duration.ofMillis(100));
            anna.advance(run);
        }
        first.usersDependOnIt();
        first.clock.pass(Lease.TERM);
        Order.Deploy withSpec = first.order("2.0");
        Order.Deploy without = new Order.Deploy(
                APP,
                new Order.Deploy.Wanted(withSpec.image(), Optional.empty(), Optional.empty()),
                Order.Deploy.Terms.STRICT,
                withSpec.options());

        assertThatThrownBy(() -> first.engine().start(without, claim("bert"), first.log()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("blue 1.0, was left unfinished in verifying")
                .hasMessageContaining("--spec FILE.json");
        assertThat(first.live()).isEqualTo("blue 1.0");
        assertThat(first.ledger().delivery().orElseThrow().phase()).isEqualTo(Phase.VERIFYING);

        DeliveryEngine bert = first.engine();
        DeliveryRun resumed =
                bert.start(Order.Resume.of(APP), claim("bert"), first.log()).orElseThrow();
        assertThat(first.drive(bert, resumed).phase()).isEqualTo(Phase.DONE);
        first.clean();
    }

    @Test
    void readyCandidateHasNothingToResume() {
        bed.drive(
                engine, engine.start(bed.order("2.0"), claim("anna"), bed.log()).orElseThrow());
        assertThat(engine.start(Order.Resume.of(APP), claim("bert"), bed.log())).isEmpty();
    }

    @Test
    void expiryIsJudgedByTheTimeThatTheClusterTellsWithItsLedger() {
        begun();
        bed.clock.pass(Duration.ofHours(1));
        bed.ledgers.beforeRead = () -> bed.clock.pass(Duration.ofHours(-1));
        assertThatThrownBy(() -> engine.start(bed.order("3.0"), claim("bert"), bed.log()))
                .isInstanceOf(LockedException.class);
    }

    @Test
    void ledgerRemovedByHandStopsTheRun() {
        DeliveryRun run = begun();
        bed.ledgers.removeByHand(APP);
        assertThatThrownBy(() -> bed.drive(engine, run))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("its ledger was removed");
    }
}
