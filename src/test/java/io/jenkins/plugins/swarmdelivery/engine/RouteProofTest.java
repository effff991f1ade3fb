package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses.Certainty;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Only the application that is meant proves anything, in the color and release that are meant. */
class RouteProofTest {
    private static final String REMEDY = "run router up";
    private final TestBed bed = new TestBed();
    private final List<String> asked = new ArrayList<>();

    private static Addresses addresses(Certainty certainty) {
        boolean doubtful = certainty == Certainty.UNNAMED || certainty == Certainty.UNCLEAR;
        boolean known = certainty != Certainty.UNCLEAR;
        return new Addresses(
                known ? List.of(Address.named(URI.create("http://demo.lab:8080"), "service")) : List.of(),
                known ? List.of(Address.named(URI.create("http://demo.lab:8081"), "preview")) : List.of(),
                certainty,
                doubtful ? REMEDY : "");
    }

    /** Another application of the same color and version. */
    private void answering(Optional<String> application) {
        bed.probe = address -> {
            asked.add(address.toString());
            TrafficRouter.Target target = (address.connectTo().equals("preview")
                            ? bed.router.durable.preview()
                            : bed.router.durable.active())
                    .orElseThrow();
            return new HttpProbe.Answer(
                    200,
                    new HttpProbe.Origin(
                            application, Optional.of(target.color().word()), Optional.of(target.release())),
                    "",
                    "");
        };
    }

    @Test
    void theApplicationIsAskedByItsName() {
        bed.router.addresses = addresses(Certainty.NAMED);
        answering(Optional.of("go-demo"));

        assertThat(bed.deliver("1.0", o -> o.probe("/healthz")).phase()).isEqualTo(Phase.DONE);
        assertThat(asked)
                .containsOnly("http://demo.lab:8081/healthz at preview", "http://demo.lab:8080/healthz at service");
    }

    @Test
    void anotherApplicationOfTheSameColorAndReleaseProvesNothing() {
        bed.router.addresses = addresses(Certainty.NAMED);
        answering(Optional.of("other"));

        Delivery delivery = bed.deliver("1.0", o -> o.probe("/healthz"));

        assertThat(delivery.phase()).isEqualTo(Phase.FAILED);
        assertThat(delivery.failure())
                .contains("GET http://demo.lab:8081/healthz at preview was answered by the application other, not by"
                        + " go-demo");
        bed.clean();
    }

    @Test
    void anErrorOfAnotherApplicationIsToldAsThat() {
        bed.probe = address -> new HttpProbe.Answer(
                503, new HttpProbe.Origin(Optional.of("other"), Optional.empty(), Optional.empty()), "", "");

        assertThat(bed.deliver("1.0", o -> o.probe("/healthz")).failure()).contains("by the application other");
    }

    @Test
    void whoDoesNotSayWhoItIsProvesNothingBesideOthers() {
        bed.router.addresses = addresses(Certainty.NAMED);
        answering(Optional.empty());

        Delivery delivery = bed.deliver("1.0", o -> o.probe("/healthz"));

        assertThat(delivery.phase()).isEqualTo(Phase.FAILED);
        assertThat(delivery.failure()).contains("of an unnamed application");
    }

    @Test
    void whereItIsAloneItNeedNotSayWhoItIs() {
        bed.router.addresses = addresses(Certainty.ALONE);
        answering(Optional.empty());

        assertThat(bed.deliver("1.0", o -> o.probe("/healthz")).phase()).isEqualTo(Phase.DONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNNAMED", "UNCLEAR"})
    void aProbeThatWouldProveNothingIsRefusedBeforeAnythingIsTouched(Certainty certainty) {
        bed.router.addresses = addresses(certainty);

        assertThatThrownBy(() -> bed.deliver("1.0", o -> o.probe("/healthz")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("/healthz")
                .hasMessageContaining("besides go-demo")
                .hasMessageContaining(REMEDY);
        assertThat(bed.swarm.events).isEmpty();
        assertThat(bed.ledgers.applications()).isEmpty();
    }

    @Test
    void testsNeedAnAddressThatIsClear() {
        bed.router.addresses = addresses(Certainty.UNCLEAR);
        assertThatThrownBy(() -> bed.deliver("1.0", TestOptions::postTest))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("tests")
                .hasMessageContaining(REMEDY);

        bed.router.addresses = addresses(Certainty.UNNAMED);
        assertThat(bed.deliver("1.0", TestOptions::preTest).phase()).isEqualTo(Phase.TESTING);
    }

    @Test
    void whoAsksForNoProofIsWarnedOnly() {
        bed.router.addresses = addresses(Certainty.UNCLEAR);

        assertThat(bed.engine().plan(bed.order("1.0")).warnings()).anyMatch(warning -> warning.contains(REMEDY));
        assertThat(bed.deliver("1.0").phase()).isEqualTo(Phase.DONE);
        assertThat(bed.log).anyMatch(line -> line.contains(REMEDY));
    }

    @Test
    void theSwitchIsRefusedWhereItsProbeWouldProveNothing() {
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(bed.order("1.0"), TestBed.claim("anna"), bed.log()).orElseThrow());
        bed.router.addresses = addresses(Certainty.UNNAMED);
        DeliveryOptions probed = new TestOptions().probe("/healthz").build();

        assertThatThrownBy(() -> engine.start(
                                new Order.Register(TestBed.APP, Optional.empty(), probed),
                                TestBed.claim("anna"),
                                bed.log())
                        .orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(REMEDY);
        assertThat(bed.ledger().delivery().orElseThrow().phase()).isEqualTo(Phase.READY);
        assertThat(bed.router.durable.active()).isEmpty();
    }

    @Test
    void aRollbackIsNotHeldUpByWhatCannotBeProven() {
        bed.deliver("1.0");
        bed.deliver("2.0", o -> o.keepStandby(600));
        bed.router.addresses = addresses(Certainty.UNNAMED);
        answering(Optional.empty());
        DeliveryEngine engine = bed.engine();

        Delivery back = bed.drive(
                engine,
                engine.start(
                                new Order.Rollback(
                                        TestBed.APP,
                                        Target.PLAIN,
                                        new TestOptions().probe("/healthz").build()),
                                TestBed.claim("anna"),
                                bed.log())
                        .orElseThrow());

        assertThat(back.phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 1.0");
        assertThat(bed.log).anyMatch(line -> line.startsWith("warning: not probed: "));
    }

    private Delivery deliverExpecting(String text) {
        Order.Deploy order = bed.order("1.0", o -> o.probe("/healthz").autoSwitch());
        ServiceSpec spec = TestBed.spec().withLabels(Map.of("swarm-delivery.route.expect", text));
        Order.Deploy expecting = new Order.Deploy(
                order.application(),
                new Order.Deploy.Wanted(order.wanted().image(), Optional.of(spec), Optional.empty()),
                order.terms(),
                order.options());
        DeliveryEngine engine = bed.engine();
        return bed.drive(
                engine,
                engine.start(expecting, TestBed.claim("anna"), bed.log()).orElseThrow());
    }

    @Test
    void theAnswerMustContainTheTextThatTheRouteExpects() {
        bed.body = "{\"status\": \"UP\"}";

        assertThat(deliverExpecting("\"UP\"").phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void anotherAnswerEndsTheDeliveryBeforeTheSwitch() {
        bed.body = "{\"status\": \"DOWN\"}";

        Delivery delivery = deliverExpecting("\"UP\"");

        assertThat(delivery.phase()).isEqualTo(Phase.FAILED);
        assertThat(delivery.failure())
                .contains(
                        "/healthz answers 200 without the text \"\"UP\"\" of the label swarm-delivery.route.expect; its body"
                                + " begins with \"{\"status\":");
        bed.clean();
    }

    @Test
    void aTextThatCannotBeExpectedIsRefusedBeforeAnythingIsTouched() {
        assertThatThrownBy(() -> deliverExpecting("a\nb"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("label swarm-delivery.route.expect: \"a b\" is not valid; write the text");
        assertThat(bed.swarm.events).isEmpty();
    }
}
