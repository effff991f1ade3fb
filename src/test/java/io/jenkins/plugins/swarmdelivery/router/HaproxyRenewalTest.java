package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.Authority.Identity;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real HAProxy, which is both replicas of a router, gets other certificates while users are connected. */
class HaproxyRenewalTest extends RouterTestBed {
    private static final int RENEWALS = 6;

    private final Authority authority = Authority.create("users", Instant.now());
    private EchoTask task;
    private TasksDns dns;
    private HaproxyProcess haproxy;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        task = new EchoTask(InetAddress.getByName("127.0.1.1"));
        dns = new TasksDns();
        dns.list("shop-blue", InetAddress.getByName("127.0.1.1"));
        for (String name : List.of("shop", "blog")) {
            ServerCertificate certificate = certificate(name + ".lab");
            Files.writeString(folder.resolve(UserTls.file(name)), certificate.pem());
            String data = Base64.getEncoder().encodeToString(certificate.pem().getBytes(StandardCharsets.US_ASCII));
            swarm.create(Kind.SECRET, Map.of("Name", name, "Data", data));
        }
        RoutedApplication shop = RoutedApplication.of(SHOP, task.port());
        UserTls tls = new UserTls(List.of("shop", "blog"), Optional.empty());
        haproxy = new HaproxyProcess(
                folder, RouterSetup.of(List.of(shop), new Frontend(EdgeProxies.NONE, tls)), dns.port());
        up(new RouterOrder(
                new RouterOrder.Applications(List.of(shop), Set.of(), Set.of()),
                RouterOrder.Service.DEFAULTS,
                RouterOrder.Published.DEFAULTS,
                RouterOrder.Secrets.DEFAULTS,
                new Frontend.Given(
                        EdgeProxies.Given.NOTHING,
                        new UserTls.Given(tls.secrets(), Optional.of(haproxy.https), Optional.empty()))));
        swarm.replicas.values().forEach(replica -> replica.haproxy().delegate = this::send);
        haproxy.send("set map " + HaproxyMap.FILE + " shop.active blue/1.0");
        long end = System.nanoTime() + 60_000_000_000L;
        while (!haproxy.get(haproxy.users, "shop.lab", "/").contains("200 OK")) {
            assertThat(System.nanoTime()).as("HAProxy finds the task").isLessThan(end);
            Thread.sleep(50);
        }
    }

    @AfterEach
    void end() throws IOException {
        haproxy.close();
        dns.close();
        task.close();
    }

    private String send(String commands) throws IOException {
        return haproxy.send(commands.replace("/run/secrets/", folder + "/")).replace(folder + "/", "/run/secrets/");
    }

    private ServerCertificate certificate(String host) {
        Identity identity = authority.server(host, Instant.now());
        return read(identity.certificate() + authority.identity().certificate(), identity.key());
    }

    private static ServerCertificate read(String certificates, String key) {
        return ServerCertificate.read(
                new ServerCertificate.Source("--certificate", certificates),
                new ServerCertificate.Source("--key", key));
    }

    /** One of many users, who looks at the certificate later. */
    private SSLSocket connect(String host) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anything()}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), haproxy.https);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static final class Anything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static void request(SSLSocket socket, String more) throws IOException {
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: shop.lab\r\n" + more + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void ask(SSLSocket socket) throws IOException {
        request(socket, "");
        assertThat(EchoTask.head(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }

    private static void echo(SSLSocket socket) throws IOException {
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().read()).isEqualTo('x');
    }

    private X509Certificate shown(String host) throws Exception {
        try (SSLSocket socket = connect(host)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void openConnectionsStayAndNewOnesAreNeverRefused() throws Exception {
        X509Certificate blog = shown("blog.lab");
        Set<String> serials = new ConcurrentSkipListSet<>(
                List.of(shown("shop.lab").getSerialNumber().toString()));
        Set<String> seen = new ConcurrentSkipListSet<>();
        List<String> failures = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        try (SSLSocket webSocket = connect("shop.lab");
                SSLSocket kept = connect("shop.lab")) {
            request(webSocket, EchoTask.UPGRADE + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
            assertThat(EchoTask.head(webSocket.getInputStream())).startsWith("HTTP/1.1 101");
            List<Thread> users = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                users.add(new Thread(() -> {
                    while (!over.get()) {
                        try (SSLSocket socket = connect("shop.lab")) {
                            ask(socket);
                            X509Certificate shown =
                                    (X509Certificate) socket.getSession().getPeerCertificates()[0];
                            seen.add(shown.getSerialNumber().toString());
                        } catch (Exception | AssertionError e) {
                            failures.add(e.toString());
                        }
                    }
                }));
            }
            users.forEach(Thread::start);
            for (int i = 0; i < RENEWALS; i++) {
                ServerCertificate next = certificate("shop.lab");
                serials.add(next.chain().get(0).getSerialNumber().toString());

                RouterRenewal.Renewed renewed = new RouterRenewal(site).run(Optional.of("shop"), next);

                assertThat(renewed.replicas()).hasSize(2).allMatch(line -> line.endsWith("for example for shop.lab"));
                assertThat(shown("shop.lab")).isEqualTo(next.chain().get(0));
                echo(webSocket);
                ask(kept);
            }
            over.set(true);
            for (Thread user : users) {
                user.join();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(serials).containsAll(seen);
        assertThat(seen).hasSizeGreaterThan(RENEWALS / 2);
        assertThat(shown("blog.lab")).isEqualTo(blog);
    }

    @Test
    void anotherTransactionIsNeverCommitted() throws Exception {
        X509Certificate blog = shown("blog.lab");
        ServerCertificate left = certificate("blog.lab");
        send("set ssl cert " + UserTls.path("blog") + " <<\n" + left.pem());
        ServerCertificate next = certificate("shop.lab");

        new RouterRenewal(site).run(Optional.of("shop"), next);

        assertThat(shown("shop.lab")).isEqualTo(next.chain().get(0));
        assertThat(shown("blog.lab")).isEqualTo(blog);
        assertThat(send("show ssl cert")).doesNotContain("# transaction");
    }

    @Test
    void anotherCertificateForTheNameFailsTheProof() throws Exception {
        ServerCertificate next = certificate("shop.lab");
        assertThat(new UserHandshake(next).find(new InetSocketAddress("127.0.0.1", haproxy.https)))
                .isEmpty();
        assertThatThrownBy(() -> new UserHandshake(next).find(new InetSocketAddress("127.0.0.1", 1)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void certificateOfAnotherHostIsRefused() {
        assertThatThrownBy(() -> new RouterRenewal(site).run(Optional.of("shop"), certificate("blog.lab")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not for shop.lab");
    }
}
