package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a paused application, and its tests, at two replicas of a real HAProxy. */
class HaproxyPauseTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";
    private static final Application SHOP = new Application("shop");
    private static final Application BLOG = new Application("blog");
    private static final Target BLUE = new Target(Color.BLUE, "1.0");
    private static final Target GREEN = new Target(Color.GREEN, "2.0");
    private static final Route LIVE = new Route(Optional.of(BLUE), Optional.empty());
    private static final String HTML = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

    private static final Deque<Closeable> opened = new ArrayDeque<>();
    private static final List<HaproxyProcess> replicas = new ArrayList<>();
    private static HaproxyRouter router;
    private static RouterPause pauses;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        TasksDns dns = new TasksDns();
        opened.push(dns);
        List<RoutedApplication> applications = new ArrayList<>();
        int at = 0;
        for (Application application : List.of(SHOP, BLOG)) {
            int port = task(dns, application, Color.BLUE, "127.1.8" + ++at + ".1", 0);
            task(dns, application, Color.GREEN, "127.1.8" + at + ".2", port);
            applications.add(RoutedText.parse(application + "=" + port + ",host=" + application + ".lab,share=cookie"));
        }
        RouterSetup setup = RouterSetup.of(applications);
        TestCertificates server = TestCertificates.make(folder, EC, "dns:swarm-router");
        TestCertificates client = TestCertificates.make(folder, EC, "dns:delivery");
        RouterSwarm swarm = new RouterSwarm();
        for (String node : List.of("s1", "s2")) {
            Path files = Files.createDirectory(folder.resolve(node));
            HaproxyProcess haproxy = new HaproxyProcess(files, setup, dns.port());
            opened.push(haproxy);
            assertThat(Files.readString(files.resolve("log")))
                    .as("warnings of its configuration")
                    .doesNotContain("config :");
            replicas.add(haproxy);
            FakeHaproxy admin = new FakeHaproxy(server.admitting(client));
            opened.push(admin);
            admin.delegate = haproxy::send;
            swarm.node(node, "ready");
            swarm.task("t" + node, node, "running", admin.port());
        }
        swarm.labels(Map.of(RoutedHosts.LABEL, RoutedHosts.write(setup.applications())));
        HaproxySettings settings = HaproxyTestBed.settings("swarm-router", client.trusting(server));
        router = new HaproxyRouter(swarm, settings, Clock.systemUTC());
        pauses = new RouterPause(new RouterSite(
                new RouterSite.Cluster(swarm, image -> image, List::of), settings, Optional.empty(), new Impatient()));
    }

    private static int task(TasksDns dns, Application application, Color color, String address, int port)
            throws IOException {
        QuickTask task = new QuickTask(InetAddress.getByName(address), port);
        opened.push(task);
        dns.list(application.serviceName(color), InetAddress.getByName(address));
        return task.port();
    }

    /** Every replica answers at once, so nobody has to wait. */
    private static final class Impatient implements RouterSite.Attendant {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void pause(Duration duration) {
            throw new AssertionError("a replica was not set at once");
        }

        @Override
        public void say(String line) {}
    }

    @AfterAll
    static void stop() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @BeforeEach
    void startWithBlueAlone() throws InterruptedException {
        for (Application application : List.of(SHOP, BLOG)) {
            route(application, LIVE);
            for (Color color : Color.values()) {
                while (router.backends(application, color).stream().anyMatch(replica -> replica.serversUp() == 0)) {
                    Thread.sleep(50);
                }
            }
        }
    }

    @AfterEach
    void unpause() {
        pauses.unpause(SHOP);
    }

    private static void route(Application application, Route route) {
        assertThat(router.route(application, route, Fence.NONE).proves(route)).isTrue();
    }

    private static void pause(String message) {
        pauses.pause(SHOP, "anna", Optional.of(message));
    }

    private static String request(int port, String method, String host, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            socket.getOutputStream()
                    .write((method + " /version HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + more
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String get(int port, String... headers) throws IOException {
        return request(port, "GET", "shop.lab", headers);
    }

    @Test
    void everyReplicaSendsUsersAPageAndOtherApplicationsGoOn() throws IOException {
        pause("Wir sind um 8 zurück.");
        for (HaproxyProcess replica : replicas) {
            assertThat(get(replica.users, HTML))
                    .startsWith("HTTP/1.1 503 ")
                    .contains(
                            "\r\nretry-after: 30\r\n",
                            "\r\ncache-control: no-store\r\n",
                            "\r\nvary: Accept\r\n",
                            "\r\nx-swarm-application: shop\r\n",
                            "\r\nx-swarm-paused: 20",
                            "\r\ncontent-type: text/html; charset=utf-8\r\n",
                            "<h1>Maintenance</h1><p>Wir sind um 8 zurück.</p>")
                    .doesNotContain("x-swarm-color", "anna");
            assertThat(request(replica.users, "GET", "blog.lab")).startsWith("HTTP/1.1 200 ");
            assertThat(request(replica.users, "GET", "nobody.lab")).startsWith("HTTP/1.1 404 ");
        }
        pauses.unpause(SHOP);
        for (HaproxyProcess replica : replicas) {
            assertThat(get(replica.users, HTML)).startsWith("HTTP/1.1 200 ").contains("x-swarm-color: blue");
        }
    }

    @Test
    void messageIsTextInEveryForm() throws IOException {
        int users = replicas.get(0).users;
        pause("<script>alert(\"1\")</script> & 100% {\\1} 'x'");

        assertThat(get(users, HTML))
                .endsWith("<p>&lt;script&gt;alert(\"1\")&lt;/script&gt; &amp; 100% {\\1} 'x'</p></body></html>\n");
        assertThat(get(users, "Accept: application/json"))
                .contains("content-type: application/json")
                .endsWith("\r\n\r\n{\"message\":\"<script>alert(\\\"1\\\")<\\/script> & 100% {\\\\1} 'x'\"}\n");
        for (String accept : List.of("Accept: */*", "X-Other: 1")) {
            assertThat(get(users, accept))
                    .contains("content-type: text/plain; charset=utf-8")
                    .endsWith("\r\n\r\n<script>alert(\"1\")</script> & 100% {\\1} 'x'\n");
        }
    }

    @Test
    void withoutAMessageThePageHasItsOwnWords() throws IOException {
        pauses.pause(SHOP, "anna", Optional.empty());

        String words = "We are down for maintenance. Please try again in a few minutes.";
        assertThat(get(replicas.get(0).users, HTML)).contains("<p>" + words + "</p>");
        assertThat(get(replicas.get(0).users)).endsWith(words + "\n");
        assertThat(request(replicas.get(0).users, "HEAD", "shop.lab", HTML))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("\r\n\r\n");
        assertThat(request(replicas.get(0).users, "POST", "shop.lab", "Content-Length: 0"))
                .startsWith("HTTP/1.1 503 ");
    }

    @Test
    void testersAndProbesGetThrough() throws IOException {
        pause("Back soon");
        HaproxyProcess replica = replicas.get(0);
        for (String header : List.of("X-Swarm-Color: any", "X-Swarm-Color: green", "Cookie: a=b; swarm-color=blue")) {
            assertThat(get(replica.users, header)).startsWith("HTTP/1.1 200 ").contains("x-swarm-color: blue");
        }
        assertThat(new ApacheHttpProbe()
                        .get(Address.named(URI.create("http://shop.lab:" + replica.users), "127.0.0.1"))
                        .release())
                .contains("1.0");
        assertThat(get(replica.users, "Cookie: other=1")).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void previewReachesTheCandidateOrElseTheActiveRelease() throws IOException {
        int preview = replicas.get(1).preview;
        assertThat(get(preview)).startsWith("HTTP/1.1 503 ").contains("No release of shop");

        pause("Back soon");
        assertThat(get(preview)).startsWith("HTTP/1.1 200 ").contains("x-swarm-color: blue", "x-swarm-release: 1.0");
        route(SHOP, new Route(Optional.of(BLUE), Optional.of(GREEN)));
        assertThat(get(preview)).startsWith("HTTP/1.1 200 ").contains("x-swarm-color: green");
        route(SHOP, new Route(Optional.of(GREEN), Optional.empty(), Optional.of(new Share(BLUE, 50))));
        assertThat(get(preview)).contains("x-swarm-color: green", "x-swarm-release: 2.0");
        assertThat(request(preview, "GET", "blog.lab")).as("blog is not paused").startsWith("HTTP/1.1 503 ");
        route(SHOP, Route.NONE);
        assertThat(get(preview)).startsWith("HTTP/1.1 503 ").contains("No release of shop");
    }

    @Test
    void shareOfAPausedApplicationIsForTestersAlone() throws IOException {
        pause("Back soon");
        route(SHOP, new Route(Optional.of(BLUE), Optional.of(GREEN), Optional.of(new Share(GREEN, 100))));

        assertThat(get(replicas.get(0).users)).startsWith("HTTP/1.1 503 ").doesNotContain("swarm-user");
        assertThat(get(replicas.get(0).users, "X-Swarm-Color: blue")).contains("x-swarm-color: blue");
        assertThat(get(replicas.get(0).users, "X-Swarm-Color: any")).contains("x-swarm-color: green");
    }

    /** Users see the application or its page, and nothing else, on connections that stay open. */
    @Test
    void pauseAndSwitchUnderLoadSendNoOtherError() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        List<CompletableFuture<List<String>>> visitors = new ArrayList<>();
        for (HaproxyProcess replica : replicas) {
            visitors.add(CompletableFuture.supplyAsync(() -> {
                List<String> seen = new ArrayList<>();
                try (Users users = new Users(new InetSocketAddress("127.0.0.1", replica.users), "shop.lab")) {
                    while (!stopped.get()) {
                        Map<String, String> answer = users.get();
                        seen.add(answer.get("status") + (answer.containsKey("x-swarm-paused") ? " page" : ""));
                    }
                } catch (IOException e) {
                    seen.add(e.toString());
                }
                return seen;
            }));
        }
        for (int i = 0; i < 5; i++) {
            pause("Back soon");
            Thread.sleep(20);
            route(SHOP, new Route(Optional.of(i % 2 == 0 ? GREEN : BLUE), Optional.empty()));
            Thread.sleep(20);
            pauses.unpause(SHOP);
            Thread.sleep(20);
        }
        stopped.set(true);
        for (CompletableFuture<List<String>> visitor : visitors) {
            assertThat(visitor.get()).hasSizeGreaterThan(50).containsOnly("200", "503 page");
        }
    }
}
