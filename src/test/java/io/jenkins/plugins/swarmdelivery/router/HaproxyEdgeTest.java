package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application behind a real HAProxy is told of its users, by whom, and what of it they could forge. */
class HaproxyEdgeTest {
    private static final Application SHOP = new Application("shop");
    /** Addresses of this machine, for clients and proxies in front of HAProxy. */
    private static final String USER = "127.0.0.7";

    private static final List<String> FORGED = List.of(
            "X-Forwarded-For: 6.6.6.6",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.example",
            "X-Real-IP: 6.6.6.6",
            "Forwarded: for=6.6.6.6;proto=https");

    @TempDir
    Path folder;

    private final Deque<Closeable> opened = new ArrayDeque<>();
    private HaproxyProcess haproxy;

    @AfterEach
    void stop() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** An application that answers with what it is told, behind an HAProxy that has found its task. */
    private void start(EdgeProxies edge) throws Exception {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        TasksDns dns = new TasksDns();
        opened.push(dns);
        HttpServer task = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.1.1"), 0), 0);
        task.createContext("/", exchange -> {
            byte[] body = exchange.getRequestHeaders().entrySet().stream()
                    .filter(header -> header.getKey().toLowerCase(Locale.ROOT).matches(".*forwarded.*|x-real-ip"))
                    .map(header -> header.getKey().toLowerCase(Locale.ROOT) + "=" + header.getValue() + "\n")
                    .sorted()
                    .reduce("told:\n", String::concat)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        task.start();
        opened.push(() -> task.stop(0));
        dns.list("shop-blue", InetAddress.getByName("127.0.1.1"));
        RouterSetup setup = RouterSetup.of(
                List.of(RoutedApplication.of(SHOP, task.getAddress().getPort())), Frontend.behind(edge));
        haproxy = new HaproxyProcess(folder, setup, dns.port());
        opened.push(haproxy);
        assertThat(Files.readString(folder.resolve("log")))
                .as("warnings of its configuration")
                .doesNotContain("config :");
        haproxy.send("set map " + HaproxyMap.FILE + " shop.active blue/1.0");
        long end = System.nanoTime() + 60_000_000_000L;
        while (!told(USER, "").contains("told:")) {
            assertThat(System.nanoTime())
                    .as("HAProxy finds the task within a minute")
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    /** What the application is told of a request with these headers from that address. */
    private String told(String from, String preface, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of("GET / HTTP/1.1", "Host: shop.lab", "Connection: close"));
        lines.addAll(List.of(headers));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), haproxy.users, InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((preface + String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return response.substring(response.indexOf("told:") < 0 ? 0 : response.indexOf("told:"));
        } catch (SocketException e) {
            return "reset";
        }
    }

    private static String[] forged(String... more) {
        return Stream.concat(FORGED.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static String says(String address, String scheme) {
        return "told:\nx-forwarded-for=[" + address + "]\nx-forwarded-proto=[" + scheme + "]\n";
    }

    private static EdgeProxies behind(List<String> trusted, List<String> proxyProtocol) {
        return new EdgeProxies.Given(trusted, proxyProtocol).onto(EdgeProxies.NONE);
    }

    @Test
    void usersCannotForgeTheirAddressOrScheme() throws Exception {
        start(EdgeProxies.NONE);

        assertThat(told(USER, "", forged())).isEqualTo(says(USER, "http"));
        assertThat(told(USER, "", forged("X-Forwarded-For: 7.7.7.7"))).isEqualTo(says(USER, "http"));
    }

    @Test
    void trustedProxyNamesTheUserAndNobodyElseDoes() throws Exception {
        start(behind(List.of("127.0.0.2", "127.0.3.0/24", "2001:db8::/32"), List.of()));

        assertThat(told(USER, "", forged())).as("a user who comes directly").isEqualTo(says(USER, "http"));
        assertThat(told("127.0.0.2", "", "X-Forwarded-For: 9.9.9.9", "X-Forwarded-Proto: https"))
                .isEqualTo(says("9.9.9.9", "https"));
        assertThat(told("127.0.3.77", "", "X-Forwarded-For: 6.6.6.6, 9.9.9.9", "X-Forwarded-Host: shop.example"))
                .as("a proxy that appends to what users send")
                .isEqualTo(
                        "told:\nx-forwarded-for=[9.9.9.9]\nx-forwarded-host=[shop.example]\nx-forwarded-proto=[http]\n");
        assertThat(told("127.0.0.2", "", "X-Forwarded-For: 6.6.6.6, 9.9.9.9, 2001:db8::1, 127.0.3.1"))
                .as("behind two more trusted proxies")
                .isEqualTo(says("9.9.9.9", "http"));
        assertThat(told("127.0.0.2", "", "X-Forwarded-For: 6.6.6.6, unknown"))
                .as("a user whose address the proxy does not know")
                .isEqualTo(says("127.0.0.2", "http"));
        assertThat(told("127.0.0.2", "")).as("a proxy that says nothing").isEqualTo(says("127.0.0.2", "http"));
        assertThat(told("127.0.0.2", "", "X-Forwarded-For: 9.9.9.9:4711"))
                .as("with a port, as some balancers write it")
                .isEqualTo(says("9.9.9.9", "http"));
        assertThat(told("127.0.0.2", "", "X-Forwarded-For: 2001:db9::9")).isEqualTo(says("2001:db9::9", "http"));
    }

    @Test
    void proxyProtocolNamesTheUserOnlyFromProxiesThatAreNamed() throws Exception {
        start(behind(List.of("127.0.0.5"), List.of("127.0.0.4", "127.0.0.5")));
        String preface = "PROXY TCP4 9.9.9.9 10.0.0.1 4711 443\r\n";

        assertThat(told("127.0.0.4", preface)).isEqualTo(says("9.9.9.9", "http"));
        assertThat(told("127.0.0.4", preface, forged()))
                .as("the headers behind it are the user's")
                .isEqualTo(says("9.9.9.9", "http"));
        assertThat(told("127.0.0.5", preface, "X-Forwarded-Proto: https"))
                .as("a proxy of both kinds")
                .isEqualTo(says("9.9.9.9", "https"));
        assertThat(told(USER, preface)).as("a user who pretends to be one").doesNotContain("told:");
        assertThat(told("127.0.0.4", ""))
                .as("without the header that is expected")
                .doesNotContain("told:");
        assertThat(told(USER, "", forged())).isEqualTo(says(USER, "http"));
    }

    @Test
    void moreProxiesThanHaproxyReadsInALineAreTrustedAndReadBack() throws Exception {
        List<String> many = new ArrayList<>();
        for (int i = 1; i <= 130; i++) {
            many.add("2001:db8:1111:2222:3333:4444:5555:" + i + "/128");
        }
        many.add("127.0.0.2");
        EdgeProxies edge = behind(many, List.of("10.0.0.0/8"));
        start(edge);

        assertThat(told("127.0.0.2", "", "X-Forwarded-For: 9.9.9.9")).isEqualTo(says("9.9.9.9", "http"));
        assertThat(EdgeProxies.read(Files.readString(folder.resolve("haproxy.cfg"))))
                .contains(edge);
    }
}
