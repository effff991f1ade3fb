package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with several routes to several services. */
class RouterRulesTest {
    static final RoutedApplication SHOP = shop(
            rule("/", service("web", 8080), "shop.lab", "www.shop.lab"),
            rule("/api/", checked("my_api", 9000, "/healthz"), "shop.lab"),
            rule("/api/admin", service("web", 8081), "shop.lab"),
            rule("/static", service("web", 8080)));
    private static final RoutedApplication BLOG = RoutedApplication.of(new Application("blog"), 80);

    private static RoutedApplication shop(RoutedRule... rules) {
        return new RoutedApplication(new Application("shop"), List.of(rules));
    }

    static RoutedRule rule(String path, RoutedService service, String... hosts) {
        return new RoutedRule(List.of(hosts), path, service);
    }

    static RoutedService service(String name, int port) {
        return new RoutedService(name, port, Optional.empty(), Optional.empty(), 3);
    }

    static RoutedService checked(String name, int port, String check) {
        return new RoutedService(name, port, Optional.empty(), Optional.of(check), 3);
    }

    private static RoutedService adopting(String name, int port, String adopted) {
        return new RoutedService(name, port, Optional.of(adopted), Optional.empty(), 3);
    }

    private static String file(String name, RoutedApplication... applications) {
        return RouterInit.files(RouterSetup.of(List.of(applications))).get(name);
    }

    @Test
    void ordersRulesByPathLengthWithCatchAllLast() {
        String rules = """
                    # txn.to is e.g. shop/_api:9000: the application, and how the names of the service's backends end.
                    http-request set-var(txn.to) str(shop/_web:8081) if { req.hdr(host),field(1,:),lower -m str shop.lab } { path,concat(/) -m beg /api/admin/ } !{ var(txn.to) -m found }
                    http-request set-var(txn.to) str(shop/_my_api:9000) if { req.hdr(host),field(1,:),lower -m str shop.lab } { path,concat(/) -m beg /api/ } !{ var(txn.to) -m found }
                    http-request set-var(txn.to) str(shop/_web:8080) if { req.hdr(host),field(1,:),lower -m str shop.lab www.shop.lab } !{ var(txn.to) -m found }
                    http-request set-var(txn.to) str(shop/_web:8080) if { path,concat(/) -m beg /static/ } !{ var(txn.to) -m found }
                    http-request set-var(txn.to) str(blog/) if !{ var(txn.to) -m found }
                    http-request set-var(txn.app) var(txn.to),field(1,/)
                """;

        assertThat(file("haproxy.cfg", BLOG, SHOP).split(Pattern.quote(rules)))
                .as("both frontends")
                .hasSize(3);
        assertThat(file("haproxy.cfg", BLOG, SHOP))
                .contains("    use_backend be_%[var(txn.app)]_%[var(txn.route),field(1,/)]%[var(txn.to),field(2,/)]\n")
                .contains("No application has this host name and path.");
    }

    /** HAProxy reads at most 64 words per line, and fails to start if a line has more. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/api"})
    void splitsManyHostsOverSeveralLines(String path) {
        String[] hosts = IntStream.range(0, 130).mapToObj(i -> "h" + i + ".lab").toArray(String[]::new);
        String config = file("haproxy.cfg", shop(rule(path, service("", 80), hosts)));

        assertThat(config.lines())
                .allSatisfy(line -> assertThat(line.strip().split(" ")).hasSizeLessThanOrEqualTo(64));
        assertThat(Pattern.compile("h[0-9]+\\.lab")
                        .matcher(config)
                        .results()
                        .map(found -> found.group())
                        .distinct())
                .containsExactlyInAnyOrder(hosts);
    }

    @Test
    void everyServicePortHasBackendPerColor() {
        assertThat(file("haproxy.cfg", SHOP).lines().filter(line -> line.startsWith("backend be_shop_")))
                .containsExactly(
                        "backend be_shop_blue_web:8080",
                        "backend be_shop_green_web:8080",
                        "backend be_shop_blue_my_api:9000",
                        "backend be_shop_green_my_api:9000",
                        "backend be_shop_blue_web:8081",
                        "backend be_shop_green_web:8081");
        assertThat(file("haproxy.cfg", SHOP)).contains("""
                backend be_shop_green_my_api:9000
                    http-after-response set-header X-Swarm-Application shop
                    http-after-response set-header X-Swarm-Color green
                    http-after-response set-header X-Swarm-Release %[var(txn.route),field(2,/)]
                    option httpchk
                    http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host shop.lab
                    http-check expect status 200-399
                    server-template shop-my_api-green- 1-3 tasks.shop-my_api-green:9000 resolvers docker resolve-prefer ipv4 init-addr none check
                """);
    }

    @Test
    void allRoutesShareOneMapEntry() {
        assertThat(file("routes.map", SHOP).lines().skip(1))
                .containsExactly(
                        "shop.active {{ or (index .Service.Labels \"swarm-delivery.shop.active\") \"none\" }}",
                        "shop.preview {{ or (index .Service.Labels \"swarm-delivery.shop.preview\") \"none\" }}",
                        "shop.pause {{ or (index .Service.Labels \"swarm-delivery.shop.pause\") \"none\" }}");
    }

    @Test
    void hostsLabelRecordsAllRoutes() {
        assertThat(file("deploy.sh", SHOP, BLOG))
                .contains("--label 'swarm-delivery.hosts=shop=web:8080@shop.lab,web:8080@www.shop.lab,"
                        + "my_api:9000@shop.lab/api,web:8081@shop.lab/api/admin,web:8080@*/static blog=*'");
    }

    @Test
    void oneServiceCanHaveSeveralRoutes() {
        String config = file(
                "haproxy.cfg", shop(rule("/", service("", 80), "shop.lab"), rule("/shop", service("", 80), "all.lab")));

        assertThat(config)
                .contains("str(shop/) if { req.hdr(host),field(1,:),lower -m str all.lab } { path,concat(/) -m beg"
                        + " /shop/ } !{");
        assertThat(config.lines().filter(line -> line.startsWith("backend be_")))
                .containsExactly("backend be_shop_blue", "backend be_shop_green");
    }

    @Test
    void hostsLabelRecordsAdoptedService() {
        assertThat(file("deploy.sh", shop(rule("/", service("web", 80)), rule("/x", adopting("web", 80, "old_web")))))
                .contains("swarm-delivery.hosts=shop=web:80+old_web@*,web:80+old_web@*/x'");
    }

    /** A service whose name already ends in a color keeps that color. */
    @ParameterizedTest
    @CsvSource({"old_web, blue", "shop-blue, blue", "shop-green, green"})
    void adoptedServiceKeepsItsColor(String adopted, String color) {
        String config =
                file("haproxy.cfg", shop(rule("/", adopting("web", 80, adopted)), rule("/x", service("web", 81))));

        for (String port : List.of("80", "81")) {
            assertThat(config.split("\nbackend be_"))
                    .filteredOn(backend -> backend.contains(
                            "server-template shop-web-adopted- 1-3 tasks." + adopted + ":" + port + " "))
                    .singleElement()
                    .asString()
                    .startsWith("shop_" + color + "_web:" + port + "\n");
        }
    }

    private static void assertRefused(String message, RoutedApplication... applications) {
        assertThatThrownBy(() -> RouterSetup.of(List.of(applications)))
                .isInstanceOf(RefusedException.class)
                .hasMessage(message);
    }

    @Test
    void refusesRouteClaimedTwice() {
        RoutedApplication blog = new RoutedApplication(
                new Application("blog"), List.of(rule("/api", service("", 80), "blog.lab", "shop.lab")));
        assertRefused(
                "route: \"shop.lab/api\" is not valid; shop (service my_api) and blog both claim it; assign each host and"
                        + " path to one of them",
                SHOP,
                blog);
        assertRefused(
                "route: \"*/\" is not valid; blog and wiki both claim all remaining hosts; add a host to"
                        + " one of them, e.g. demo.example.com",
                BLOG,
                RoutedApplication.of(new Application("wiki"), 80));
    }

    @Test
    void refusesServiceClaimedTwice() {
        assertRefused(
                "service: \"shop-web-blue\" is not valid; shop and shop-web would both use it; rename one of the"
                        + " applications",
                SHOP,
                RoutedApplication.of(new Application("shop-web"), 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "/a b", "/a?b=c", "/a#b", "/a}", "/%zz", "/a,b", ""})
    void refusesInvalidPaths(String path) {
        assertThatThrownBy(() -> shop(rule(path, service("web", 80))))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("path of shop: \"" + path + "\" is not valid; start it with a slash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "-a", "a b", "ä"})
    void refusesServiceNamesInvalidForDocker(String name) {
        assertThatThrownBy(() -> shop(rule("/", service(name, 80))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("use only letters, digits, - and _");
    }

    @Test
    void refusesOverlongServiceNames() {
        String longest = "a".repeat(46);

        assertThat(shop(rule("/", service(longest, 80))).rules()).hasSize(1);
        assertThatThrownBy(() -> shop(rule("/", service(longest + "a", 80))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("at most 57 characters");
    }

    @Test
    void refusesContradictoryRoutes() {
        assertThatThrownBy(() -> shop(rule("/", service("web", 80)), rule("/x", service("", 80))))
                .hasMessage("service of shop: missing; name the service in every route, e.g. service=web");
        assertThatThrownBy(() -> shop(rule("/", service("", 80)), rule("/x", service("", 81))))
                .hasMessageStartingWith("port of shop: \"81\" is not valid; another route uses port 80; name");
        assertThatThrownBy(() -> shop(rule("/", checked("web", 80, "/a")), rule("/x", checked("web", 80, "/b"))))
                .hasMessage("health path of shop: \"/b\" is not valid; another route to this service uses /a; use the"
                        + " same value in both");
        assertThatThrownBy(() -> shop(rule("/", adopting("web", 80, "a")), rule("/x", adopting("web", 81, "b"))))
                .hasMessageStartingWith("adopted service of shop: \"b\" is not valid; another route");
    }
}
