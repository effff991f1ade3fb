package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.Authority.Identity;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A router whose replicas serve users over HTTPS, and one who renews its certificates. */
abstract class RenewalTestBed extends RouterTestBed {
    static final String ROUTER = "swarm-router";
    static final String SHOP_FILE = "/run/secrets/tls-shop-tls.pem";

    static final Authority AUTHORITY = Authority.create("users", Instant.now());
    static final ServerCertificate FIRST = certificate("shop.lab", Instant.now());
    static final ServerCertificate SECOND = certificate("shop.lab", Instant.now());
    /** What the service publishes for HTTPS; replicas, which share their address here, have ports of their own. */
    int unused;

    static ServerCertificate certificate(String host, Instant begin) {
        Identity identity = AUTHORITY.server(host, begin);
        return read(identity.certificate() + AUTHORITY.identity().certificate(), identity.key());
    }

    static ServerCertificate read(String certificates, String key) {
        return ServerCertificate.read(
                new ServerCertificate.Source("--certificate", certificates),
                new ServerCertificate.Source("--key", key));
    }

    @BeforeEach
    void serveHttps() throws IOException {
        swarm.https = Optional.of(SHOP_FILE);
        secret("shop-tls", FIRST);
        secret("blog-tls", certificate("blog.lab", Instant.now()));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = free.getLocalPort();
        }
        up(apps("shop=8080"));
        up(https("shop-tls", "blog-tls"));
    }

    void secret(String name, ServerCertificate certificate) {
        String data = Base64.getEncoder().encodeToString(certificate.pem().getBytes(StandardCharsets.US_ASCII));
        swarm.create(Kind.SECRET, Map.of("Name", name, "Data", data));
    }

    RouterOrder https(String... names) {
        return new RouterOrder(
                apps().applications(),
                RouterOrder.Service.DEFAULTS,
                RouterOrder.Published.DEFAULTS,
                RouterOrder.Secrets.DEFAULTS,
                new Frontend.Given(
                        EdgeProxies.Given.NOTHING,
                        new UserTls.Given(
                                List.of(names),
                                names[0].equals("none") ? Optional.empty() : Optional.of(unused),
                                Optional.empty())));
    }

    RouterRenewal.Renewed renew(ServerCertificate certificate) {
        return new RouterRenewal(site).run(Optional.of("shop-tls"), certificate);
    }

    FakeCertificates certificates(String node) {
        return swarm.replicas.get(node).haproxy().certificates;
    }

    void assertShown(ServerCertificate certificate) {
        List.of("n1", "n2")
                .forEach(node ->
                        assertThat(certificates(node).shown).as(node).containsEntry(SHOP_FILE, certificate.pem()));
    }

    String name(ServerCertificate certificate) {
        return "shop-tls-" + certificate.hash();
    }

    List<String> secrets() {
        return swarm.secrets.stream().map(Named::name).toList();
    }

    String mounted() {
        return RouterSpec.referenced(swarm.spec(ROUTER), "Secret", "tls-shop-tls.pem")
                .orElseThrow();
    }

    RouterStatus.Certificate status() {
        return RouterStatus.read(swarm, site.settings()).certificates().stream()
                .filter(each -> each.of().equals("users (secret shop-tls)"))
                .findFirst()
                .orElseThrow();
    }
}
