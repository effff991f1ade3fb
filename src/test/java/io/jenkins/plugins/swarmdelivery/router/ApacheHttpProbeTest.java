package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.Loopback6;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApacheHttpProbeTest {
    private final HttpProbe probe = new ApacheHttpProbe();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/hello", exchange -> {
            exchange.getResponseHeaders().add("X-Swarm-Application", "shop");
            exchange.getResponseHeaders().add("X-Swarm-Color", "green");
            exchange.getResponseHeaders().add("X-Swarm-Release", "2.0");
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes());
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/hello");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            while (true) {
                body.write(new byte[1024]);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Address at(String path) {
        return new Address(URI.create("http://localhost:" + server.getAddress().getPort() + path), Optional.empty());
    }

    @Test
    void returnsStatusApplicationColorReleaseAndBody() {
        assertThat(probe.get(at("/hello")))
                .isEqualTo(new HttpProbe.Answer(
                        200,
                        new HttpProbe.Origin(Optional.of("shop"), Optional.of("green"), Optional.of("2.0")),
                        "hello",
                        ""));
    }

    /** The router shows users of a paused application a page, and not who names a color. */
    @Test
    void namesNoColorInParticular() {
        List<String> colors = new CopyOnWriteArrayList<>();
        server.createContext("/color", exchange -> {
            colors.addAll(exchange.getRequestHeaders().get("X-Swarm-Color"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });

        probe.get(at("/color"));

        assertThat(colors).containsExactly("any");
    }

    @Test
    void sendsHostNameWhileConnectingToNode() {
        int port = server.getAddress().getPort();
        List<String> requests = new CopyOnWriteArrayList<>();
        server.createContext("/who", exchange -> {
            requests.add(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        Address shop = Address.named(URI.create("http://shop.nowhere.example:" + port + "/who"), "localhost");

        assertThat(probe.get(shop.to("/x?y=1")).error()).isEmpty();
        assertThat(requests).containsExactly("shop.nowhere.example:" + port + "/who/x?y=1");
    }

    @Test
    void doesNotFollowRedirects() {
        assertThat(probe.get(at("/moved")).status()).isEqualTo(302);
        assertThat(probe.get(at("/moved")).body()).isEmpty();
    }

    @Test
    void timesOutOnEndlessResponseBody() {
        HttpProbe.Answer answer = probe.get(at("/endless"));

        assertThat(answer.status()).isZero();
        assertThat(answer.error()).contains("5 s");
    }

    @Test
    void rejectsHttpsServerWithUntrustedCertificate(@TempDir Path folder) throws Exception {
        TestCertificates selfSigned = TestCertificates.make(folder, "-keyalg EC -groupname secp256r1", "dns:localhost");
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(selfSigned.admitting(selfSigned)));
        https.start();
        try {
            Address address = Address.of(
                    URI.create("https://localhost:" + https.getAddress().getPort() + "/hello"));

            assertThat(probe.get(address).error()).contains("unable to find valid certification path");
        } finally {
            https.stop(0);
        }
    }

    @Test
    void reportsWhyRequestFailed() {
        Address gone = at("/hello");
        server.stop(0);

        assertThat(probe.get(gone).error()).isNotBlank();
        assertThat(probe.get(Address.of(URI.create("ftp://localhost/"))).error())
                .contains("ftp://localhost");
    }

    @Test
    void keepsOnlyTheStartOfALongBody() {
        server.createContext("/long", exchange -> {
            byte[] body = "é".repeat(50_000).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });

        assertThat(probe.get(at("/long")).body())
                .isEqualTo("é".repeat(ExpectedText.SEARCHED / 2))
                .hasSize(4096);
    }

    @Test
    void reachesNodesByIpv6() throws IOException {
        InetAddress local = Loopback6.require();
        HttpServer six = HttpServer.create(new InetSocketAddress(local, 0), 0);
        List<String> hosts = new CopyOnWriteArrayList<>();
        six.createContext("/", exchange -> {
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        six.start();
        int port = six.getAddress().getPort();
        try {
            Address named = Address.named(URI.create("http://shop.nowhere.example:" + port), Loopback6.HOST);
            Address node = Address.of(URI.create("http://[::1]:" + port));

            assertThat(probe.get(named.to("/x")).error()).isEmpty();
            assertThat(probe.get(node.to("/x")).error()).isEmpty();
            assertThat(hosts).containsExactly("shop.nowhere.example:" + port, "[::1]:" + port);
        } finally {
            six.stop(0);
        }
    }

    @Test
    void linkLocalAddressesAreNotAsked() {
        assertThat(probe.get(Address.named(URI.create("http://shop.lab:8080"), "fe80::1"))
                        .error())
                .contains("fe80::1 is a link-local address");
    }
}
