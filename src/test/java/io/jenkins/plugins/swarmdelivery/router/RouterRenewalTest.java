package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.Authority.Identity;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certificates of users are renewed on the replicas that run, and on those that follow. */
class RouterRenewalTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";
    private static final String SHOP_FILE = "/run/secrets/tls-shop-tls.pem";

    private final Authority authority = Authority.create("users", Instant.now());
    private final ServerCertificate first = certificate("shop.lab", Instant.now());
    private final ServerCertificate second = certificate("shop.lab", Instant.now());
    private int closedPort;

    private ServerCertificate certificate(String host, Instant begin) {
        Identity identity = authority.server(host, begin);
        return read(identity.certificate() + authority.identity().certificate(), identity.key());
    }

    private static ServerCertificate read(String certificates, String key) {
        return ServerCertificate.read(
                new ServerCertificate.Source("--certificate", certificates),
                new ServerCertificate.Source("--key", key));
    }

    @BeforeEach
    void serveHttps() throws IOException {
        secret("shop-tls", first);
        secret("blog-tls", certificate("blog.lab", Instant.now()));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = free.getLocalPort();
        }
        up(apps("shop=8080"));
        up(https("shop-tls", "blog-tls"));
    }

    private void secret(String name, ServerCertificate certificate) {
        String data = Base64.getEncoder().encodeToString(certificate.pem().getBytes(StandardCharsets.US_ASCII));
        swarm.create(Kind.SECRET, Map.of("Name", name, "Data", data));
    }

    private RouterOrder https(String... names) {
        return new RouterOrder(
                apps().applications(),
                RouterOrder.Service.DEFAULTS,
                RouterOrder.Published.DEFAULTS,
                RouterOrder.Secrets.DEFAULTS,
                new Frontend.Given(
                        EdgeProxies.Given.NOTHING,
                        new UserTls.Given(
                                List.of(names),
                                names[0].equals("none") ? Optional.empty() : Optional.of(closedPort),
                                Optional.empty())));
    }

    private RouterRenewal.Renewed renew(ServerCertificate certificate) {
        return new RouterRenewal(site).run(Optional.of("shop-tls"), certificate);
    }

    private FakeCertificates certificates(String node) {
        return swarm.replicas.get(node).haproxy().certificates;
    }

    private void assertShown(ServerCertificate certificate) {
        List.of("n1", "n2")
                .forEach(node ->
                        assertThat(certificates(node).shown).as(node).containsEntry(SHOP_FILE, certificate.pem()));
    }

    private String name(ServerCertificate certificate) {
        return "shop-tls-" + certificate.hash();
    }

    private List<String> secrets() {
        return swarm.secrets.stream().map(Named::name).toList();
    }

    private String mounted() {
        return RouterSpec.referenced(swarm.spec(ROUTER), "Secret", "tls-shop-tls.pem").orElseThrow();
    }

    private RouterStatus.Certificate status() {
        return RouterStatus.read(swarm, site.settings()).certificates().stream()
                .filter(each -> each.of().equals("users (secret shop-tls)"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void runningReplicasAreNotReplacedAndTheNextOnesGetIt() {
        List<String> tasks = swarm.replicas.values().stream()
                .map(replica -> replica.task().id())
                .toList();

        RouterRenewal.Renewed renewed = renew(second);

        assertThat(renewed.secret()).isEqualTo(name(second));
        assertThat(renewed.pending()).isTrue();
        assertThat(renewed.replicas()).hasSize(2).allMatch(line -> line.contains("has the certificate"));
        assertShown(second);
        assertThat(swarm.replicas.values()).extracting(replica -> replica.task().id()).isEqualTo(tasks);
        assertThat(mounted()).isEqualTo("shop-tls");
        assertThat(status().pending().orElseThrow().state()).contains("one that starts from now on shows the former one");

        assertThat(up(apps()))
                .containsExactly(
                        "change the secret with the certificate tls-shop-tls.pem from shop-tls to " + name(second),
                        "replace the replicas of service swarm-router, one node at a time");
        assertShown(second);
        assertThat(mounted()).isEqualTo(name(second));
        assertThat(status().pending()).isEmpty();
        assertThat(up(https("shop-tls", "blog-tls"))).as("the same names as before").isEmpty();
        assertThat(renew(second).pending()).isFalse();
    }

    @Test
    void renewalsFollowEachOtherAndLeaveNoSecretBehind() {
        renew(second);
        up(apps());
        ServerCertificate third = certificate("shop.lab", Instant.now());
        renew(third);
        assertThat(secrets()).contains(name(second), name(third));

        up(apps());

        assertShown(third);
        assertThat(secrets()).contains("shop-tls", name(third)).doesNotContain(name(second));
        up(https("blog-tls"));
        assertThat(Json.canonical(swarm.spec(ROUTER).tree())).doesNotContain("tls-shop-tls.pem");
        new RouterDown(site).run();
        assertThat(secrets()).containsExactlyInAnyOrder("shop-tls", "blog-tls");
    }

    @Test
    void rotationAndAnotherChangeKeepTheRenewedCertificate() {
        renew(second);
        new RouterRotation(site).run();
        assertShown(second);
        assertThat(mounted()).isEqualTo(name(second));

        ServerCertificate third = certificate("shop.lab", Instant.now());
        renew(third);
        up(image("haproxy:3.2"));
        assertShown(third);
    }

    @Test
    void replicaThatHasRestartedIsReportedAndReachedByTheSameCommand() {
        renew(second);
        certificates("n2").shown.put(SHOP_FILE, first.pem());

        assertThat(status().pending().orElseThrow().state()).contains("replica n2 127.0.0.1 shows users another one");
        assertThat(status().end()).isEqualTo(first.end());

        renew(second);
        assertShown(second);
    }

    @Test
    void whatAKilledCommandHasLeftIsNotCommitted() {
        certificates("n1").leave("/run/secrets/tls-blog-tls.pem", second.pem());
        certificates("n2").leave(SHOP_FILE, "half a certificate");
        String blog = certificates("n1").shown.get("/run/secrets/tls-blog-tls.pem");

        renew(second);

        assertShown(second);
        assertThat(certificates("n1").shown).containsEntry("/run/secrets/tls-blog-tls.pem", blog);
        assertThat(certificates("n1").isIdle()).isTrue();
    }

    @Test
    void certificateThatHaproxyRejectsChangesNothing() {
        certificates("n1").rejects = "unable to load certificate: ee key too small";
        List<String> before = secrets();

        assertThatThrownBy(() -> renew(second))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        "--certificate: replica n1 127.0.0.1 cannot use it: HAProxy says: ",
                        "ee key too small",
                        "nothing was changed");
        assertShown(first);
        assertThat(certificates("n1").isIdle()).isTrue();
        assertThat(secrets()).isEqualTo(before);
        assertThat(status().pending()).isEmpty();
    }

    @Test
    void silentReplicaIsNamedAndDoesNotHoldUpTheOthers() {
        FakeHaproxy silent = swarm.replicas.get("n1").haproxy();
        silent.onConnect = () -> {
            throw new IllegalStateException("out of order");
        };
        assertThatThrownBy(() -> renew(second))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll("renewed on 1 of 2 replicas", "n1 127.0.0.1", "run router renew again");
        assertThat(certificates("n2").shown).containsEntry(SHOP_FILE, second.pem());

        silent.onConnect = () -> {};
        renew(second);
        assertShown(second);
    }

    @Test
    void renewalDuringAReplacementIsRefusedAndOneBeforeItIsNotLost() {
        RouterPlan plan = plan(image("haproxy:3.2"));
        renew(second);
        assertThatThrownBy(() -> new RouterUp(site).apply(plan))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a certificate for users was renewed meanwhile");
        assertShown(second);

        swarm.changeByHand(ROUTER, spec -> {
            Map<String, String> labels = new HashMap<>(spec.labels());
            labels.put(RouterLabels.ROLLOUT, now.plus(Duration.ofMinutes(2)).toString());
            return spec.withLabels(labels);
        });
        assertThatThrownBy(() -> renew(first)).isInstanceOf(SwarmException.Busy.class);
        assertShown(second);
    }

    @Test
    void keyIsInTheSecretAlone() {
        String key = second.pem().lines().skip(second.pem().lines().count() - 2).findFirst().orElseThrow();
        renew(second);
        up(apps());

        assertThat(String.join("\n", said) + Json.canonical(swarm.spec(ROUTER).tree()) + swarm.events)
                .contains(name(second))
                .doesNotContain(key);
        assertThat(second.toString()).doesNotContain(key);
    }

    @Test
    void certificateThatUsersCouldNotUseIsRefusedBeforeAnythingIsTouched() {
        Identity bare = authority.server("shop.lab", Instant.now());
        assertRefused(certificate("other.lab", now), "is not for shop.lab, which the present one is for");
        assertRefused(certificate("shop.lab", now.minus(Authority.VALID.plusDays(1))), "has ended ");
        assertRefused(certificate("shop.lab", now.plus(Duration.ofDays(1))), "is valid from ");
        assertRefused(read(bare.certificate(), bare.key()), "has no certificate of its authority");
        assertThatThrownBy(() -> new RouterRenewal(site).run(Optional.of("shop-tsl"), second))
                .hasMessageContaining(
                        "--tls-secret: \"shop-tsl\" is not valid; did you mean shop-tls? the router has the certificates"
                                + " of shop-tls, blog-tls");
        assertThatThrownBy(() -> new RouterRenewal(site).run(Optional.empty(), second))
                .hasMessageContaining("--tls-secret: missing; name the certificate to renew: shop-tls, blog-tls");
        up(https("none"));
        assertRefused(second, "the router serves no HTTPS with certificates of router up");
    }

    private void assertRefused(ServerCertificate certificate, String message) {
        int events = swarm.events.size();
        assertThatThrownBy(() -> renew(certificate))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
        assertThat(swarm.events).hasSize(events);
        assertThat(certificates("n1").shown.values()).doesNotContain(certificate.pem());
    }

    @Test
    void renewedNameMeansTheSameCertificate() {
        renew(second);
        ServerCertificate third = certificate("shop.lab", Instant.now());
        assertThat(new RouterRenewal(site).run(Optional.of(name(second)), third).name())
                .isEqualTo("shop-tls");
        assertShown(third);
    }

    @Test
    void renewedSecretThatSomebodyRemovedIsNotReplacedByTheFormerOne() {
        renew(second);
        swarm.secrets.removeIf(each -> each.name().equals(name(second)));

        assertThatThrownBy(() -> up(image("haproxy:3.2")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the Swarm has no secret " + name(second) + " any more; run router renew again");
        renew(second);
        up(image("haproxy:3.2"));
        assertShown(second);
    }
}
