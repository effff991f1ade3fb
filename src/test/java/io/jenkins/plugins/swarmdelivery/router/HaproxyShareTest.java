package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Traffic;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users who are shared between two releases by two replicas of a real HAProxy. */
class HaproxyShareTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";
    private static final Application SHOP = new Application("shop");
    private static final Application BLOG = new Application("blog");
    private static final Application NEWS = new Application("news");
    private static final Target BLUE = new Target(Color.BLUE, "1.0");
    private static final Target GREEN = new Target(Color.GREEN, "2.0");
    private static final String LOCAL = "127.0.0.1";

    private static final Deque<Closeable> opened = new ArrayDeque<>();
    private static final List<HaproxyProcess> replicas = new ArrayList<>();
    private static final Map<String, QuickTask> tasks = new TreeMap<>();
    private static HaproxyRouter router;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        TasksDns dns = new TasksDns();
        opened.push(dns);
        List<RoutedApplication> applications = new ArrayList<>();
        int at = 0;
        for (Application application : List.of(SHOP, BLOG, NEWS)) {
            QuickTask blue = task(dns, application, Color.BLUE, InetAddress.getByName("127.1." + ++at + ".1"), 0);
            task(dns, application, Color.GREEN, InetAddress.getByName("127.1." + at + ".2"), blue.port());
            applications.add(RoutedText.parse(application + "=" + blue.port() + ",host=" + application + ".lab"
                    + Map.of(SHOP, ",share=cookie", BLOG, ",share=source", NEWS, "")
                            .get(application)));
        }
        RouterSetup setup = RouterSetup.of(applications);
        TestCertificates server = TestCertificates.make(folder, EC, "dns:swarm-router");
        TestCertificates client = TestCertificates.make(folder, EC, "dns:delivery");
        RouterSwarm swarm = new RouterSwarm();
        for (String node : List.of("s1", "s2")) {
            HaproxyProcess haproxy = new HaproxyProcess(Files.createDirectory(folder.resolve(node)), setup, dns.port());
            opened.push(haproxy);
            replicas.add(haproxy);
            FakeHaproxy admin = new FakeHaproxy(server.admitting(client));
            opened.push(admin);
            admin.delegate = haproxy::send;
            swarm.node(node, "ready");
            swarm.task("t" + node, node, "running", admin.port());
        }
        swarm.labels(Map.of(RoutedHosts.LABEL, RoutedHosts.write(setup.applications())));
        router = new HaproxyRouter(
                swarm, HaproxyTestBed.settings("swarm-router", client.trusting(server)), Clock.systemUTC());
    }

    private static QuickTask task(TasksDns dns, Application application, Color color, InetAddress address, int port)
            throws IOException {
        QuickTask task = new QuickTask(address, port);
        opened.push(task);
        tasks.put(application.serviceName(color), task);
        dns.list(application.serviceName(color), address);
        return task;
    }

    @AfterAll
    static void stop() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @BeforeEach
    void startWithBlueAlone() throws InterruptedException {
        for (Application application : List.of(SHOP, BLOG, NEWS)) {
            share(application, 0);
            for (Color color : Color.values()) {
                while (router.backends(application, color).stream().anyMatch(replica -> replica.serversUp() == 0)) {
                    Thread.sleep(50);
                }
            }
        }
    }

    /** Sends a part of the users to green. */
    private static void share(Application application, int percent) {
        Optional<Share> share = percent == 0 ? Optional.empty() : Optional.of(new Share(GREEN, percent));
        Route route = new Route(Optional.of(BLUE), Optional.of(GREEN), share);
        assertThat(router.route(application, route, Fence.NONE).proves(route)).isTrue();
        assertThat(router.view(application).proves(route)).isTrue();
    }

    private static Users users(HaproxyProcess replica, Application application) throws IOException {
        return users(replica, application, LOCAL);
    }

    private static Users users(HaproxyProcess replica, Application application, String from) throws IOException {
        return new Users(
                new InetSocketAddress(LOCAL, replica.users), application + ".lab", new InetSocketAddress(from, 0));
    }

    /** Which of so many users get green. */
    private static Set<Integer> onGreen(HaproxyProcess replica, int number) throws IOException {
        Set<Integer> green = new TreeSet<>();
        try (Users users = users(replica, SHOP)) {
            for (int i = 0; i < number; i++) {
                if (users.color("Cookie: a=b; swarm-user=u" + i).equals("green")) {
                    green.add(i);
                }
            }
        }
        return green;
    }

    @Test
    void shareIsExactAndTheSameOnEveryReplica() throws IOException {
        share(SHOP, 5);

        Set<Integer> green = onGreen(replicas.get(0), 20_000);

        assertThat(green).hasSizeBetween(900, 1100);
        assertThat(onGreen(replicas.get(1), 20_000)).isEqualTo(green);
    }

    @Test
    void growingShareKeepsItsUsers() throws IOException {
        Set<Integer> before = Set.of();
        for (int percent : List.of(0, 1, 5, 30, 99, 100)) {
            share(SHOP, percent);
            Set<Integer> green = onGreen(replicas.get(0), 1000);
            assertThat(green).as("at %s%%", percent).containsAll(before);
            assertThat((double) green.size()).isBetween(percent * 10 - 40.0, percent * 10 + 40.0);
            before = green;
        }
        assertThat(before).hasSize(1000);
        share(SHOP, 0);
        assertThat(onGreen(replicas.get(0), 1000)).isEmpty();
    }

    @Test
    void otherCandidateGetsOtherUsers() throws IOException {
        share(SHOP, 20);
        Set<Integer> green = onGreen(replicas.get(0), 1000);
        Route next = new Route(
                Optional.of(BLUE), Optional.empty(), Optional.of(new Share(new Target(Color.GREEN, "3.0"), 20)));
        assertThat(router.route(SHOP, next, Fence.NONE).proves(next)).isTrue();

        green.retainAll(onGreen(replicas.get(0), 1000));

        assertThat(green).hasSizeLessThan(100);
    }

    @Test
    void newUserGetsCookieAndStaysWithColor() throws IOException {
        share(SHOP, 50);
        Set<String> colors = new TreeSet<>();
        try (Users one = users(replicas.get(0), SHOP);
                Users two = users(replicas.get(1), SHOP)) {
            for (int i = 0; i < 50; i++) {
                Map<String, String> first = one.get();
                String cookie = first.get("set-cookie");
                assertThat(cookie).matches("swarm-user=[0-9a-f-]{36}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
                Map<String, String> second = two.get("Cookie: " + cookie.split(";")[0]);
                assertThat(second)
                        .doesNotContainKey("set-cookie")
                        .containsEntry("x-swarm-color", first.get("x-swarm-color"));
                colors.add(first.get("x-swarm-color"));
            }
        }
        assertThat(colors).containsExactly("blue", "green");
    }

    @Test
    void responseNamesReleaseThatServes() throws IOException {
        share(SHOP, 100);
        try (Users users = users(replicas.get(0), SHOP)) {
            assertThat(users.get()).containsEntry("x-swarm-color", "green").containsEntry("x-swarm-release", "2.0");
            assertThat(users.get("X-Swarm-Color: blue"))
                    .containsEntry("x-swarm-color", "blue")
                    .containsEntry("x-swarm-release", "1.0");
        }
    }

    @Test
    void testersChooseColorByHeaderOrCookie() throws IOException {
        share(SHOP, 1);
        try (Users users = users(replicas.get(0), SHOP)) {
            assertThat(users.color("X-Swarm-Color: green", "Cookie: swarm-user=u1"))
                    .isEqualTo("green");
            assertThat(users.color("Cookie: swarm-user=u1; swarm-color=green")).isEqualTo("green");
            assertThat(users.color("Cookie: swarm-color=green", "X-Swarm-Color: blue"))
                    .isEqualTo("blue");
            share(SHOP, 100);
            assertThat(users.color("Cookie: swarm-color=blue")).isEqualTo("blue");
            assertThat(users.color("Cookie: swarm-color=purple")).isEqualTo("green");
            share(SHOP, 0);
            assertThat(users.color("X-Swarm-Color: green"))
                    .as("without a share, there is no choice")
                    .isEqualTo("blue");
        }
    }

    @Test
    void withoutCookiesTheAddressDecides() throws IOException {
        share(BLOG, 50);
        Map<String, String> colors = new TreeMap<>();
        for (int i = 1; i <= 60; i++) {
            String from = "127.9.0." + i;
            try (Users one = users(replicas.get(0), BLOG, from);
                    Users two = users(replicas.get(1), BLOG, from)) {
                Map<String, String> answer = one.get();
                assertThat(answer).doesNotContainKey("set-cookie");
                assertThat(two.color("Cookie: swarm-user=other")).isEqualTo(answer.get("x-swarm-color"));
                colors.put(from, answer.get("x-swarm-color"));
            }
        }
        assertThat(colors.values()).contains("blue", "green");
    }

    @Test
    void applicationsWithoutShareAreLeftAlone() throws IOException {
        share(SHOP, 100);
        for (Application other : List.of(BLOG, NEWS)) {
            try (Users users = users(replicas.get(0), other)) {
                assertThat(users.get("X-Swarm-Color: green", "Cookie: swarm-color=green"))
                        .containsEntry("x-swarm-color", "blue")
                        .doesNotContainKey("set-cookie");
            }
        }
    }

    @Test
    void tellsWhichApplicationsCanShare() {
        assertThat(router.shareObjection(SHOP)).isEmpty();
        assertThat(router.shareObjection(BLOG)).isEmpty();
        assertThat(router.shareObjection(NEWS).orElseThrow())
                .contains("has no rule to share users of news", "share=cookie", "router up");
    }

    /** A configuration without the rule, such as an older one, keeps to the active color. */
    @Test
    void withoutRuleAllUsersStayWithActiveColor() throws IOException {
        share(NEWS, 100);
        try (Users users = users(replicas.get(0), NEWS)) {
            assertThat(users.get("Cookie: swarm-user=u1"))
                    .containsEntry("x-swarm-color", "blue")
                    .containsEntry("x-swarm-release", "1.0");
        }
    }

    @Test
    void countsWhatEachColorServedBetweenTwoLooks() throws IOException {
        share(SHOP, 100);
        onGreen(replicas.get(0), 5);
        Traffic before = router.traffic(SHOP, Color.GREEN);
        Traffic blueBefore = router.traffic(SHOP, Color.BLUE);
        tasks.get("shop-green").broken = true;
        try {
            onGreen(replicas.get(0), 10);
            onGreen(replicas.get(1), 20);
        } finally {
            tasks.get("shop-green").broken = false;
        }
        onGreen(replicas.get(1), 30);

        Traffic.Counters green = router.traffic(SHOP, Color.GREEN).since(before);

        assertThat(green.requests()).isEqualTo(60);
        assertThat(green.serverErrors()).isEqualTo(30);
        assertThat(green.connectErrors()).isZero();
        assertThat(green.retries()).isZero();
        assertThat(green.times().mean()).isLessThan(Duration.ofSeconds(10));
        assertThat(router.traffic(SHOP, Color.BLUE).since(blueBefore).requests())
                .isZero();
        assertThat(before.replicas()).hasSize(2);
        assertThat(before.silent()).isEmpty();
    }

    @Test
    void growsAndShrinksWithoutLostRequest() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        List<CompletableFuture<List<String>>> visitors = new ArrayList<>();
        for (HaproxyProcess replica : replicas) {
            visitors.add(CompletableFuture.supplyAsync(() -> {
                List<String> statuses = new ArrayList<>();
                try (Users users = users(replica, SHOP)) {
                    for (int i = 0; !stopped.get(); i++) {
                        statuses.add(users.get("Cookie: swarm-user=u" + i % 100).get("status"));
                    }
                } catch (IOException e) {
                    statuses.add(e.toString());
                }
                return statuses;
            }));
        }
        for (int percent : List.of(1, 10, 50, 100, 50, 10, 1, 0)) {
            share(SHOP, percent);
            Thread.sleep(50);
        }
        stopped.set(true);
        for (CompletableFuture<List<String>> visitor : visitors) {
            assertThat(visitor.get()).hasSizeGreaterThan(100).containsOnly("200");
        }
    }
}
