package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.Color;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter.Target;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter.View;
import io.jenkins.plugins.swarmdelivery.fuzz.Trickle;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaproxyRouterTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";
    private static final Application APP = new Application("go-demo");
    private static final Target BLUE = new Target(Color.BLUE, "1.0");
    private static final Target GREEN = new Target(Color.GREEN, "2.0");
    private static final Route SWITCHED = new Route(Optional.of(GREEN), Optional.empty());

    private static TestCertificates server;
    private static TestCertificates client;
    private static TestCertificates stranger;

    private final FakeSwarm swarm = new FakeSwarm();
    private final List<FakeHaproxy> started = new ArrayList<>();
    private FakeHaproxy one;
    private FakeHaproxy two;
    private HaproxyRouter router;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws Exception {
        server = TestCertificates.make(folder, EC, "dns:swarm-router");
        client = TestCertificates.make(folder, EC, "dns:delivery");
        stranger = TestCertificates.make(folder, EC, "dns:stranger");
    }

    @BeforeEach
    void twoReplicas() throws Exception {
        one = haproxy();
        two = haproxy();
        swarm.node("s1", "ready");
        swarm.node("s2", "ready");
        swarm.task("t1", "s1", "running", one.port());
        swarm.task("t2", "s2", "running", two.port());
        router = new HaproxyRouter(swarm, settings("swarm-router", client));
    }

    @AfterEach
    void stop() throws Exception {
        for (FakeHaproxy haproxy : started) {
            haproxy.close();
        }
    }

    private FakeHaproxy haproxy() throws Exception {
        FakeHaproxy haproxy = new FakeHaproxy(server.admitting(client));
        haproxy.map.putAll(Map.of("go-demo.active", "blue/1.0", "go-demo.preview", "none"));
        started.add(haproxy);
        return haproxy;
    }

    private static HaproxySettings settings(String serverName, TestCertificates own) throws Exception {
        TlsMaterial tls = own.trusting(server);
        return new HaproxySettings(
                "swarm-router", serverName, 8080, 8081, 9999, tls, Optional.empty(), Optional.empty());
    }

    @Test
    void switchesLabelsAndEveryReplica() {
        swarm.labels(Map.of("swarm-delivery.shop.active", "blue/7", "swarm-delivery.go-demo.preview", "green/2.0"));

        View view = router.route(APP, SWITCHED);

        assertThat(view.proves(SWITCHED)).isTrue();
        assertThat(swarm.labels())
                .isEqualTo(
                        Map.of("swarm-delivery.shop.active", "blue/7", "swarm-delivery.go-demo.active", "green/2.0"));
        assertThat(one.map).containsEntry("go-demo.active", "green/2.0").containsEntry("go-demo.preview", "none");
        assertThat(two.map).isEqualTo(one.map);
        assertThat(router.view(APP)).isEqualTo(view);
    }

    @Test
    void readsActiveAndPreview() {
        swarm.labels(Map.of("swarm-delivery.go-demo.active", "blue/1.0"));
        one.map.put("go-demo.preview", "green/2.0");

        assertThat(router.view(APP).describe())
                .isEqualTo("router label says blue 1.0; replica s1 127.0.0.1 serves blue 1.0, preview green 2.0;"
                        + " replica s2 127.0.0.1 serves blue 1.0");
    }

    @Test
    void oneWhoseHandshakeTricklesDoesNotHoldUpTheOthers() throws Exception {
        try (Trickle trickle = new Trickle(Trickle.TLS_HANDSHAKE)) {
            swarm.task("t3", "s1", "running", trickle.port());

            View view = router.view(APP);

            assertThat(view.replicas()).hasSize(3);
            assertThat(view.replicas().stream()
                            .filter(replica -> replica.route().isEmpty()))
                    .singleElement()
                    .satisfies(replica -> assertThat(replica.error()).contains("no complete answer within 5 s"));
        }
    }

    @Test
    void noReplicaIsSwitchedBeforeAllAreReached() {
        assertThat(switchedWhileTwoIsReachedAfter(200)).containsExactly("two is reached", "one is set");
    }

    @Test
    void oneThatIsSlowToReachDoesNotHoldUpTheOthers() {
        assertThat(switchedWhileTwoIsReachedAfter(3000)).containsExactly("one is set", "two is reached");
    }

    private List<String> switchedWhileTwoIsReachedAfter(long millis) {
        List<String> order = new CopyOnWriteArrayList<>();
        one.atCommand = () -> {
            one.atCommand = () -> {};
            order.add("one is set");
        };
        two.atConnection = () -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            order.add("two is reached");
        };
        assertThat(router.route(APP, SWITCHED).proves(SWITCHED)).isTrue();
        return order;
    }

    @Test
    void aPortThatNobodyCanListenOnIsOneThatIsNotPublished() throws Exception {
        swarm.task("t3", "s1", "running", 70_000);

        assertThat(router.backends(APP, Color.BLUE))
                .extracting(Backend::error)
                .contains("publishes no host-mode port for its admin port 9999");
    }

    @Test
    void nodesWithoutAnIdHideNoReplica() {
        swarm.node("", "ready");
        swarm.nodes.add(swarm.nodes.get(swarm.nodes.size() - 1));

        assertThat(router.view(APP).replicas()).hasSize(2);
    }

    @Test
    void oneReplicaThatIsDownDoesNotKeepTheOthersFromSwitching() throws Exception {
        two.close();

        View view = router.route(APP, SWITCHED);

        assertThat(view.durable()).isEqualTo(SWITCHED);
        assertThat(view.replicas().get(0).route()).contains(SWITCHED);
        assertThat(view.replicas().get(1).route()).isEmpty();
        assertThat(view.replicas().get(1).error()).isNotEmpty();
        assertThat(view.proves(SWITCHED)).isFalse();
    }

    @Test
    void portsThatDockerHasForgottenAreThoseThatTheServiceAsksFor() {
        swarm.forgetPorts(one.port());

        assertThat(router.view(APP).replicas())
                .allMatch(replica -> replica.route()
                        .filter(route -> route.active().equals(Optional.of(BLUE)))
                        .isPresent());
    }

    @Test
    void replicasThatHangAreGivenUp() {
        one.silent = true;
        two.silent = true;

        View view = router.view(APP);

        assertThat(view.replicas())
                .allMatch(
                        replica -> replica.route().isEmpty() && !replica.error().isEmpty());
    }

    @Test
    void aReplicaThatRefusesTheChangeIsSeenAsItIs() {
        two.refusesChanges = true;

        View view = router.route(APP, SWITCHED);

        assertThat(view.replicas().get(1).route()).contains(new Route(Optional.of(BLUE), Optional.empty()));
    }

    @Test
    void anApplicationThatHaproxyDoesNotKnowIsNotAdded() {
        View view = router.route(new Application("shop"), SWITCHED);

        assertThat(view.replicas()).allMatch(replica -> replica.error().contains("swarm-delivery router init"));
        assertThat(one.map).doesNotContainKey("shop.active");
    }

    @Test
    void aReplicaThatComesUpMeanwhileIsSetToo() throws Exception {
        FakeHaproxy late = haproxy();
        one.atCommand = () -> {
            one.atCommand = () -> {};
            swarm.task("t3", "s2", "running", late.port());
        };

        View view = router.route(APP, SWITCHED);

        assertThat(view.replicas()).hasSize(3);
        assertThat(view.proves(SWITCHED)).isTrue();
    }

    @Test
    void aReplicaThatIsOnItsWayIsNotProvenUntilItRuns() throws Exception {
        FakeHaproxy late = haproxy();
        swarm.task("t3", "s2", "starting", late.port());

        View early = router.route(APP, SWITCHED);
        assertThat(early.proves(SWITCHED)).isFalse();
        assertThat(early.replicas().get(2).error()).isEqualTo("does not run yet (starting)");

        swarm.tasks.remove(2);
        swarm.task("t3", "s2", "running", late.port());
        assertThat(router.view(APP).proves(SWITCHED))
                .as("it came up with the labels that it was made with")
                .isFalse();
        assertThat(router.route(APP, SWITCHED).proves(SWITCHED)).isTrue();
    }

    @Test
    void tasksOnNodesThatAreDownAreLeftOut() {
        swarm.node("s3", "down");
        swarm.task("t3", "s3", "running", 1);

        assertThat(router.route(APP, SWITCHED).proves(SWITCHED)).isTrue();
    }

    @Test
    void writesAgainWhenAnotherApplicationWasFirst() {
        swarm.conflicts = 3;

        assertThat(router.route(APP, SWITCHED).proves(SWITCHED)).isTrue();
        assertThat(swarm.labels()).containsEntry("somebody", "else 0");
    }

    @Test
    void touchesNoReplicaWhenTheLabelCannotBeWritten() {
        swarm.conflicts = 1000;

        assertThatThrownBy(() -> router.route(APP, SWITCHED))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("swarm-router");
        assertThat(one.commands).isEmpty();
    }

    @Test
    void aSwarmThatDoesNotAnswerIsNoFailureOfTheRouter() {
        swarm.unavailable = true;

        assertThatThrownBy(() -> router.route(APP, SWITCHED)).isInstanceOf(SwarmException.Unavailable.class);
        assertThat(one.commands).isEmpty();
        swarm.unavailable = false;
        assertThat(router.route(APP, SWITCHED).proves(SWITCHED)).isTrue();
    }

    @Test
    void writesNothingThatCouldBeACommand() {
        for (String release : List.of("1.0; shutdown frontend users", "1.0\nquit", "", "a b", "1/2", "1\\;x")) {
            Route route = new Route(Optional.of(new Target(Color.GREEN, release)), Optional.empty());
            assertThatThrownBy(() -> router.route(APP, route)).isInstanceOf(RefusedException.class);
        }
        assertThat(swarm.labels()).isEmpty();
        assertThat(one.commands).isEmpty();
    }

    @Test
    void aLabelThatIsNoRouteStopsEverything() {
        swarm.labels(Map.of("swarm-delivery.go-demo.active", "purple"));

        assertThatThrownBy(() -> router.view(APP))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("purple");
    }

    @Test
    void withoutItsServiceItSaysHowToSetItUp() {
        swarm.router = null;

        assertThatThrownBy(() -> router.view(APP))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("swarm-delivery router init");
    }

    @Test
    void believesOnlyTheConfiguredServerName() throws Exception {
        View view = new HaproxyRouter(swarm, settings("another-name", client)).view(APP);

        assertThat(view.replicas()).allMatch(replica -> replica.error().contains("another-name"));
    }

    @Test
    void isNotLetInWithAStrangersCertificate() throws Exception {
        View view = new HaproxyRouter(swarm, settings("swarm-router", stranger)).view(APP);

        assertThat(view.replicas()).allMatch(replica -> replica.route().isEmpty());
        assertThat(one.commands).isEmpty();
    }

    @Test
    void countsServersAndConnections() throws Exception {
        one.stat = "# pxname,svname,scur,status,bck,\nbe,a,2,UP,0,\nbe,b,1,MAINT (resolution),0,\n\n";
        two.close();

        List<Backend> backends = router.backends(APP, Color.GREEN);

        assertThat(backends.get(0)).isEqualTo(new Backend("s1 127.0.0.1", 1, 1, 3, ""));
        assertThat(backends.get(1).error()).contains("refused");
        assertThat(one.commands).containsExactly("show stat be_go-demo_green 4 -1");
    }

    @Test
    void addressesAreThoseOfTheNodesUnlessConfigured() throws Exception {
        URI node = URI.create("http://127.0.0.1:80/");
        assertThat(router.addresses(APP).service()).containsExactly(node, node);

        HaproxySettings settings = settings("swarm-router", client);
        HaproxyRouter named = new HaproxyRouter(
                swarm,
                new HaproxySettings(
                        "swarm-router",
                        "swarm-router",
                        8080,
                        8081,
                        9999,
                        settings.tls(),
                        Optional.of("https://{application}.example.com/"),
                        Optional.empty()));
        assertThat(named.addresses(APP).service()).containsExactly(URI.create("https://go-demo.example.com/"));
        assertThat(named.addresses(APP).preview()).hasSize(2).contains(URI.create("http://127.0.0.1:81/"));
    }
}
