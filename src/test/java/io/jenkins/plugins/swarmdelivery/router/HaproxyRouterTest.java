package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Traffic;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Inside;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Look;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HaproxyRouterTest extends HaproxyTestBed {
    private static final Backend SEEN =
            new Backend("s1 127.0.0.1", Map.of("go-demo-green", new Backend.Servers(2, 1, 1)), 3, "");
    private static final String STAT =
            "# pxname,svname,scur,status,bck,\nbe,a,2,UP,0,\nbe,b,1,MAINT (resolution),0,\n\n";

    @Test
    void switchesLabelsAndEveryReplica() {
        swarm.labels(Map.of("swarm-delivery.shop.active", "blue/7", "swarm-delivery.go-demo.preview", "green/2.0"));

        View view = router.route(APP, SWITCHED, Fence.NONE);

        assertThat(view.proves(SWITCHED)).isTrue();
        assertThat(swarm.labels())
                .isEqualTo(
                        Map.of("swarm-delivery.shop.active", "blue/7", "swarm-delivery.go-demo.active", "green/2.0"));
        assertThat(one.map).containsEntry("go-demo.active", "green/2.0").containsEntry("go-demo.preview", "none");
        assertThat(two.map).isEqualTo(one.map);
        assertThat(router.view(APP)).isEqualTo(view);
    }

    @Test
    void shareIsOneValueOfLabelAndMap() {
        Route shared = new Route(Optional.of(BLUE), Optional.of(GREEN), Optional.of(new Share(GREEN, 5)));

        assertThat(router.route(APP, shared, Fence.NONE).proves(shared)).isTrue();

        assertThat(swarm.labels()).containsEntry("swarm-delivery.go-demo.active", "blue/1.0|green/2.0|5");
        assertThat(one.map).containsEntry("go-demo.active", "blue/1.0|green/2.0|5");
        assertThat(router.view(APP).provesActive(Optional.of(BLUE)))
                .as("all users are with blue")
                .isFalse();
        assertThat(router.view(APP).mayServe(Optional.of(BLUE))).isFalse();
        assertThat(router.route(APP, SWITCHED, Fence.NONE).proves(SWITCHED)).isTrue();
    }

    /** Whoever wrote the label died before the maps were set. */
    @Test
    void shareInLabelAloneIsNotProven() {
        Route shared = new Route(Optional.of(BLUE), Optional.empty(), Optional.of(new Share(GREEN, 5)));
        swarm.labels(Map.of("swarm-delivery.go-demo.active", "blue/1.0|green/2.0|5"));

        assertThat(router.view(APP).proves(shared)).isFalse();
        assertThat(router.view(APP).describe())
                .startsWith("router label says blue 1.0, 5% of the users to green 2.0; replica s1 127.0.0.1 serves"
                        + " blue 1.0;");
        assertThat(router.route(APP, shared, Fence.NONE).proves(shared)).isTrue();
        assertThat(two.map).containsEntry("go-demo.active", "blue/1.0|green/2.0|5");
    }

    @Test
    void olderReplicaCannotShare() {
        assertThat(router.shareObjection(APP).orElseThrow())
                .startsWith("router replica s1 127.0.0.1 has no rule to share users of go-demo; add share=cookie");
        one.rawResponse = "proc.shares: type=str value=<go-demo>\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(router.shareObjection(APP).orElseThrow()).startsWith("router replica s2 127.0.0.1 has no rule");
        two.rawResponse = one.rawResponse;
        assertThat(router.shareObjection(APP)).isEmpty();
    }

    @Test
    void silentReplicaIsNamedAmongCounters() throws IOException {
        one.close();
        Traffic traffic = router.traffic(APP, Color.BLUE);
        assertThat(traffic.replicas()).isEmpty();
        assertThat(traffic.silent()).hasSize(2).allMatch(reason -> reason.startsWith("replica s"));
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
    void doesNotAddApplicationUnknownToHaproxy() {
        View view = router.route(new Application("shop"), SWITCHED, Fence.NONE);

        assertThat(view.replicas()).allMatch(replica -> replica.error().contains("swarm-delivery router up"));
        assertThat(one.map).doesNotContainKey("shop.active");
    }

    @Test
    void retriesLabelWriteAfterConflict() {
        swarm.conflicts = 3;

        assertThat(router.route(APP, SWITCHED, Fence.NONE).proves(SWITCHED)).isTrue();
        assertThat(swarm.labels()).containsEntry("somebody", "else 0");
    }

    @Test
    void failedLabelWriteLeavesReplicasUntouched() {
        swarm.conflicts = 1000;

        assertThatThrownBy(() -> router.route(APP, SWITCHED, Fence.NONE))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("swarm-router");
        assertThat(one.commands).isEmpty();
    }

    @Test
    void unavailableSwarmIsNotRouterFailure() {
        swarm.unavailable = true;

        assertThatThrownBy(() -> router.route(APP, SWITCHED, Fence.NONE))
                .isInstanceOf(SwarmException.Unavailable.class);
        assertThat(one.commands).isEmpty();
        swarm.unavailable = false;
        assertThat(router.route(APP, SWITCHED, Fence.NONE).proves(SWITCHED)).isTrue();
    }

    @Test
    void refusesReleaseNamesContainingCommands() {
        for (String release : List.of("1.0; shutdown frontend users", "1.0\nquit", "", "a b", "1/2", "1\\;x")) {
            Route route = new Route(Optional.of(new Target(Color.GREEN, release)), Optional.empty());
            assertThatThrownBy(() -> router.route(APP, route, Fence.NONE)).isInstanceOf(RefusedException.class);
        }
        assertThat(swarm.labels()).isEmpty();
        assertThat(one.commands).isEmpty();
    }

    @Test
    void malformedRouteLabelIsAnError() {
        swarm.labels(Map.of("swarm-delivery.go-demo.active", "purple"));

        assertThatThrownBy(() -> router.view(APP))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("purple");
    }

    @Test
    void missingRouterServiceNamesRemedy() {
        swarm.removeByHand(RouterSwarm.ROUTER);

        assertThatThrownBy(() -> router.view(APP))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("swarm-delivery router up");
    }

    @Test
    void countsServersAndConnections() throws Exception {
        one.stat = STAT;
        two.close();

        List<Backend> backends = router.backends(APP, Color.GREEN);

        assertThat(backends.get(0)).isEqualTo(SEEN);
        assertThat(backends.get(1).error()).contains("refused");
        assertThat(one.commands).containsExactly("show stat be_go-demo_green 4 -1");
    }

    @Test
    void countsSlotsOfOneServicePerColor() {
        one.stat = "# pxname,svname,scur,status,bck,\nbe,shop-blue-1,0,UP,0,\nbe,shop-blue-2,0,MAINT,0,\n"
                + "be,shop-adopted-1,0,UP,0,\nbe,shop-adopted-2,0,MAINT,0,\nbe,nobody,0,no check,1,\n\n";

        assertThat(router.backends(APP, Color.BLUE).get(0).slots()).isEqualTo(2);
    }

    private void stubTwoServices() {
        swarm.labels(Map.of(RoutedHosts.LABEL, "go-demo=web:80@demo.lab,web:81@demo.lab/admin,my_api:90@demo.lab/api"));
        one.stats.put("be_go-demo_green_web:80", STAT);
        one.stats.put("be_go-demo_green_web:81", STAT.replace("2,UP,0", "2,DOWN,0"));
        one.stats.put("be_go-demo_green_my_api:90", STAT.replace("MAINT (resolution)", "UP"));
    }

    @Test
    void aggregatesAllServicesOfColor() {
        stubTwoServices();

        Backend seen = router.look(APP, Color.GREEN).backends().get(0);

        assertThat(seen)
                .isEqualTo(new Backend(
                        "s1 127.0.0.1",
                        Map.of(
                                "go-demo-web-green",
                                new Backend.Servers(2, 1, 0),
                                "go-demo-my_api-green",
                                new Backend.Servers(2, 2, 2)),
                        9,
                        ""));
        assertThat(seen.serversUp()).as("of the service with the fewest").isZero();
        assertThat(seen.serversUsed()).as("of all").isEqualTo(3);
        assertThat(seen.slots()).isEqualTo(2);
        assertThat(seen.servers("go-demo-green")).as("not routed").isEmpty();
        assertThat(router.backends(APP, Color.GREEN).get(0)).isEqualTo(seen);
        assertThat(one.sessionStarts).as("one session per query").hasSize(2);
    }

    /** An adopted service belongs to the active release only. */
    @Test
    void reportsAdoptedServiceUnderItsOwnName() {
        swarm.labels(Map.of(RoutedHosts.LABEL, "go-demo=web:80+old.web@demo.lab,my_api:90@demo.lab/api"));
        one.stats.put(
                "be_go-demo_blue_web:80",
                "# pxname,svname,scur,status,bck,\nbe,go-demo-web-blue-1,0,MAINT,0,\n"
                        + "be,go-demo-web-adopted-1,0,UP,0,\nbe,go-demo-web-adopted-2,0,UP 1/2,0,\n\n");
        one.stats.put("be_go-demo_blue_my_api:90", "# pxname,svname,scur,status,bck,\n\n");
        one.stats.put("be_go-demo_green_web:80", STAT);
        one.stats.put("be_go-demo_green_my_api:90", STAT);

        Backend blue = router.backends(APP, Color.BLUE).get(0);

        assertThat(blue.services())
                .isEqualTo(Map.of(
                        "go-demo-web-blue",
                        new Backend.Servers(1, 0, 0),
                        "old.web",
                        new Backend.Servers(2, 2, 1),
                        "go-demo-my_api-blue",
                        new Backend.Servers(0, 0, 0)));
        assertThat(blue.serversUp()).isZero();
        assertThat(blue.only(List.of("old.web", "old.worker")).serversUp()).isEqualTo(1);
        assertThat(blue.only(List.of("stranger"))).as("unchanged").isEqualTo(blue);
        assertThat(router.backends(APP, Color.GREEN).get(0).services())
                .containsOnlyKeys("go-demo-web-green", "go-demo-my_api-green");
    }

    @Test
    void namesMissingBackend() {
        stubTwoServices();
        one.stats.put("be_go-demo_green_my_api:90", "No such proxy.\n\n");

        Backend seen = router.backends(APP, Color.GREEN).get(0);

        assertThat(seen.error()).isEqualTo("be_go-demo_green_my_api:90: unexpected response: \"No such proxy.\"");
        assertThat(seen.slots()).isZero();
    }

    @Test
    void reportsNetworksAndInternalUrl() {
        swarm.changeByHand(
                RouterSwarm.ROUTER,
                spec -> spec.edited(tree -> Json.object(tree, "TaskTemplate")
                        .put("Networks", List.of(Map.of("Target", "n1"), Map.of("Target", "n2")))));

        assertThat(router.inside()).isEqualTo(new Inside(List.of("n1", "n2"), "http://swarm-router:8080"));
    }

    @Test
    void readsRoutesAndServersInOneSession() throws Exception {
        one.stat = STAT;
        two.close();

        Look look = router.look(APP, Color.GREEN);

        assertThat(look.view().replicas().get(0).route()).contains(new Route(Optional.of(BLUE), Optional.empty()));
        assertThat(look.backends().get(0)).isEqualTo(SEEN);
        assertThat(look.view().replicas().get(1).error()).contains("refused");
        assertThat(look.backends().get(1).error()).contains("refused");
        assertThat(one.commands).containsExactly(HaproxyMap.SHOW, "show stat be_go-demo_green 4 -1");
        assertThat(one.sessionStarts).hasSize(1);
    }

    @Test
    void partialErrorKeepsOtherResults() {
        one.stat = "No such proxy.\n\n";
        two.stat = STAT;
        two.map.remove("go-demo.preview");

        Look look = router.look(APP, Color.GREEN);

        assertThat(look.view().replicas().get(0).route()).contains(new Route(Optional.of(BLUE), Optional.empty()));
        assertThat(look.backends().get(0).error()).isEqualTo("unexpected response: \"No such proxy.\"");
        assertThat(look.view().replicas().get(1).error()).contains("application go-demo is not in its configuration");
        assertThat(look.backends().get(1).serversUp()).isEqualTo(1);
    }

    private void updating(Instant until) {
        Map<String, String> labels = new HashMap<>(swarm.labels());
        labels.put("swarm-delivery.rollout", until.toString());
        swarm.labels(labels);
    }

    @Test
    void noRouteIsWrittenWhileTheRouterIsUpdated() {
        updating(Instant.now().plusSeconds(60));

        assertThatThrownBy(() -> router.route(APP, SWITCHED, Fence.NONE))
                .isInstanceOf(SwarmException.Conflict.class)
                .hasMessageContaining("the router is being updated by router up");
        assertThatThrownBy(() -> router.requireSettled(Fence.NONE)).isInstanceOf(SwarmException.Busy.class);
        assertThat(swarm.labels()).doesNotContainKey("swarm-delivery.go-demo.active");
        assertThat(one.map).containsEntry("go-demo.active", "blue/1.0");
    }

    @Test
    void aRouterThatIsGoneIsNotUpdated() {
        swarm.removeByHand(RouterSwarm.ROUTER);

        assertThatCode(() -> router.requireSettled(Fence.NONE)).doesNotThrowAnyException();
    }

    @Test
    void aRollbackDoesNotWaitForTheUpdateNorAnyoneForOneThatWasKilled() {
        updating(Instant.now().plusSeconds(60));
        Fence urgent = new Fence() {
            @Override
            public String holder() {
                return "";
            }

            @Override
            public void requireFresh() {}

            @Override
            public void requireHeld() {}

            @Override
            public boolean urgent() {
                return true;
            }
        };
        assertThat(router.route(APP, SWITCHED, urgent).proves(SWITCHED)).isTrue();
        assertThat(router.route(APP, SWITCHED, Fence.NONE).proves(SWITCHED))
                .as("nothing is written, only told again")
                .isTrue();

        updating(Instant.now().minusSeconds(1));
        assertThat(router.route(APP, TrafficRouter.Route.NONE, Fence.NONE).proves(TrafficRouter.Route.NONE))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00::1", "my_router", "-"})
    void serverNameIsADnsName(String name) {
        assertThatThrownBy(() -> settings(name, client.trusting(server)))
                .hasMessage(
                        "router.haproxy.serverName: \"" + name + "\" is not valid; write the DNS name in HAProxy's"
                                + " certificate, with letters, digits, - and . alone; the nodes' addresses are read from the Swarm");
    }
}
