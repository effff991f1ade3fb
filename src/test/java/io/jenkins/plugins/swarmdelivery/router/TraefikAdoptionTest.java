package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that Traefik serves by the labels of its users becomes a color, and users never miss it. */
class TraefikAdoptionTest extends TraefikTestBed {
    private static final String WEB = "shop_web";

    /** A rule that is longer than that of the next release. */
    private static Map<String, String> written() {
        return new HashMap<>(Map.of(
                "com.docker.stack.namespace", "shop",
                "traefik.enable", "true",
                "traefik.http.routers.shop.rule", "Host(`shop.example`) && PathPrefix(`/`)",
                "traefik.http.routers.shop.entrypoints", "web",
                "traefik.http.routers.shop.middlewares", "auth",
                "traefik.http.middlewares.auth.basicauth.usersfile", "/run/users",
                "traefik.http.services.shop.loadbalancer.server.port", "8080"));
    }

    private void running(Map<String, String> labels) {
        swarm.createByHand(new ServiceSpec(Map.of("Name", WEB, "Labels", labels)));
        refresh();
    }

    /** As the engine labels a service that it adopts. */
    private void adopt(Map<String, String> written) {
        Map<String, String> labels = new HashMap<>(written);
        labels.putAll(router.adopted(WEB, written));
        labels.put(Labels.APPLICATION, "shop");
        labels.put(Labels.COLOR, "blue");
        labels.put(Labels.SERVICE, "web");
        swarm.changeByHand(WEB, spec -> spec.withLabels(labels));
    }

    private void assertUsersGet(String service) {
        assertThat(one.answering("shop.example", "/x")).containsExactly(service);
        assertThat(two.answering("shop.example", "/x")).containsExactly(service);
    }

    private Map<String, String> labels(String service) {
        return swarm.spec(service).labels();
    }

    @Test
    void adoptedServiceIsServedByTheRoutesOfTheApplicationUnderItsOwnNames() {
        running(written());
        adopt(written());

        router.route(SHOP, LIVE, Fence.NONE);
        assertUsersGet(WEB);
        refresh();

        assertThat(router.view(SHOP).proves(LIVE)).isTrue();
        assertUsersGet(WEB);
        assertThat(one.router("shop-routes-active-web_shop"))
                .containsEntry("service", "shop@swarm")
                .containsEntry("middlewares", "shop-routes-active@swarm,auth@swarm");
        assertThat(labels(WEB)).containsAllEntriesOf(written());
        assertThat(router.backends(SHOP, Color.BLUE))
                .allSatisfy(backend -> assertThat(backend.services())
                        .containsEntry(WEB, new Backend.Servers(Integer.MAX_VALUE, 1, 1)));
    }

    @Test
    void failedAdoptionLeavesItToItsOwnRouters() {
        running(written());
        adopt(written());
        router.route(SHOP, LIVE, Fence.NONE);
        refresh();

        router.route(SHOP, Route.NONE, Fence.NONE);
        refresh();

        assertThat(router.view(SHOP).proves(Route.NONE)).isTrue();
        assertUsersGet(WEB);
    }

    @Test
    void candidateHasOtherNamesAndAShorterRuleThatWinsAfterTheSwitch() {
        running(written());
        adopt(written());
        router.route(SHOP, LIVE, Fence.NONE);
        refresh();
        Map<String, String> next = written();
        next.put("traefik.http.routers.shop.rule", "Host(`shop.example`)");
        deliver("web", Color.GREEN, next);
        refresh();
        assertUsersGet(WEB);

        router.route(SHOP, PREVIEW, Fence.NONE);
        refresh();
        assertThat(router.view(SHOP).proves(PREVIEW)).isTrue();
        assertUsersGet(WEB);
        router.route(SHOP, SWITCHED, Fence.NONE);
        refresh();

        assertThat(router.view(SHOP).proves(SWITCHED)).isTrue();
        assertUsersGet("shop-web-green");
        assertThat(one.router("shop-routes-active-web_shop")).containsEntry("service", "shop-web-green-shop@swarm");
        assertThat(labels(WEB))
                .doesNotContainKey("traefik.http.routers.shop.rule")
                .containsEntry(
                        "swarm-delivery.traefik.http.routers.shop.rule",
                        written().get("traefik.http.routers.shop.rule"))
                .containsEntry("traefik.http.services.shop.loadbalancer.server.port", "8080");

        router.route(SHOP, LIVE, Fence.NONE);
        refresh();
        assertThat(router.view(SHOP).proves(LIVE)).as("rollback").isTrue();
        assertUsersGet(WEB);
        swarm.removeByHand(WEB);
        router.route(SHOP, SWITCHED, Fence.NONE);
        refresh();
        assertUsersGet("shop-web-green");
    }

    @Test
    void priorityOfTheUserDecidesNothingBetweenTheReleases() {
        Map<String, String> written = written();
        written.put("traefik.http.routers.shop.priority", "7");
        running(written);
        adopt(written);
        router.route(SHOP, LIVE, Fence.NONE);
        refresh();
        assertUsersGet(WEB);
        deliver("web", Color.GREEN, written);

        router.route(SHOP, SWITCHED, Fence.NONE);
        refresh();

        assertUsersGet("shop-web-green");
    }

    @Test
    void withoutAStackFileItCountsAsTheServiceOfItsColorAndTheNextReleaseIsMadeOfIt() {
        running(written());
        adopt(written());
        swarm.changeByHand(
                WEB,
                spec -> spec.edited(tree -> {
                    Map<String, String> labels = new HashMap<>(spec.labels());
                    labels.remove(Labels.SERVICE);
                    tree.put("Labels", labels);
                }));
        router.route(SHOP, LIVE, Fence.NONE);
        refresh();

        assertThat(router.backends(SHOP, Color.BLUE))
                .allSatisfy(backend -> assertThat(backend.services()).containsOnlyKeys("shop-blue"));
        assertThat(router.labels("shop-green", labels(WEB)))
                .containsEntry(Labels.ROUTER, "traefik")
                .containsEntry("traefik.http.services.shop-green-shop.loadbalancer.server.port", "8080")
                .containsEntry("traefik.http.middlewares.shop-green-auth.basicauth.usersfile", "/run/users");
        deliver("web", Color.GREEN, written());
        router.route(SHOP, PREVIEW, Fence.NONE);
        assertThat(labels(WEB)).doesNotContainKey("traefik.http.routers.shop.rule");
        assertThat(router.labels("shop-green", labels(WEB)))
                .as("of one whose own routers are taken off")
                .containsEntry("traefik.http.services.shop-green-shop.loadbalancer.server.port", "8080");
    }

    @Test
    void adoptionThatIsRepeatedAfterALostLedgerKeepsWhatIsThere() {
        running(written());
        adopt(written());
        deliver("web", Color.GREEN, written());
        router.route(SHOP, SWITCHED, Fence.NONE);
        refresh();

        assertThat(router.adopted(WEB, labels(WEB)))
                .containsEntry(Labels.ROUTER, labels(WEB).get(Labels.ROUTER));
        assertThat(router.adopted("shop-web-green", labels("shop-web-green"))).containsEntry(Labels.ROUTER, "traefik");
    }

    @Test
    void refusesWhatWouldLoseRequests() {
        Map<String, String> labels = written();
        running(labels);
        labels.put("traefik.tcp.routers.mqtt.rule", "HostSNI(`*`)");
        assertRefused(labels, "routers for TCP and UDP are not switched", "traefik.tcp.routers.mqtt.rule");
        labels.remove("traefik.tcp.routers.mqtt.rule");
        labels.remove("traefik.http.services.shop.loadbalancer.server.port");
        labels.put("traefik.http.services.shop.loadbalancer.sticky.cookie", "true");
        assertRefused(labels, "traefik.http.services.shop.loadbalancer.server.port", "Traefik does not serve it");

        labels = written();
        labels.put("traefik.http.routers.more.rule", "Host(`more.example`)");
        assertRefused(labels, "Traefik does not serve its router more now");
        assertThat(router.adopted(WEB, Map.of("team", "shop"))).isEmpty();
    }

    private void assertRefused(Map<String, String> labels, String... texts) {
        assertThatThrownBy(() -> router.adopted(WEB, labels))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(WEB)
                .hasMessageContainingAll(texts);
    }

    @Test
    void routerThatNamesNoEntryPointKeepsThoseThatTraefikGaveIt() {
        Map<String, String> labels = written();
        labels.remove("traefik.http.routers.shop.entrypoints");
        running(labels);
        assertThat(router.adopted(WEB, labels)).isNotEmpty();

        Map<String, String> more = written();
        more.put("traefik.http.routers.shop.entrypoints", "web,websecure");
        swarm.changeByHand(WEB, spec -> spec.withLabels(more));
        refresh();

        assertRefused(
                labels,
                "router shop names no entry point, and Traefik serves it at web, websecure; write"
                        + " router.traefik.entryPoints: [web, websecure] in the clusters file");
    }

    @Test
    void middlewareOfAnAdoptedServiceIsNotBorrowed() {
        running(written());
        adopt(written());
        Map<String, String> api = Map.of(
                Labels.ROUTER,
                "traefik",
                "swarm-delivery.traefik.http.routers.api.rule",
                "Host(`api.example`)",
                "swarm-delivery.traefik.http.routers.api.middlewares",
                "auth,compress@file",
                "swarm-delivery.traefik.http.services.api.loadbalancer.server.port",
                "8080");

        assertThat(router.objections("shop-api-green", api))
                .singleElement()
                .asString()
                .contains("middleware auth of Traefik is defined by labels of shop_web alone");
    }

    @Test
    void preparesNothingWithoutTheLease() {
        running(written());
        adopt(written());
        deliver("web", Color.GREEN, written());
        router.route(SHOP, LIVE, Fence.NONE);
        List<String> before = List.copyOf(swarm.events);

        assertThatThrownBy(() -> router.route(SHOP, PREVIEW, new LostFence())).hasMessageContaining("lost");

        assertThat(swarm.events).isEqualTo(before);
        assertThat(labels(WEB)).containsAllEntriesOf(written());
    }

    private static final class LostFence implements Fence {
        @Override
        public String holder() {
            return "d1";
        }

        @Override
        public void requireFresh() {}

        @Override
        public void requireHeld() {
            throw new RefusedException("the lease is lost");
        }
    }
}
