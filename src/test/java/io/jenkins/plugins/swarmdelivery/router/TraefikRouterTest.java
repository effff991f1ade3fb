package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against two replicas of Traefik that follow the labels when a test says so. */
class TraefikRouterTest extends TraefikTestBed {
    private void deliver(Color color) {
        deliver("web", color, Map.of("swarm-delivery.route.port", "8080", "swarm-delivery.route.host", "shop.example"));
        deliver(
                "api",
                color,
                Map.of(
                        "swarm-delivery.route.port", "9000",
                        "swarm-delivery.route.host", "shop.example, www.shop.example",
                        "swarm-delivery.route.path", "/api/"));
    }

    @Test
    void servesNobodyBeforeItIsTold() {
        deliver(Color.BLUE);
        refresh();

        assertThat(router.view(SHOP).proves(Route.NONE)).isTrue();
        assertThat(one.router("shop-web-blue").get("rule"))
                .isEqualTo("Host(`shop-web-blue.invalid`) && !Host(`shop-web-blue.invalid`)");
        assertThat(one.router("shop-web-blue").get("entrypoints")).isEqualTo("preview");
    }

    @Test
    void switchesAllRoutesByOneUpdate() {
        deliver(Color.BLUE);
        deliver(Color.GREEN);
        router.route(SHOP, LIVE, Fence.NONE);
        refresh();
        assertThat(router.view(SHOP).proves(LIVE)).isTrue();
        long before = swarm.service("shop-routes").orElseThrow().version();

        assertThat(router.route(SHOP, SWITCHED, Fence.NONE).proves(SWITCHED))
                .as("replicas have not followed yet")
                .isFalse();
        one.refresh(swarm.services());
        assertThat(router.view(SHOP).proves(SWITCHED)).as("one has").isFalse();
        two.refresh(swarm.services());

        assertThat(router.view(SHOP).proves(SWITCHED)).isTrue();
        assertThat(swarm.service("shop-routes").orElseThrow().version()).isGreaterThan(before);
        assertThat(one.router("shop-routes-active-web_default"))
                .containsEntry("rule", "(Host(`shop.example`)) && PathPrefix(`/`)")
                .containsEntry("service", "shop-web-green-8080@swarm")
                .containsEntry("entrypoints", "web");
        assertThat(one.router("shop-routes-active-api_default"))
                .containsEntry(
                        "rule",
                        "(Host(`shop.example`) || Host(`www.shop.example`)) && (Path(`/api`) || PathPrefix(`/api/`))")
                .containsEntry("service", "shop-api-green-9000@swarm");
    }

    @Test
    void previewIsOnAnEntryPointOfItsOwn() {
        deliver(Color.BLUE);
        deliver(Color.GREEN);

        router.route(SHOP, PREVIEW, Fence.NONE);
        refresh();

        assertThat(router.view(SHOP).proves(PREVIEW)).isTrue();
        assertThat(one.router("shop-routes-preview-web_default"))
                .containsEntry("service", "shop-web-green-8080@swarm")
                .containsEntry("entrypoints", "preview");
        assertThat(one.router("shop-routes-active-web_default")).containsEntry("service", "shop-web-blue-8080@swarm");
    }

    @Test
    void writesNothingThatIsThereAlready() {
        deliver(Color.BLUE);
        router.route(SHOP, LIVE, Fence.NONE);
        long before = swarm.service("shop-routes").orElseThrow().version();

        router.route(SHOP, LIVE, Fence.NONE);

        assertThat(swarm.service("shop-routes").orElseThrow().version()).isEqualTo(before);
    }

    @Test
    void withoutARouteNothingIsServedAndNothingStaysBehind() {
        deliver(Color.BLUE);
        router.route(SHOP, LIVE, Fence.NONE);
        swarm.removeByHand("shop-web-blue");
        swarm.removeByHand("shop-api-blue");

        router.route(SHOP, Route.NONE, Fence.NONE);
        refresh();
        assertThat(router.view(SHOP).proves(Route.NONE)).isTrue();
        router.forget(SHOP);
        refresh();

        assertThat(swarm.service("shop-routes")).isEmpty();
        assertThat(router.view(SHOP).proves(Route.NONE)).isTrue();
    }

    @Test
    void takesOverLabelsOfTraefikUnderNamesOfTheColor() {
        Map<String, String> written = Map.of(
                "traefik.enable", "true",
                "traefik.http.routers.shop.rule", "Host(`shop.example`) && !Path(`/private`)",
                "traefik.http.routers.shop.entrypoints", "websecure",
                "traefik.http.routers.shop.tls.certresolver", "le",
                "traefik.http.routers.shop.middlewares", "auth,compress@file",
                "traefik.http.middlewares.auth.basicauth.usersfile", "/run/users",
                "traefik.http.services.shop.loadbalancer.server.port", "8080",
                "traefik.http.services.shop.loadbalancer.sticky.cookie", "true");
        deliver("web", Color.BLUE, written);
        router.route(SHOP, LIVE, Fence.NONE);
        refresh();

        assertThat(one.router("shop-routes-active-web_shop"))
                .containsEntry("rule", "Host(`shop.example`) && !Path(`/private`)")
                .containsEntry("entrypoints", "websecure")
                .containsEntry("tls.certresolver", "le")
                .containsEntry("service", "shop-web-blue-shop@swarm")
                .containsEntry("middlewares", "shop-routes-active@swarm,shop-web-blue-auth@swarm,compress@file");
        Map<String, String> blue =
                swarm.service("shop-web-blue").orElseThrow().spec().labels();
        assertThat(blue)
                .containsEntry("traefik.http.services.shop-web-blue-shop.loadbalancer.sticky.cookie", "true")
                .containsEntry("traefik.http.middlewares.shop-web-blue-auth.basicauth.usersfile", "/run/users")
                .doesNotContainKey("traefik.http.routers.shop.rule");

        // The next release is made of the live one.
        assertThat(router.labels("shop-web-green", blue))
                .containsEntry("traefik.http.services.shop-web-green-shop.loadbalancer.server.port", "8080")
                .containsEntry("swarm-delivery.traefik.http.routers.shop.tls.certresolver", "le")
                .noneSatisfy((label, value) -> assertThat(label).contains("blue"));
    }

    /** As users write it: plain HTTP leads to HTTPS, and the rules are equal. */
    private static Map<String, String> redirecting() {
        return new HashMap<>(Map.of(
                "traefik.http.routers.a-plain.rule", "Host(`shop.example`)",
                "traefik.http.routers.a-plain.entrypoints", "web",
                "traefik.http.routers.a-plain.middlewares", "to-https",
                "traefik.http.routers.shop.rule", "Host( `shop.example` )",
                "traefik.http.routers.shop.entrypoints", "websecure",
                "traefik.http.routers.shop.tls", "true",
                "traefik.http.routers.shop.middlewares", "all,to-https",
                "traefik.http.middlewares.to-https.redirectscheme.scheme", "https",
                "traefik.http.middlewares.all.chain.middlewares", "old, compress@file",
                "traefik.http.services.shop.loadbalancer.server.port", "8080"));
    }

    @Test
    void previewServesWhatUsersGetOverTls() {
        Map<String, String> written = redirecting();
        written.put("traefik.http.middlewares.old.redirectregex.regex", "^http://(.*)");
        written.put("traefik.http.middlewares.old.redirectregex.replacement", "https://${1}");
        deliver("web", Color.BLUE, written);

        router.route(SHOP, new Route(Optional.of(BLUE), Optional.of(BLUE)), Fence.NONE);
        refresh();

        assertThat(one.router("shop-routes-preview-web_a-plain"))
                .as("the same rule at the same entry point")
                .isNull();
        assertThat(one.router("shop-routes-preview-web_shop"))
                .containsEntry("entrypoints", "preview")
                .containsEntry("middlewares", "shop-routes-preview@swarm,compress@file")
                .doesNotContainKey("tls");
        assertThat(one.router("shop-routes-active-web_a-plain"))
                .containsEntry("middlewares", "shop-routes-active@swarm,shop-web-blue-to-https@swarm");
        assertThat(one.router("shop-routes-active-web_shop")).containsEntry("tls", "true");
    }

    @Test
    void previewOfRoutesWithoutTlsDoesNotRedirect() {
        Map<String, String> written = redirecting();
        written.remove("traefik.http.routers.shop.tls");
        written.put("traefik.http.routers.shop.middlewares", "all");
        deliver("web", Color.BLUE, written);

        router.route(SHOP, new Route(Optional.of(BLUE), Optional.of(BLUE)), Fence.NONE);
        refresh();

        assertThat(one.router("shop-routes-preview-web_a-plain")).isNull();
        assertThat(one.router("shop-routes-preview-web_shop"))
                .containsEntry("middlewares", "shop-routes-preview@swarm,shop-web-blue-all@swarm");
    }

    @Test
    void objectsToEntryPointsThatTraefikDoesNotHave() {
        Map<String, String> written = redirecting();
        assertThat(router.objections("shop-worker-blue", written))
                .as("not a routed service")
                .isEmpty();
        written.putAll(router.labels("shop-web-blue", written));

        assertThat(router.objections("shop-web-blue", written))
                .containsExactly(
                        "Traefik has no entry point websecure, only preview, web; correct the name in labels and"
                                + " settings, or add to Traefik's static configuration: --entryPoints.websecure.address=:PORT");
        one.status = 503;
        two.entryPoints = List.of(
                FakeTraefik.entryPoint("web", 80),
                FakeTraefik.entryPoint("websecure", 443),
                FakeTraefik.entryPoint("preview", 8081));
        assertThat(router.objections("shop-web-blue", written)).isEmpty();
        Map<String, String> secure = redirecting();
        secure.keySet().removeIf(label -> label.contains("a-plain"));
        secure.putAll(router.labels("shop-web-blue", secure));
        two.entryPoints = List.of(FakeTraefik.entryPoint("websecure", 443), FakeTraefik.entryPoint("preview", 8081));
        assertThat(router.objections("shop-web-blue", secure))
                .as("nothing goes to the entry point of the settings")
                .isEmpty();
        two.status = 503;
        assertThat(router.objections("shop-web-blue", written))
                .as("nobody tells")
                .isEmpty();
    }

    @Test
    void portComesFromTraefiksLabelOrElseFromOurs() {
        Map<String, String> written = new HashMap<>(Map.of("traefik.http.routers.shop.rule", "Host(`shop.example`)"));

        assertThatThrownBy(() -> router.labels("shop-web-blue", written))
                .isInstanceOf(RefusedException.class)
                .hasMessage("service shop-web-blue: its routers of Traefik lead to no port; write the port that its"
                        + " containers listen on as label traefik.http.services.shop.loadbalancer.server.port, or as"
                        + " swarm-delivery.route.port");
        written.put("traefik.http.services.web.loadbalancer.sticky.cookie", "true");
        assertThatThrownBy(() -> router.labels("shop-web-blue", written))
                .hasMessageContaining("label traefik.http.services.web.loadbalancer.server.port, or");
        written.put("swarm-delivery.route.port", "9000");
        assertThat(router.labels("shop-web-blue", written))
                .containsEntry("traefik.http.services.shop-web-blue-web.loadbalancer.server.port", "9000");
        written.remove("traefik.http.services.web.loadbalancer.sticky.cookie");
        assertThat(router.labels("shop-web-blue", written))
                .containsEntry("traefik.http.services.shop-web-blue-9000.loadbalancer.server.port", "9000");
    }

    @Test
    void labelsThatTraefiksConstraintsNameAreOnAllThatItMustSee() {
        Map<String, String> written = Map.of(
                "traefik.constraint-label", "public",
                "traefik.docker.network", "apps",
                "traefik.http.routers.shop.rule", "Host(`shop.example`)",
                "traefik.http.services.shop.loadbalancer.server.port", "8080");
        deliver("web", Color.BLUE, written);
        router.route(SHOP, LIVE, Fence.NONE);

        for (String service : List.of("shop-web-blue", "shop-routes")) {
            assertThat(swarm.spec(service).labels())
                    .containsEntry("traefik.constraint-label", "public")
                    .doesNotContainKey("traefik.docker.network");
        }
        assertThat(router.labels("shop-web-green", swarm.spec("shop-web-blue").labels()))
                .containsEntry("traefik.constraint-label", "public");
        swarm.removeByHand("shop-web-blue");
        router.route(SHOP, Route.NONE, Fence.NONE);
        assertThat(swarm.spec("shop-routes").labels())
                .as("else Traefik would not see that there is none")
                .containsEntry("traefik.constraint-label", "public");
    }

    @Test
    void hostCountsMoreThanAnyPathAndTheLongerPathMore() {
        deliver(Color.BLUE);
        router.route(SHOP, LIVE, Fence.NONE);
        refresh();

        assertThat(priority("web_default")).isEqualTo(40).isLessThan(priority("api_default"));
        assertThat(priority("api_default")).isLessThan("Host(`shop.example`) && PathPrefix(`/legacy`)".length());
    }

    private int priority(String route) {
        return Integer.parseInt(
                one.router("shop-routes-active-" + route).get("priority").toString());
    }

    @Test
    void middlewaresThatNameOthersNameThoseOfTheColor() {
        Map<String, String> written = new HashMap<>(Map.of(
                "traefik.http.routers.shop.rule", "Host(`shop.example`)",
                "traefik.http.routers.shop.middlewares", "all",
                "traefik.http.middlewares.all.chain.middlewares", "auth, compress@file",
                "traefik.http.middlewares.auth.basicauth.usersfile", "/run/users",
                "traefik.http.services.shop.loadbalancer.server.port", "8080"));

        assertThat(router.labels("shop-web-blue", written))
                .containsEntry(
                        "traefik.http.middlewares.shop-web-blue-all.chain.middlewares",
                        "shop-web-blue-auth@swarm,compress@file");
        written.put("traefik.enable", "false");
        assertThat(router.labels("shop-web-blue", written)).isEmpty();
    }

    @Test
    void serviceOfAnotherOwnerIsNotTouched() {
        deliver(Color.BLUE);
        swarm.createByHand(new ServiceSpec(Map.of("Name", "shop-routes", "Labels", Map.of("team", "maps"))));

        assertThatThrownBy(() -> router.route(SHOP, LIVE, Fence.NONE))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("service shop-routes is not the one that carries the routes of shop");
        router.forget(SHOP);
        assertThat(swarm.spec("shop-routes").labels()).containsEntry("team", "maps");
    }

    @Test
    void seesTheTasksOfEachService() {
        deliver(Color.BLUE);
        refresh();

        assertThat(router.backends(SHOP, Color.BLUE))
                .hasSize(2)
                .allSatisfy(backend -> assertThat(backend.services())
                        .containsEntry("shop-web-blue", new Backend.Servers(Integer.MAX_VALUE, 1, 1))
                        .containsEntry("shop-api-blue", new Backend.Servers(Integer.MAX_VALUE, 1, 1)))
                .allSatisfy(backend -> assertThat(backend.connections()).isEqualTo(Backend.UNKNOWN));
        assertThat(router.look(SHOP, Color.GREEN).slots("shop-web-green"))
                .as("a color without services has room for any")
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void disabledRouterIsNoProof() {
        deliver(Color.BLUE);
        router.route(SHOP, LIVE, Fence.NONE);
        swarm.removeByHand("shop-api-blue");
        refresh();

        assertThat(router.view(SHOP).replicas())
                .allSatisfy(replica -> assertThat(replica.error())
                        .contains("router shop-routes-active-api_default@swarm is disabled", "does not exist"));
    }

    @Test
    void droppedRouterIsNoProof() {
        deliver(Color.BLUE);
        router.route(SHOP, LIVE, Fence.NONE);
        swarm.createByHand(new ServiceSpec(Map.of(
                "Name",
                "stranger",
                "Labels",
                Map.of("traefik.http.routers.shop-routes-active-api_default.service", "x"))));
        refresh();

        assertThat(router.view(SHOP).proves(LIVE)).isFalse();
        assertThat(router.view(SHOP).silent()).contains("router shop-routes-active-api_default@swarm is missing");
    }

    @Test
    void namesOfTraefiksOptionsMayBeWrittenInAnyCase() {
        deliver(
                "web",
                Color.BLUE,
                Map.of(
                        "traefik.http.routers.shop.Rule", "Host(`shop.example`)",
                        "traefik.http.routers.shop.entryPoints", "other",
                        "traefik.http.services.shop.loadbalancer.server.port", "8080"));

        router.route(SHOP, LIVE, Fence.NONE);
        refresh();

        assertThat(one.router("shop-routes-active-web_shop")).containsEntry("entrypoints", "other");
    }

    @Test
    void refusesAPriorityThatLeavesNoRoomBeforeAnythingIsTouched() {
        Map<String, String> labels = Map.of(
                "traefik.http.routers.shop.rule", "Host(`shop.example`)",
                "traefik.http.routers.shop.priority", "3000000000",
                "traefik.http.services.shop.loadbalancer.server.port", "8080");

        assertThatThrownBy(() -> router.labels("shop-web-blue", labels))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "label traefik.http.routers.shop.priority: \"3000000000\" is not valid; write a number of at"
                                + " most six digits");
    }

    @Test
    void replicaThatDoesNotTellIsNamedWithTheRemedy() {
        refresh();
        one.status = 401;
        two.status = 404;

        assertThat(router.view(SHOP).silent())
                .contains("s1", "its API answers 401 to /api/rawdata; check user and password")
                .contains(
                        "s2",
                        "404 to /api/rawdata over plain HTTP; if its entry point has TLS, remove allowPlaintext",
                        "; switch Traefik's API on");
    }

    @Test
    void sendsTheLoginToTheApi() {
        refresh();

        router(Optional.of(new TraefikSettings.Login("anna", () -> "swordfish")))
                .view(SHOP);

        assertThat(one.authorization).isEqualTo("Basic YW5uYTpzd29yZGZpc2g=");
    }

    @Test
    void writesNothingWithoutTheLease() {
        deliver(Color.BLUE);
        Fence lost = new Fence() {
            @Override
            public String holder() {
                return "d1";
            }

            @Override
            public void requireFresh() {}

            @Override
            public void requireHeld() {
                throw new LockedException(SHOP, "bert");
            }
        };

        assertThatThrownBy(() -> router.route(SHOP, LIVE, lost)).isInstanceOf(LockedException.class);
        assertThat(swarm.service("shop-routes")).isEmpty();
    }

    @Test
    void refusesAReleaseWithoutRoutes() {
        assertThatThrownBy(() -> router.route(SHOP, LIVE, Fence.NONE))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("no service of blue 1.0 has a route for Traefik");
        assertThat(router.labels("shop-worker-blue", Map.of("team", "shop"))).isEmpty();
    }

    @Test
    void addressesLeadToTheShortestPath() {
        deliver(Color.BLUE);

        assertThat(router.addresses(SHOP).service())
                .extracting(Object::toString)
                .containsExactly("http://shop.example at 127.0.0.1", "http://shop.example at 127.0.0.1");
        assertThat(router.addresses(SHOP).preview().get(0).url()).hasPort(81);
    }
}
