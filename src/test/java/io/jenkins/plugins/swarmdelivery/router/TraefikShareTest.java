package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who are shared between two releases by two replicas of Traefik, by the rules that stand in labels. */
class TraefikShareTest extends TraefikTestBed {
    private static final String HOST = "shop.example";
    private static final String BLUE_WEB = "shop-web-blue";
    private static final String GREEN_WEB = "shop-web-green";
    private static final Map<String, String> WEB =
            Map.of("swarm-delivery.route.port", "8080", "swarm-delivery.route.host", HOST);

    private void bothWith(Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(WEB);
        all.putAll(labels);
        deliver("web", Color.BLUE, all);
        deliver("web", Color.GREEN, all);
        router.route(SHOP, PREVIEW, Fence.NONE);
        refresh();
    }

    private static Route shared(Target candidate, int percent) {
        return new Route(Optional.of(BLUE), Optional.of(candidate), Optional.of(new Share(candidate, percent)));
    }

    private void share(int percent) {
        Route route = percent == 0 ? PREVIEW : shared(GREEN, percent);
        router.route(SHOP, route, Fence.NONE);
        refresh();
        assertThat(router.view(SHOP).proves(route)).isTrue();
    }

    private String serving(Map<String, String> headers) {
        List<String> services = one.answering(HOST, "/x", headers);
        assertThat(services).as("exactly one router of the highest priority").hasSize(1);
        assertThat(two.answering(HOST, "/x", headers)).isEqualTo(services);
        return services.get(0);
    }

    private String from(String address) {
        return serving(Map.of("X-Real-Ip", address));
    }

    /** Which values of the last byte of an address are with the candidate. */
    private Set<Integer> onGreen() {
        Set<Integer> green = new TreeSet<>();
        for (int last = 0; last < 256; last++) {
            if (from("203.0.113." + last).equals(GREEN_WEB)) {
                green.add(last);
            }
        }
        return green;
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "5, 13", "50, 128", "99, 253", "100, 256"})
    void percentageIsAShareOfTheValuesOfAByte(int percent, int expected) {
        bothWith(Map.of());

        share(percent);

        assertThat(onGreen()).hasSize(expected);
    }

    @Test
    void growingShareKeepsItsUsers() {
        bothWith(Map.of());
        Set<Integer> before = Set.of();
        for (int percent : List.of(1, 5, 30, 99, 100)) {
            share(percent);
            Set<Integer> green = onGreen();
            assertThat(green).as("at %s%%", percent).containsAll(before);
            before = green;
        }
        share(0);
        assertThat(onGreen()).isEmpty();
    }

    @Test
    void otherCandidateGetsOtherUsers() {
        bothWith(Map.of());
        share(20);
        Set<Integer> green = onGreen();
        router.route(SHOP, shared(new Target(Color.GREEN, "3.0"), 20), Fence.NONE);
        refresh();

        green.retainAll(onGreen());

        assertThat(green).hasSizeLessThan(25);
    }

    /** The byte of an IPv6 address is that of its network, because devices change the rest. */
    @Test
    void ipv6AddressesCountByTheirNetwork() {
        bothWith(Map.of());
        share(30);
        Set<Integer> green = onGreen();
        for (int value = 0; value < 256; value++) {
            String expected = green.contains(value) ? GREEN_WEB : BLUE_WEB;
            String low = Integer.toHexString(value);
            String high = Integer.toHexString(0xa00 + value);
            assertThat(from("2001:db8:" + low + ":1::5")).as(low).isEqualTo(expected);
            assertThat(from("2001:DB8:" + high + ":2:1:2:3:4")).as(high).isEqualTo(expected);
        }
    }

    /** Traefik removes the header of others. */
    @Test
    void proxyThatTraefikTrustsTellsTheAddress() {
        bothWith(Map.of());
        share(50);
        Set<Integer> inShare = onGreen();
        int green = inShare.iterator().next();
        int blue = IntStream.range(0, 256)
                .filter(value -> !inShare.contains(value))
                .findFirst()
                .orElseThrow();

        assertThat(serving(Map.of("X-Real-Ip", "10.0.0." + blue, "X-Forwarded-For", "203.0.113." + green)))
                .isEqualTo(GREEN_WEB);
        assertThat(serving(Map.of(
                        "X-Real-Ip", "10.0.0." + green,
                        "X-Forwarded-For", "203.0.113." + blue + ", 10.0.0." + green)))
                .isEqualTo(BLUE_WEB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::1", "unknown", "10.0.0", "2001:db8::1"})
    void whoHasNoSuchByteStaysWithTheActiveRelease(String address) {
        bothWith(Map.of());
        share(99);

        assertThat(from(address)).isEqualTo(BLUE_WEB);
    }

    @Test
    void testersChooseColorByHeaderOrCookie() {
        bothWith(Map.of());
        share(1);
        assertThat(serving(Map.of("X-Swarm-Color", "green"))).isEqualTo(GREEN_WEB);
        assertThat(serving(Map.of("Cookie", "a=b; swarm-color=green"))).isEqualTo(GREEN_WEB);
        assertThat(serving(Map.of("Cookie", "a-swarm-color=green; c=d"))).isEqualTo(BLUE_WEB);
        assertThat(serving(Map.of("Cookie", "swarm-color=green", "X-Swarm-Color", "blue")))
                .isEqualTo(BLUE_WEB);
        share(100);
        assertThat(serving(Map.of("Cookie", "swarm-color=blue"))).isEqualTo(BLUE_WEB);
        assertThat(serving(Map.of("Cookie", "swarm-color=purple"))).isEqualTo(GREEN_WEB);
        share(0);
        assertThat(serving(Map.of("X-Swarm-Color", "green")))
                .as("without a share, there is no choice")
                .isEqualTo(BLUE_WEB);
    }

    /** A user has all routes of one release, also those that only the other one has. */
    @Test
    void eachUserHasTheRoutesOfOneRelease() {
        bothWith(Map.of());
        deliver(
                "api",
                Color.BLUE,
                Map.of(
                        "swarm-delivery.route.port", "9000",
                        "swarm-delivery.route.host", HOST,
                        "swarm-delivery.route.path", "/api"));
        share(5);

        assertThat(one.answering(HOST, "/api/x", Map.of("X-Swarm-Color", "green")))
                .containsExactly(GREEN_WEB);
        assertThat(one.answering(HOST, "/api/x", Map.of("X-Swarm-Color", "blue")))
                .containsExactly("shop-api-blue");
    }

    /** Rules become longer, and Traefik would take them for more specific ones. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "17"})
    void routesOfOthersKeepTheirPlace(String priority) {
        Map<String, String> labels = new HashMap<>(Map.of(
                "traefik.http.routers.web.rule",
                "Host(`" + HOST + "`)",
                "traefik.http.services.web.loadbalancer.server.port",
                "8080"));
        if (!priority.isEmpty()) {
            labels.put("traefik.http.routers.web.priority", priority);
        }
        bothWith(labels);

        share(50);

        String expected = "17".equals(priority) ? "17" : "21";
        assertThat(one.router("shop-routes-share-50-web_web")).containsEntry("priority", expected);
        assertThat(one.router("shop-routes-active-web_web")).containsEntry("priority", expected);
    }

    @Test
    void responseNamesReleaseThatServes() {
        bothWith(Map.of());

        share(5);

        assertThat(one.router("shop-routes-share-5-web_default"))
                .containsEntry("middlewares", "shop-routes-share-5@swarm")
                .containsEntry("service", "shop-web-green-8080@swarm");
        assertThat(one.router("shop-routes-active-web_default"))
                .containsEntry("middlewares", "shop-routes-active@swarm")
                .containsEntry("service", "shop-web-blue-8080@swarm");
    }

    /** A replica that starts again reads the labels, and so serves the same share as before. */
    @Test
    void replicaThatLagsIsToldByItsOwnShare() {
        bothWith(Map.of());
        share(5);

        router.route(SHOP, shared(GREEN, 50), Fence.NONE);
        one.refresh(swarm.services());

        assertThat(router.view(SHOP).proves(shared(GREEN, 50))).isFalse();
        assertThat(router.view(SHOP).describe())
                .contains("50% of the users to green 2.0", ", 5% of the users to green 2.0");
        two.refresh(swarm.services());
        assertThat(router.view(SHOP).proves(shared(GREEN, 50))).isTrue();
    }

    @Test
    void tellsThatItCanShare() {
        bothWith(Map.of());

        assertThat(router.shareObjection(SHOP)).isEmpty();
    }

    @Test
    void refusesWhereAddressesAreHidden() {
        bothWith(Map.of());
        swarm.changeByHand(
                RouterSwarm.ROUTER,
                spec -> spec.edited(tree -> tree.put(
                        "EndpointSpec",
                        Map.of(
                                "Ports",
                                List.of(
                                        Map.of("TargetPort", 8080, "PublishedPort", 80, "PublishMode", "ingress"),
                                        Map.of("TargetPort", 8082, "PublishedPort", 8082))))));

        assertThat(router.shareObjection(SHOP).orElseThrow())
                .contains("publishes port 8080 in ingress mode")
                .endsWith("publish it in host mode");
    }

    @Test
    void refusesRulesOfVersionTwo() {
        bothWith(Map.of(
                "traefik.http.routers.web.rule", "Host(`" + HOST + "`)",
                "traefik.http.routers.web.ruleSyntax", "v2",
                "traefik.http.services.web.loadbalancer.server.port", "8080"));

        assertThat(router.shareObjection(SHOP).orElseThrow())
                .contains("router web_web has the option ruleSyntax=v2", "promote the candidate with register");
    }

    @Test
    void refusesReplicaThatReadsRulesOfVersionTwo() {
        bothWith(Map.of());
        two.ruleSyntax = "v2";
        refresh();

        assertThat(router.shareObjection(SHOP).orElseThrow())
                .contains("router replica s2", "core.defaultRuleSyntax=v2", "remove the option");
    }

    @Test
    void refusesDifferentOptionsOfTls() {
        Map<String, String> secure = Map.of(
                "traefik.http.routers.web.rule", "Host(`" + HOST + "`)",
                "traefik.http.routers.web.tls.options", "strict@file",
                "traefik.http.services.web.loadbalancer.server.port", "8080");
        deliver("web", Color.BLUE, secure);
        Map<String, String> plain = new HashMap<>(secure);
        plain.remove("traefik.http.routers.web.tls.options");
        plain.put("traefik.http.routers.web.tls", "true");
        deliver("web", Color.GREEN, plain);
        router.route(SHOP, PREVIEW, Fence.NONE);
        refresh();

        assertThat(router.shareObjection(SHOP).orElseThrow())
                .contains("different tls.options: [[strict@file], [default]]");
    }

    @Test
    void refusesWhileAReplicaIsSilent() {
        bothWith(Map.of());
        two.status = 503;

        assertThat(router.shareObjection(SHOP).orElseThrow()).contains("router replica s2", "503");
    }
}
