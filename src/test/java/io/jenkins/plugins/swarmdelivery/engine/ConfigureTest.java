package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live release is delivered anew with other values, alone or together with other applications. */
class ConfigureTest {
    private final TestBed bed = new TestBed();
    private final TestBed other = new TestBed();

    @BeforeEach
    void liveInBoth() {
        for (TestBed each : List.of(bed, other)) {
            each.router.stack = true;
            TestBeds.finish(each, new FakeStack("1.0").order(o -> o.autoSwitch()));
            each.usersDependOnIt();
        }
    }

    /** Only the page differs, as with a value of the stack file. */
    private static Order.Configure order(String page, UnaryOperator<TestOptions> change) {
        StackSource.Revision revision = (live, target) -> {
            FakeStack stack = new FakeStack("1.0").page(page);
            return live.objects().configs().contains(stack.config())
                    ? Optional.empty()
                    : Optional.of(new StackSource.Revised(
                            ImageReference.parse(live.service().image()), stack));
        };
        return new Order.Configure(
                APP, revision, change.apply(new TestOptions().autoSwitch()).build());
    }

    private static Order.Configure order(String page) {
        return order(page, o -> o);
    }

    private static List<String> configs(TestBed bed) {
        return bed.swarm.objectNames(Swarm.Kind.CONFIG);
    }

    @Test
    void deliversTheSameImagesWithOtherValues() {
        Service db = bed.swarm.service("go-demo_db").orElseThrow();
        String image = bed.swarm.spec("go-demo-web-blue").image();

        assertThat(TestBeds.finish(bed, order("other")).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("green 1.0");
        assertThat(bed.swarm.spec("go-demo-web-green").image()).isEqualTo(image);
        assertThat(bed.swarm.service("go-demo_db")).contains(db);
        assertThat(configs(bed)).contains("go-demo_page_other");
        assertThat(bed.log).noneMatch(line -> line.contains("the same image is already live"));
        TestBeds.assertWholeStack(bed);
    }

    @Test
    void touchesNothingWhereNothingChanges() {
        List<String> events = List.copyOf(bed.swarm.events);

        assertThat(bed.engine().start(order("hello"), claim("anna"), bed.log())).isEmpty();
        assertThat(bed.engine().plan(order("hello"))).isEmpty();

        assertThat(bed.swarm.events).isEqualTo(events);
        assertThat(bed.ledger().lease()).isEmpty();
        assertThat(bed.ledger().lastRelease()).isEqualTo(1);
    }

    @Test
    void endsWhatWasLeftUnfinishedFirst() {
        DeliveryEngine engine = bed.engine();
        bed.reached(
                Phase.VERIFYING,
                engine,
                new FakeStack("2.0").order(o -> o.postTest().autoSwitch()));
        bed.clock.pass(Lease.TERM.plusSeconds(1));

        assertThat(TestBeds.finish(bed, order("other")).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("green 1.0");
        TestBeds.assertWholeStack(bed);
    }

    @Test
    void refusesAReleaseWhoseSecretIsGone() {
        bed.swarm.secrets.removeIf(secret -> secret.name().equals("go-demo_password_swordfish"));
        Order.Configure keeping = new Order.Configure(
                APP,
                (live, target) -> Optional.of(new StackSource.Revised(
                        ImageReference.parse(live.service().image()),
                        t -> new StackSource.Content(
                                live.recolored(APP, t.color()),
                                StackSource.Bodies.NONE,
                                Map.of(),
                                List.of(),
                                List.of()))),
                new TestOptions().autoSwitch().build());

        assertThatThrownBy(() -> TestBeds.finish(bed, keeping))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "secret go-demo_password_swordfish of the release is gone; give its content again");
        assertThat(bed.live()).isEqualTo("blue 1.0");
    }

    @Test
    void refusesAnApplicationWithoutALiveRelease() {
        bed.ledgers.removeByHand(APP);

        assertThatThrownBy(() -> bed.engine().start(order("other"), claim("anna"), bed.log()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("go-demo has no live release here");
    }

    /** Advances each in turn until all rest or have ended. */
    private void together(Bulk bulk, Map<DeliveryRun, TestBed> runs) {
        List<DeliveryRun> open = new ArrayList<>(runs.keySet());
        for (int i = 0; i < 2_000 && !open.isEmpty(); i++) {
            for (DeliveryRun run : List.copyOf(open)) {
                TestBed its = runs.get(run);
                Progress progress = bulk.advance(its.engine(), run);
                if (progress instanceof Progress.Wait wait) {
                    its.clock.pass(wait.after());
                } else if (!(progress instanceof Progress.Continue)) {
                    open.remove(run);
                }
            }
        }
        assertThat(open).isEmpty();
    }

    private DeliveryRun begin(Bulk bulk, TestBed its, Order.Configure order) {
        DeliveryRun run = its.engine().start(order, claim("anna"), its.log()).orElseThrow();
        bulk.add(run);
        return run;
    }

    @Test
    void switchesNoneBeforeTheCandidatesOfAllAreReady() {
        Bulk bulk = new Bulk(2);
        DeliveryRun first = begin(bulk, bed, order("other"));
        for (int i = 0; i < 200; i++) {
            if (bulk.advance(bed.engine(), first) instanceof Progress.Wait wait) {
                bed.clock.pass(wait.after());
            }
        }
        assertThat(first.delivery().phase()).isEqualTo(Phase.READY);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.ledger().lease()).isPresent();

        DeliveryRun second = begin(bulk, other, order("other"));
        together(bulk, Map.of(first, bed, second, other));

        assertThat(bulk.failure()).isEmpty();
        for (TestBed each : List.of(bed, other)) {
            assertThat(each.live()).isEqualTo("green 1.0");
            TestBeds.assertWholeStack(each);
        }
    }

    @Test
    void removesAllCandidatesWhereOneDoesNotComeUp() {
        other.swarm.behaves("1.0", FakeSwarm.Behavior.CRASHES);
        Bulk bulk = new Bulk(2);
        DeliveryRun first = begin(bulk, bed, order("other"));
        DeliveryRun second = begin(bulk, other, order("other"));

        together(bulk, Map.of(first, bed, second, other));

        assertThat(first.delivery().phase()).isEqualTo(Phase.FAILED);
        assertThat(first.delivery().failure()).contains("together with the other applications; go-demo: ");
        assertThat(second.delivery().phase()).isEqualTo(Phase.FAILED);
        assertThat(bulk.rollbacks(DeliveryOptions.DEFAULTS)).isEmpty();
        assertThat(bed.live()).isEqualTo("blue 1.0");
        TestBeds.assertWholeStack(bed);
    }

    @Test
    void rollsBackAllWhereOneFailsAfterItsSwitch() {
        Bulk bulk = new Bulk(2);
        DeliveryRun first = begin(bulk, bed, order("other"));
        DeliveryRun second = begin(bulk, other, order("other", o -> o.postTest()));
        List<DeliveryRun> open = new ArrayList<>(List.of(first, second));
        Map<DeliveryRun, TestBed> beds = Map.of(first, bed, second, other);
        for (int i = 0; i < 500 && second.delivery().phase() != Phase.VERIFYING; i++) {
            for (DeliveryRun run : open) {
                if (bulk.advance(beds.get(run).engine(), run) instanceof Progress.Wait wait) {
                    beds.get(run).clock.pass(wait.after());
                }
            }
        }
        for (int i = 0; i < 50; i++) {
            bulk.advance(bed.engine(), first);
        }
        assertThat(first.delivery().phase())
                .as("switched, and ready to roll back")
                .isEqualTo(Phase.BAKING);
        other.engine().failed(second, "tests failed");

        together(bulk, beds);

        assertThat(first.delivery().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(second.delivery().phase()).isEqualTo(Phase.ROLLED_BACK);
        for (TestBed each : List.of(bed, other)) {
            assertThat(each.live()).isEqualTo("blue 1.0");
            TestBeds.assertWholeStack(each);
        }
    }

    @Test
    void rollsBackWhatWasDoneWhereAnotherFailsInItsBake() {
        Bulk bulk = new Bulk(2);
        DeliveryRun first = begin(bulk, bed, order("other"));
        DeliveryRun second = begin(bulk, other, order("other", o -> o.bake(600)));
        Map<DeliveryRun, TestBed> beds = Map.of(first, bed, second, other);
        for (int i = 0; i < 500 && first.delivery().phase() != Phase.DONE; i++) {
            for (DeliveryRun run : List.of(first, second)) {
                if (bulk.advance(beds.get(run).engine(), run) instanceof Progress.Wait wait
                        && second.delivery().phase() != Phase.BAKING) {
                    beds.get(run).clock.pass(wait.after());
                } else {
                    bed.clock.pass(Duration.ofSeconds(1));
                }
            }
        }
        assertThat(first.delivery().phase()).isEqualTo(Phase.DONE);
        assertThat(second.delivery().phase()).isEqualTo(Phase.BAKING);
        other.engine().failed(second, "users complain");
        together(bulk, Map.of(second, other));

        List<Order.Rollback> rollbacks = bulk.rollbacks(DeliveryOptions.DEFAULTS);
        assertThat(rollbacks).hasSize(1);
        assertThat(TestBeds.finish(bed, rollbacks.get(0)).phase()).isEqualTo(Phase.DONE);

        for (TestBed each : List.of(bed, other)) {
            each.live();
            assertThat(each.swarm.names()).anyMatch(name -> name.startsWith("go-demo-web-"));
            TestBeds.assertWholeStack(each);
        }
        assertThat(bed.ledgers
                        .kept(APP, bed.ledger().active().orElseThrow().release().number())
                        .orElseThrow()
                        .objects()
                        .configs())
                .containsExactly("go-demo_page_hello");
    }

    @Test
    void isFinishedByRunningItAgainAfterAKill() {
        Bulk bulk = new Bulk(2);
        DeliveryRun first = begin(bulk, bed, order("other"));
        DeliveryRun second = begin(bulk, other, order("other"));
        Map<DeliveryRun, TestBed> beds = Map.of(first, bed, second, other);
        for (int i = 0; i < 500 && first.delivery().phase() != Phase.DONE; i++) {
            for (DeliveryRun run : List.of(first, second)) {
                if (run == first || second.delivery().phase() != Phase.BAKING) {
                    bulk.advance(beds.get(run).engine(), run);
                    beds.get(run).clock.pass(Duration.ofSeconds(1));
                }
            }
        }
        bed.clock.pass(Lease.TERM);
        other.clock.pass(Lease.TERM);

        assertThat(bed.engine().plan(order("other"))).as("done already").isEmpty();
        assertThat(TestBeds.finish(other, order("other")).phase()).isEqualTo(Phase.DONE);

        for (TestBed each : List.of(bed, other)) {
            each.live();
            assertThat(configs(each)).contains("go-demo_page_other");
            TestBeds.assertWholeStack(each);
        }
    }

    @Test
    void isFinishedByRunningItAgainAfterAKillInTheSwitch() {
        DeliveryRun run =
                bed.engine().start(order("other"), claim("anna"), bed.log()).orElseThrow();
        while (run.delivery().phase() != Phase.PROVING) {
            if (bed.engine().advance(run) instanceof Progress.Wait wait) {
                bed.clock.pass(wait.after());
            }
        }
        bed.clock.pass(Lease.TERM);

        List<Order.Configure> due = Bulk.due(bed.engine(), List.of(order("other")));
        assertThat(due).hasSize(1);
        assertThat(TestBeds.finish(bed, due.get(0)).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("green 1.0");
        assertThat(configs(bed)).contains("go-demo_page_other");
        TestBeds.assertWholeStack(bed);
    }

    @Test
    void namesAllThatStandsAgainstItBeforeOneBegins() {
        DeliveryEngine engine = bed.engine();
        Order.Configure wrong = new Order.Configure(
                APP,
                (live, target) -> {
                    throw new RefusedException("--set LEVL: did you mean LEVEL?");
                },
                DeliveryOptions.DEFAULTS);

        assertThatThrownBy(() -> Bulk.due(engine, List.of(order("other"), wrong)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("go-demo: --set LEVL: did you mean LEVEL?");
        assertThat(Bulk.due(engine, List.of(order("other"), order("hello")))).hasSize(1);
        assertThat(bed.ledger().lastRelease()).isEqualTo(1);
    }
}
