package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A build that waited for an executor, or for a lock, while a newer one of its job delivered. */
class BuildOrderTest {
    private static final String JOB = "https://ci.example/jenkins/job/team/job/shop/";

    private final TestBed bed = new TestBed();
    private final DeliveryEngine engine = bed.engine();

    private static Claim build(String address) {
        return new Claim(address, "deliver", new Author("anna", address, "", ""));
    }

    @BeforeEach
    void buildTwelveDelivers() {
        bed.deliver("1.0");
        bed.drive(
                engine,
                engine.start(bed.order("12", TestOptions::autoSwitch), build(JOB + "12/"), bed.log())
                        .orElseThrow());
        assertThat(bed.live()).isEqualTo("green 12");
    }

    private Order.Deploy newest(String version) {
        return bed.order(version).with(new Order.Deploy.Terms(false, false, true));
    }

    private void deploys(Order.Deploy order, String address) {
        bed.drive(engine, engine.start(order, build(address), bed.log()).orElseThrow());
    }

    @Test
    void olderBuildOfTheSameJobIsRefused() {
        Order.Deploy order = newest("11");
        assertThatThrownBy(
                        () -> engine.start(order, build(JOB + "11/"), bed.log()).orElseThrow())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("build 12 of the same job has delivered go-demo, and this is build 11");
        assertThatThrownBy(() -> engine.start(order, build("http://10.0.0.9/job/team/job/shop/9/"), bed.log()))
                .as("the controller has another address now")
                .isInstanceOf(RefusedException.class);
        assertThat(bed.swarm.names()).containsExactly("go-demo-green");
    }

    @Test
    void candidateOfANewerBuildIsNotReplaced() {
        deploys(bed.order("14"), JOB + "14/");
        Order.Deploy order = newest("13");
        assertThatThrownBy(() -> engine.start(order, build(JOB + "13/"), bed.log()))
                .hasMessageContaining("build 14 of the same job");
        assertThat(bed.ledger().delivery().orElseThrow().phase()).isEqualTo(Phase.READY);
    }

    @Test
    void newerBuildAndOneOfAnotherJobDeliver() {
        deploys(newest("13"), JOB + "13/");
        bed.drive(
                engine,
                engine.start(
                                new Order.Rollback(TestBed.APP, Target.PLAIN, DeliveryOptions.DEFAULTS),
                                TestBed.claim("anna"),
                                bed.log())
                        .orElseThrow());
        deploys(newest("other"), "https://ci.example/jenkins/job/other/3/");
        assertThat(bed.ledger().delivery().orElseThrow().to().release().version())
                .isEqualTo("other");
    }

    @Test
    void olderOneDeliversWhereAnyMay() {
        deploys(bed.order("11"), JOB + "11/");
        assertThat(bed.ledger().delivery().orElseThrow().to().release().version())
                .isEqualTo("11");
    }

    @Test
    void failedDeliveryOfANewerBuildDoesNotCount() {
        bed.swarm.behaves("15", FakeSwarm.Behavior.CRASHES);
        deploys(bed.order("15"), JOB + "15/");
        deploys(newest("14"), JOB + "14/");
        assertThat(bed.ledger().delivery().orElseThrow().phase()).isEqualTo(Phase.READY);
    }
}
