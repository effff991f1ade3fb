package io.jenkins.plugins.swarmdelivery.router;

import static io.jenkins.plugins.swarmdelivery.router.RouterRulesTest.checked;
import static io.jenkins.plugins.swarmdelivery.router.RouterRulesTest.rule;
import static io.jenkins.plugins.swarmdelivery.router.RouterRulesTest.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend.Servers;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two applications with three services behind a real HAProxy: checks which service gets which request, and that all
 * services of an application switch together.
 */
class HaproxyRoutesTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";
    private static final Application SHOP = new Application("shop");
    private static final Application BLOG = new Application("my_blog");
    private static final Route BLUE = new Route(Optional.of(new Target(Color.BLUE, "1.0")), Optional.empty());
    private static final Route GREEN = new Route(Optional.of(new Target(Color.GREEN, "2.0")), Optional.empty());
    private static final List<String> SERVICES = List.of("shop-web", "shop-my_api", "my_blog");

    private static final Deque<Closeable> opened = new ArrayDeque<>();
    private static TasksDns dns;
    private static HaproxyProcess haproxy;
    private static HaproxyRouter router;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        dns = new TasksDns();
        opened.push(dns);
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < SERVICES.size(); i++) {
            int port = serve(SERVICES.get(i) + "-blue", address(i, 1), 0);
            ports.add(serve(SERVICES.get(i) + "-green", address(i, 2), port));
        }
        RoutedApplication shop = new RoutedApplication(
                SHOP,
                List.of(
                        rule("/", service("web", ports.get(0)), "shop.lab", "www.shop.lab"),
                        rule("/api", checked("my_api", ports.get(1), "/up"), "shop.lab"),
                        rule("/api/pages/", service("web", ports.get(0)), "shop.lab")));
        RouterSetup setup = RouterSetup.of(List.of(RoutedApplication.of(BLOG, ports.get(2)), shop));
        haproxy = new HaproxyProcess(folder, setup, dns.port());
        opened.push(haproxy);

        TestCertificates server = TestCertificates.make(folder, EC, "dns:swarm-router");
        TestCertificates client = TestCertificates.make(folder, EC, "dns:delivery");
        FakeHaproxy admin = new FakeHaproxy(server.admitting(client));
        opened.push(admin);
        admin.delegate = haproxy::send;
        RouterSwarm swarm = new RouterSwarm();
        swarm.node("s1", "ready");
        swarm.task("t1", "s1", "running", admin.port());
        swarm.labels(Map.of(RoutedHosts.LABEL, RoutedHosts.write(setup.applications())));
        router = new HaproxyRouter(
                swarm, HaproxyTestBed.settings("swarm-router", client.trusting(server)), Clock.systemUTC());
    }

    private static InetAddress address(int service, int color) throws IOException {
        return InetAddress.getByName("127.0." + (service + 1) + "." + color);
    }

    /** Starts a task that responds with the name of its service. Tasks on the same port differ by address. */
    private static int serve(String name, InetAddress address, int port) throws IOException {
        HttpServer task = HttpServer.create(new InetSocketAddress(address, port), 0);
        task.createContext("/", exchange -> {
            byte[] body = (name + " " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        task.start();
        opened.push(() -> task.stop(0));
        dns.list(name, address);
        return task.getAddress().getPort();
    }

    @AfterAll
    static void stop() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @BeforeEach
    void startWithBlueActive() throws InterruptedException {
        assertThat(router.route(SHOP, BLUE, Fence.NONE).proves(BLUE)).isTrue();
        assertThat(router.route(BLOG, BLUE, Fence.NONE).proves(BLUE)).isTrue();
        for (Color color : Color.values()) {
            await(() -> backend(SHOP, color).serversUp() == 1
                    && backend(BLOG, color).serversUp() == 1);
        }
    }

    private static Backend backend(Application application, Color color) {
        return router.look(application, color).backends().get(0);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("the condition must hold within a minute")
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static String get(String host, String path) throws IOException {
        return haproxy.get(haproxy.users, host, path);
    }

    private static String color(String answer) {
        return answer.lines()
                .filter(line -> line.startsWith("x-swarm-color: "))
                .map(line -> line.substring("x-swarm-color: ".length()))
                .findFirst()
                .orElse(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "shop.lab, /, shop-web-blue, shop",
        "SHOP.lab:8080, /x, shop-web-blue, shop",
        "www.shop.lab, /api, shop-web-blue, shop",
        "shop.lab, /api, shop-my_api-blue, shop",
        "shop.lab, /api/, shop-my_api-blue, shop",
        "shop.lab, /api/x?y=1, shop-my_api-blue, shop",
        "shop.lab, /api?x=1, shop-my_api-blue, shop",
        "shop.lab, /apix, shop-web-blue, shop",
        "shop.lab, /api.html, shop-web-blue, shop",
        "shop.lab, /x/api/, shop-web-blue, shop",
        "shop.lab, /?/api/, shop-web-blue, shop",
        "shop.lab, /api/pages, shop-web-blue, shop",
        "shop.lab, /api/pages/1, shop-web-blue, shop",
        "shop.lab, /api/pages1, shop-my_api-blue, shop",
        "xshop.lab, /api, my_blog-blue, my_blog",
        "shop.lab.evil, /, my_blog-blue, my_blog",
        "blog.lab, /api, my_blog-blue, my_blog"
    })
    void routesRequestsByHostAndPath(String host, String path, String service, String application) throws IOException {
        assertThat(get(host, path))
                .startsWith("HTTP/1.1 200 ")
                .contains("x-swarm-application: " + application + "\r\n", "x-swarm-color: blue\r\n")
                .contains("x-swarm-release: 1.0\r\n")
                .endsWith("\r\n" + service + " " + path);
    }

    @Test
    void applicationWithoutReleaseDoesNotAffectOthers() throws IOException {
        assertThat(router.route(BLOG, Route.NONE, Fence.NONE).proves(Route.NONE))
                .isTrue();

        assertThat(get("blog.lab", "/")).startsWith("HTTP/1.1 503 ").contains("x-swarm-application: my_blog");
        assertThat(get("shop.lab", "/")).endsWith("shop-web-blue /");
    }

    @Test
    void previewServesCandidateOfAllServices() throws IOException {
        Route both = new Route(BLUE.active(), GREEN.active());
        assertThat(router.route(SHOP, both, Fence.NONE).proves(both)).isTrue();

        assertThat(haproxy.get(haproxy.preview, "shop.lab", "/api/x"))
                .contains("x-swarm-release: 2.0\r\n")
                .endsWith("shop-my_api-green /api/x");
        assertThat(haproxy.get(haproxy.preview, "www.shop.lab", "/")).endsWith("shop-web-green /");
        assertThat(get("shop.lab", "/api/x")).endsWith("shop-my_api-blue /api/x");
    }

    /** A user who visits several services never sees the old color after the new one. */
    @Test
    void switchesAllServicesAtOnce() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        List<String> colorsSeen = new ArrayList<>();
        CompletableFuture<Void> user = CompletableFuture.runAsync(() -> {
            try {
                while (!stopped.get()) {
                    for (String path : List.of("/", "/api", "/api/pages")) {
                        colorsSeen.add(color(get("shop.lab", path)));
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(300);
        assertThat(router.route(SHOP, GREEN, Fence.NONE).proves(GREEN)).isTrue();
        Thread.sleep(300);
        stopped.set(true);
        user.get();

        int switched = colorsSeen.indexOf("green");
        assertThat(switched).isPositive();
        assertThat(colorsSeen.subList(0, switched)).containsOnly("blue");
        assertThat(colorsSeen.subList(switched, colorsSeen.size())).containsOnly("green");
        assertThat(get("blog.lab", "/")).as("another application").endsWith("my_blog-blue /");
    }

    @Test
    void colorIsUpOnceAllServicesAreUp() throws Exception {
        assertThat(backend(SHOP, Color.GREEN).services())
                .isEqualTo(Map.of("shop-web-green", new Servers(3, 1, 1), "shop-my_api-green", new Servers(3, 1, 1)));
        assertThat(backend(SHOP, Color.GREEN).serversUsed()).isEqualTo(2);

        dns.list("shop-my_api-green");
        try {
            await(() -> backend(SHOP, Color.GREEN).serversUsed() == 1);
            assertThat(backend(SHOP, Color.GREEN).serversUp()).isZero();
            assertThat(backend(SHOP, Color.GREEN).servers("shop-web-green")).contains(new Servers(3, 1, 1));
            assertThat(backend(SHOP, Color.GREEN).servers("shop-my_api-green")).contains(new Servers(3, 0, 0));
        } finally {
            dns.list("shop-my_api-green", address(1, 2));
        }
        await(() -> backend(SHOP, Color.GREEN).serversUp() == 1);
    }
}
