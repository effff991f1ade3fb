package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stack that Traefik serves is adopted while users depend on it. */
class TraefikStackAdoptionTest {
    private static final String WEB = APP + "_web";
    private static final DeliveryOptions OPTIONS = new TestOptions().drain(1).build();

    private final TestBed bed = TraefikUsers.bed();
    private final FakeRunningStack running = FakeRunningStack.deployed(bed, "0.9");

    @BeforeEach
    void traefikServesIt() {
        bed.swarm.changeByHand(WEB, spec -> TraefikUsers.routed(spec, "Host(`shop.example`) && PathPrefix(`/`)"));
        bed.usersDependOnIt();
        bed.clock.pass(Duration.ofSeconds(1));
    }

    private Delivery adopt() {
        return TestBeds.finish(bed, running.order());
    }

    private Delivery deliver() {
        FakeStack stack = new FakeStack("1.0")
                .version("db", "16")
                .edited(part -> part.name().equals("web")
                        ? part.with(TraefikUsers.routed(part.spec(), "Host(`shop.example`)"))
                        : part);
        return TestBeds.finish(bed, stack.order(o -> o.probe("/").drain(1).autoSwitch()));
    }

    @Test
    void failedAdoptionGivesItBackToItsOwnRouters() {
        Map<String, String> before = bed.swarm.spec(WEB).labels();
        bed.faults.rule((number, call) ->
                call.equals("update " + APP + "_worker") ? Faults.Verdict.REFUSED : Faults.Verdict.PASS);

        assertThat(adopt().phase()).isEqualTo(Phase.FAILED);

        assertThat(bed.swarm.spec(WEB).labels()).isEqualTo(before);
        assertThat(bed.live()).isEqualTo("nothing");
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void releaseReplacesItAndIsRolledBackToWhatIsStartedAgain() {
        assertThat(adopt().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("blue 0.9");
        assertThat(deliver().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.swarm.names()).doesNotContain(WEB);

        Order back = new Order.Rollback(APP, TestBed.target(Optional.of("0.9")), OPTIONS);
        assertThat(TestBeds.finish(bed, back).phase()).isEqualTo(Phase.DONE);

        assertThat(bed.live()).isEqualTo("blue 0.9");
        assertThat(bed.swarm.names()).contains(APP + "-web-blue");
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void labelsThatStackDeployTakesOffAreMissedByTheNextDeliveryAlone() {
        Map<String, String> written = bed.swarm.spec(WEB).labels();
        adopt();
        Map<String, String> labeled = bed.swarm.spec(WEB).labels();
        bed.swarm.changeByHand(WEB, spec -> spec.withLabels(written));

        assertThat(deliver().phase()).isEqualTo(Phase.FAILED);
        assertThat(bed.log).anyMatch(line -> line.contains("has a route for Traefik"));
        bed.swarm.changeByHand(WEB, spec -> spec.withLabels(labeled));

        assertThat(bed.live()).isEqualTo("blue 0.9");
        assertThat(deliver().phase()).isEqualTo(Phase.DONE);
        assertThat(bed.live()).isEqualTo("green 1.0");
        assertThat(bed.violations).isEmpty();
    }

    @Test
    void coloredServiceWithRoutersForTcpIsNamed() {
        bed.swarm.changeByHand(APP + "_api", TraefikStackAdoptionTest::mqtt);

        assertThatThrownBy(this::adopt)
                .hasMessageContaining("service " + APP + "_api: routers for TCP and UDP are not switched");
        assertThat(bed.swarm.events).isEmpty();
    }

    private static ServiceSpec mqtt(ServiceSpec spec) {
        Map<String, String> labels = new TreeMap<>(spec.labels());
        labels.put("traefik.tcp.routers.mqtt.rule", "HostSNI(`*`)");
        return spec.withLabels(labels);
    }

    @Test
    void routedServiceThatTraefikDoesNotServeIsNamed() {
        bed.swarm.changeByHand(WEB, spec -> spec.withLabels(Map.of("com.docker.stack.namespace", APP.name())));

        assertThatThrownBy(this::adopt).hasMessageContaining("service " + WEB + ": the router has no route to it");
        assertThat(bed.swarm.events).isEmpty();
    }
}
