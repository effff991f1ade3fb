package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Loopback6;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.View;
import io.jenkins.plugins.swarmdelivery.fuzz.Trickle;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Replicas that are slow, down, starting, or not trusted. */
class RouterReplicasTest extends HaproxyTestBed {
    @Test
    void tricklingHandshakeDoesNotDelayOtherReplicas() throws Exception {
        try (Trickle trickle = new Trickle(Trickle.TLS_HANDSHAKE)) {
            swarm.task("t3", "s1", "running", trickle.port());

            View view = router.view(APP);

            assertThat(view.replicas()).hasSize(3);
            assertThat(view.replicas().stream()
                            .filter(replica -> replica.route().isEmpty()))
                    .singleElement()
                    .satisfies(replica -> assertThat(replica.error()).contains("no complete response within 5 s"));
        }
    }

    @Test
    void switchesNoReplicaBeforeAllAreConnected() {
        assertThat(switchOrderWithConnectionDelay(200)).containsExactly("two connected", "one updated");
    }

    @Test
    void slowConnectionDoesNotDelayOtherReplicas() {
        assertThat(switchOrderWithConnectionDelay(3000)).containsExactly("one updated", "two connected");
    }

    private List<String> switchOrderWithConnectionDelay(long millis) {
        List<String> order = new CopyOnWriteArrayList<>();
        one.onCommand = () -> {
            one.onCommand = () -> {};
            order.add("one updated");
        };
        two.onConnect = () -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            order.add("two connected");
        };
        assertThat(router.route(APP, SWITCHED, Fence.NONE).proves(SWITCHED)).isTrue();
        return order;
    }

    @Test
    void invalidPublishedPortCountsAsUnpublished() throws Exception {
        swarm.task("t3", "s1", "running", 70_000);

        assertThat(router.backends(APP, Color.BLUE))
                .extracting(Backend::error)
                .contains("publishes no host-mode port for its admin port 9999");
    }

    @Test
    void nodesWithoutIdDoNotHideReplicas() {
        swarm.node("", "ready");
        swarm.nodes.add(swarm.nodes.get(swarm.nodes.size() - 1));

        assertThat(router.view(APP).replicas()).hasSize(2);
    }

    @Test
    void unreachableReplicaDoesNotBlockOthers() throws Exception {
        two.close();

        View view = router.route(APP, SWITCHED, Fence.NONE);

        assertThat(view.durable()).isEqualTo(SWITCHED);
        assertThat(view.replicas().get(0).route()).contains(SWITCHED);
        assertThat(view.replicas().get(1).route()).isEmpty();
        assertThat(view.replicas().get(1).error()).isNotEmpty();
        assertThat(view.proves(SWITCHED)).isFalse();
    }

    @Test
    void fallsBackToPublishedPortsOfServiceSpec() {
        swarm.forgetPorts(one.port());

        assertThat(router.view(APP).replicas())
                .allMatch(replica -> replica.route()
                        .filter(route -> route.active().equals(Optional.of(BLUE)))
                        .isPresent());
    }

    @Test
    void timesOutOnHangingReplicas() {
        one.hanging = true;
        two.hanging = true;

        View view = router.view(APP);

        assertThat(view.replicas())
                .allMatch(
                        replica -> replica.route().isEmpty() && !replica.error().isEmpty());
    }

    @Test
    void reportsActualRouteWhenReplicaRefusesChange() {
        two.rejectsChanges = true;

        View view = router.route(APP, SWITCHED, Fence.NONE);

        assertThat(view.replicas().get(1).route()).contains(new Route(Optional.of(BLUE), Optional.empty()));
    }

    @Test
    void replicaStartedDuringSwitchIsUpdatedToo() throws Exception {
        FakeHaproxy late = haproxy();
        one.onCommand = () -> {
            one.onCommand = () -> {};
            swarm.task("t3", "s2", "running", late.port());
        };

        View view = router.route(APP, SWITCHED, Fence.NONE);

        assertThat(view.replicas()).hasSize(3);
        assertThat(view.proves(SWITCHED)).isTrue();
    }

    @Test
    void startingReplicaIsUnprovenUntilItRuns() throws Exception {
        FakeHaproxy late = haproxy();
        swarm.task("t3", "s2", "starting", late.port());

        View whileStarting = router.route(APP, SWITCHED, Fence.NONE);
        assertThat(whileStarting.proves(SWITCHED)).isFalse();
        assertThat(whileStarting.replicas().get(2).error()).isEqualTo("is not running yet (starting)");

        swarm.tasks.remove(2);
        swarm.task("t3", "s2", "running", late.port());
        assertThat(router.view(APP).proves(SWITCHED))
                .as("it started with the labels from its creation")
                .isFalse();
        assertThat(router.route(APP, SWITCHED, Fence.NONE).proves(SWITCHED)).isTrue();
    }

    @Test
    void ignoresTasksOnDownNodes() {
        swarm.node("s3", "down");
        swarm.task("t3", "s3", "running", 1);

        assertThat(router.route(APP, SWITCHED, Fence.NONE).proves(SWITCHED)).isTrue();
    }

    @Test
    void trustsOnlyConfiguredServerName() throws Exception {
        View view = new HaproxyRouter(swarm, settings("another-name", client.trusting(server)), Clock.systemUTC())
                .view(APP);

        assertThat(view.replicas()).allMatch(replica -> replica.error().contains("another-name"));
    }

    @Test
    void untrustedClientCertificateIsRejected() throws Exception {
        View view = new HaproxyRouter(swarm, settings("swarm-router", stranger.trusting(server)), Clock.systemUTC())
                .view(APP);

        assertThat(view.replicas()).allMatch(replica -> replica.route().isEmpty());
        assertThat(one.commands).isEmpty();
    }

    @Test
    void replicasAreReachedByIpv6() throws Exception {
        Loopback6.require();
        swarm.node("s3", "ready", Loopback6.HOST);
        swarm.task("t3", "s3", "running", haproxy().port());

        assertThat(router.route(APP, SWITCHED, Fence.NONE).proves(SWITCHED)).isTrue();
        assertThat(router.view(APP).replicas())
                .hasSize(3)
                .anySatisfy(replica -> assertThat(replica.name()).isEqualTo("s3 ::1"));
        assertThat(router.addresses(APP).service())
                .extracting(address -> address.url().toString())
                .contains("http://[::1]");
    }

    @Test
    void linkLocalAddressOfANodeIsNamed() {
        swarm.node("s3", "ready", "fe80::3");
        swarm.task("t3", "s3", "running", 9999);

        assertThat(router.view(APP).replicas())
                .filteredOn(replica -> replica.name().equals("s3 fe80::3"))
                .singleElement()
                .satisfies(replica -> assertThat(replica.error())
                        .contains("is a link-local address", "docker swarm join --advertise-addr"));
    }
}
