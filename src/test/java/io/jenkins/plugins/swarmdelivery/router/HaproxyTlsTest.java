package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a real HAProxy that serves HTTPS with two certificates, and redirects to it. */
class HaproxyTlsTest {
    private static final int PUBLISHED = 8543;

    @TempDir
    Path folder;

    private final Authority authority = Authority.create("users' authority", Instant.now());
    private TasksDns dns;
    private HttpServer task;
    private HaproxyProcess haproxy;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        for (String name : List.of("shop", "blog")) {
            Authority.Identity identity = authority.server(name + ".lab", Instant.now());
            Files.writeString(folder.resolve(UserTls.file(name)), identity.certificate() + identity.key());
        }
        dns = new TasksDns();
        task = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.1.1"), 0), 0);
        task.createContext("/", exchange -> {
            byte[] body =
                    exchange.getRequestHeaders().getFirst("X-Forwarded-Proto").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        task.start();
        dns.list("shop-blue", InetAddress.getByName("127.0.1.1"));
        UserTls tls = new UserTls(List.of("shop", "blog"), Optional.of(PUBLISHED));
        RouterSetup setup = RouterSetup.of(
                List.of(RoutedApplication.of(
                        new Application("shop"), task.getAddress().getPort())),
                new Frontend(EdgeProxies.NONE, tls));
        haproxy = new HaproxyProcess(folder, setup, dns.port());
        assertThat(Files.readString(folder.resolve("log")))
                .as("warnings of its configuration")
                .doesNotContain("config :");
        haproxy.send("set map " + HaproxyMap.FILE + " shop.active blue/1.0");
        long end = System.nanoTime() + 60_000_000_000L;
        while (!haproxy.get(haproxy.users, "shop.lab", "/").contains("200 OK")) {
            assertThat(System.nanoTime())
                    .as("HAProxy finds the task within a minute")
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    @AfterEach
    void stop() throws IOException {
        if (haproxy != null) {
            haproxy.close();
        }
        if (task != null) {
            task.stop(0);
            dns.close();
        }
    }

    /** A connection that trusts the authority, and asks for a host name. */
    private SSLSocket connect(String host, String... protocols) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(
                                authority.identity().certificate().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), haproxy.https);
        socket.setSoTimeout(30_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String fingerprint(String file) throws IOException {
        ServerCertificate.Source pem = new ServerCertificate.Source(file, Files.readString(Path.of(file)));
        return ServerCertificate.read(pem, pem).fingerprint();
    }

    private String subject(String host) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = connect(host, "http/1.1")) {
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    @Test
    void usersGetTheCertificateOfTheirHostAndHttp2() throws Exception {
        assertThat(subject("shop.lab")).isEqualTo("CN=shop.lab");
        assertThat(subject("blog.lab")).isEqualTo("CN=blog.lab");
        assertThat(subject("other.lab")).as("the first is for all others").isEqualTo("CN=shop.lab");
        try (SSLSocket socket = connect("shop.lab", "h2", "http/1.1")) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void applicationIsToldOfTheSchemeAndPlainHttpStays() throws Exception {
        try (SSLSocket socket = connect("shop.lab", "http/1.1")) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: shop.lab\r\nX-Forwarded-Proto: http\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("200 OK", "x-swarm-release: 1.0")
                    .endsWith("\r\n\r\nhttps");
        }
        assertThat(haproxy.get(haproxy.users, "shop.lab", "/")).endsWith("\r\n\r\nhttp");
    }

    @Test
    void endsOfCertificatesAreRead() throws Exception {
        String shop = folder.resolve(UserTls.file("shop")).toString();
        String blog = folder.resolve(UserTls.file("blog")).toString();
        Instant end = Authority.end(Files.readString(Path.of(shop)));

        Map<String, UserCertificates.Shown> shown =
                UserCertificates.parse(haproxy.send("show ssl cert " + shop + ";show ssl cert " + blog));
        assertThat(shown).containsOnlyKeys("tls-shop.pem", "tls-blog.pem");
        assertThat(shown.get("tls-shop.pem"))
                .isEqualTo(new UserCertificates.Shown(end, List.of("shop.lab"), fingerprint(shop), false));
        assertThat(UserCertificates.parse(haproxy.send("show ssl cert /nothing.pem")))
                .isEmpty();
    }

    @Test
    void redirectKeepsHostPathAndQuery() throws Exception {
        assertThat(haproxy.get(haproxy.redirect, "shop.lab:8580", "/a/b?c=d&e=%20"))
                .contains("308 Permanent Redirect", "location: https://shop.lab:" + PUBLISHED + "/a/b?c=d&e=%20\r\n");
        assertThat(haproxy.get(haproxy.redirect, "[2001:db8::1]:80", "/"))
                .contains("location: https://[2001:db8::1]:" + PUBLISHED + "/\r\n");
        assertThat(haproxy.get(haproxy.redirect, "", "/")).contains("400 Bad");
    }
}
