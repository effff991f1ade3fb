package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy keeps users with their task, and limits how much they ask for. */
class HaproxyUsersTest {
    private static final Pattern COOKIE =
            Pattern.compile("set-cookie: (swarm-task-shop[a-z0-9-]*=[0-9a-f]+); ([^\r]*)");

    @TempDir
    Path folder;

    private final Deque<Closeable> opened = new ArrayDeque<>();
    private TasksDns dns;
    private int port;

    @BeforeEach
    void startTasks() throws IOException {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        dns = new TasksDns();
        opened.push(dns);
        dns.list("shop-blue", task("127.0.1.1"), task("127.0.1.2"));
        dns.list("shop-green", task("127.0.1.3"));
    }

    @AfterEach
    void stop() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** Starts a task that answers with its address; all have the same port. */
    private InetAddress task(String address) throws IOException {
        InetAddress own = InetAddress.getByName(address);
        port = listen(own, port);
        return own;
    }

    private int listen(InetAddress own, int on) throws IOException {
        HttpServer task = HttpServer.create(new InetSocketAddress(own, on), 0);
        task.createContext("/", exchange -> {
            byte[] body = own.getHostAddress().getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        task.start();
        opened.push(() -> task.stop(0));
        return task.getAddress().getPort();
    }

    /** A router of one application whose blue release is live, once it has found all tasks. */
    private HaproxyProcess start(String settings) throws Exception {
        HaproxyProcess haproxy = start(List.of("shop=" + port + settings));
        awaitServers(haproxy, "be_shop_blue,shop-blue-2", "be_shop_green,shop-green-1");
        return haproxy;
    }

    private HaproxyProcess start(List<String> routes) throws Exception {
        RouterSetup setup = RouterSetup.of(
                RoutedText.parseAll(routes),
                Frontend.behind(new EdgeProxies.Given(List.of("127.0.0.99"), List.of()).onto(EdgeProxies.NONE)));
        HaproxyProcess haproxy = new HaproxyProcess(folder, setup, dns.port());
        opened.push(haproxy);
        assertThat(Files.readString(folder.resolve("log")))
                .as("warnings of its configuration")
                .doesNotContain("config :");
        route(haproxy, "shop.preview", "green/2.0");
        route(haproxy, "shop.active", "blue/1.0");
        return haproxy;
    }

    private static void awaitServers(HaproxyProcess haproxy, String... servers) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        for (String server : servers) {
            while (!haproxy.send("show stat").matches("(?s).*" + server + ",[^\n]*,UP,.*")) {
                assertThat(System.nanoTime())
                        .as("HAProxy finds %s within a minute", server)
                        .isLessThan(end);
                Thread.sleep(50);
            }
        }
    }

    private static void route(HaproxyProcess haproxy, String key, String target) throws IOException {
        haproxy.send("set map " + HaproxyMap.FILE + " " + key + " " + target);
    }

    /** The response to a request from an address of this machine. */
    private static String get(int port, String from, String cookie) throws IOException {
        return get(port, from, cookie, "/");
    }

    private static String get(int port, String from, String cookie, String path) throws IOException {
        return exchange(port, from, path, cookie.isEmpty() ? "" : "Cookie: other=1; " + cookie + "\r\n");
    }

    private static String exchange(int port, String from, String path, String header) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: shop.lab\r\nConnection: close\r\n" + header + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String servedBy(String response) {
        assertThat(response).startsWith("HTTP/1.1 200");
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    private static String cookie(String response) {
        Matcher cookie = COOKIE.matcher(response);
        assertThat(cookie.find()).as("a cookie in %s", response).isTrue();
        assertThat(cookie.group(2)).contains("path=/", "HttpOnly", "SameSite=Lax");
        return cookie.group(1);
    }

    @Test
    void userStaysWithOneTaskUntilTheSwitch() throws Exception {
        HaproxyProcess haproxy = start(",sticky=cookie");
        String first = get(haproxy.users, "127.0.0.1", "");
        String cookie = cookie(first);

        for (int i = 0; i < 10; i++) {
            String again = get(haproxy.users, "127.0.0.1", cookie);
            assertThat(servedBy(again)).isEqualTo(servedBy(first));
            assertThat(again).doesNotContain("set-cookie");
        }
        Set<String> others = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            others.add(servedBy(get(haproxy.users, "127.0.0.1", "")));
        }
        assertThat(others).as("users without a cookie").containsExactlyInAnyOrder("127.0.1.1", "127.0.1.2");

        route(haproxy, "shop.active", "green/2.0");
        String switched = get(haproxy.users, "127.0.0.1", cookie);
        assertThat(servedBy(switched)).isEqualTo("127.0.1.3");
        assertThat(cookie(switched)).isNotEqualTo(cookie);
    }

    /** Every replica of the router must understand the cookie of the others. */
    @Test
    void cookieLeadsToTheSameTaskOnEveryReplica() throws Exception {
        HaproxyProcess haproxy = start(",sticky=cookie");
        String first = get(haproxy.users, "127.0.0.1", "");
        haproxy.close();
        // Listed in another order, as Docker's DNS does.
        dns.list("shop-blue", InetAddress.getByName("127.0.1.2"), InetAddress.getByName("127.0.1.1"));

        HaproxyProcess other = start(",sticky=cookie");
        assertThat(servedBy(get(other.users, "127.0.0.1", cookie(first)))).isEqualTo(servedBy(first));
    }

    /** A hash of another port must not replace that of the first: the user would lose the session. */
    @Test
    void userStaysWithTheTaskOfEachPortOfAService() throws Exception {
        InetAddress one = InetAddress.getByName("127.0.1.1");
        int api = listen(one, 0);
        InetAddress two = InetAddress.getByName("127.0.1.2");
        listen(two, api);
        dns.list("shop-web-blue", one, two);
        HaproxyProcess haproxy =
                start(List.of("shop=" + port + ",service=web,sticky=cookie", "shop=" + api + ",service=web,path=/api"));
        for (int each : List.of(port, api)) {
            String backend = "be_shop_blue_web:" + each;
            awaitServers(haproxy, backend + ",shop-web-blue-1", backend + ",shop-web-blue-2");
        }

        String cookie = cookie(get(haproxy.users, "127.0.0.1", ""));
        String ofApi = cookie(get(haproxy.users, "127.0.0.1", cookie, "/api"));
        assertThat(get(haproxy.users, "127.0.0.1", cookie + "; " + ofApi)).doesNotContain("set-cookie");
        assertThat(ofApi.split("=")[0]).isNotEqualTo(cookie.split("=")[0]);
    }

    @Test
    void addressThatAsksTooMuchIsToldWhenToComeBack() throws Exception {
        HaproxyProcess haproxy = start(",rate=20/60s");

        for (int i = 0; i < 20; i++) {
            servedBy(get(haproxy.users, "127.0.0.7", ""));
        }
        assertThat(get(haproxy.users, "127.0.0.7", ""))
                .startsWith("HTTP/1.1 429")
                .contains("retry-after: 60")
                .endsWith("Too many requests.\n");
        servedBy(get(haproxy.users, "127.0.0.8", ""));
        for (int i = 0; i < 30; i++) {
            assertThat(servedBy(get(haproxy.preview, "127.0.0.7", "")))
                    .as("tests of the candidate are not limited")
                    .isEqualTo("127.0.1.3");
        }
    }

    @Test
    void behindATrustedProxyEachUserIsCounted() throws Exception {
        HaproxyProcess haproxy = start(",rate=2/60s");

        for (String user : List.of("192.0.2.1", "2001:db8::1", "2001:db8::2")) {
            String forwarded = "X-Forwarded-For: 192.0.2.9, " + user + "\r\n";
            servedBy(exchange(haproxy.users, "127.0.0.99", "/", forwarded));
            servedBy(exchange(haproxy.users, "127.0.0.99", "/", forwarded));
            assertThat(exchange(haproxy.users, "127.0.0.99", "/", forwarded)).startsWith("HTTP/1.1 429");
        }
    }

    /** Who is shared by a cookie stays with one task of the release, and is limited there. */
    @Test
    void allRulesForUsersWorkTogether() throws Exception {
        HaproxyProcess haproxy = start(",share=cookie,sticky=cookie,rate=5/60s");
        route(haproxy, "shop.active", "blue/1.0|green/2.0|50");

        String tester = exchange(haproxy.users, "127.0.0.1", "/", "X-Swarm-Color: green\r\n");
        assertThat(servedBy(tester)).isEqualTo("127.0.1.3");
        String first = exchange(haproxy.users, "127.0.0.1", "/", "X-Swarm-Color: blue\r\n");
        for (int i = 0; i < 4; i++) {
            String again = exchange(
                    haproxy.users, "127.0.0.1", "/", "X-Swarm-Color: blue\r\nCookie: " + cookie(first) + "\r\n");
            assertThat(servedBy(again)).isEqualTo(servedBy(first));
        }
        assertThat(exchange(haproxy.users, "127.0.0.1", "/", "X-Swarm-Color: blue\r\n"))
                .startsWith("HTTP/1.1 429");
    }
}
