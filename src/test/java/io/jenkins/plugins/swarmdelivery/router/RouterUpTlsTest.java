package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates for users are named once, and stay until others are. */
class RouterUpTlsTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";
    private static final String REPLACED = "replace the replicas of service swarm-router, one node at a time";

    @BeforeEach
    void createSecrets() {
        Stream.of("shop-tls", "blog-tls").forEach(name -> swarm.create(Kind.SECRET, Map.of("Name", name, "Data", "")));
    }

    private static RouterOrder https(String secrets, Integer port, Integer redirect) {
        List<String> names = secrets.isEmpty() ? List.of() : List.of(secrets.split(","));
        return new RouterOrder(
                apps().applications(),
                RouterOrder.Service.DEFAULTS,
                RouterOrder.Published.DEFAULTS,
                RouterOrder.Secrets.DEFAULTS,
                new Frontend.Given(
                        EdgeProxies.Given.NOTHING,
                        new UserTls.Given(names, Optional.ofNullable(port), Optional.ofNullable(redirect))));
    }

    private static RouterOrder https(String secrets) {
        return https(secrets, null, null);
    }

    private String cfg() {
        return RouterSpec.cfg(swarm, swarm.spec(ROUTER)).orElseThrow();
    }

    private List<String> secretFiles() {
        return Json.list(swarm.spec(ROUTER).tree(), "TaskTemplate", "ContainerSpec", "Secrets").stream()
                .map(each -> Json.text(each, "SecretName").orElseThrow() + " as "
                        + Json.text(each, "File", "Name").orElseThrow())
                .filter(each -> each.contains("tls"))
                .toList();
    }

    private Map<Long, Long> ports() {
        Map<Long, Long> ports = new TreeMap<>();
        swarm.spec(ROUTER)
                .publishedPorts()
                .forEach(port -> ports.put(
                        Json.number(port, "TargetPort").orElseThrow(),
                        Json.number(port, "PublishedPort").orElseThrow()));
        return ports;
    }

    @Test
    void httpsIsServedUntilAnOptionSaysOtherwise() {
        up(apps("shop=8080,host=shop.example.com"));

        assertThat(up(https("shop-tls,blog-tls", null, 80)))
                .containsExactly(
                        "create config " + newest("cfg"),
                        "serve users over HTTPS, with the certificates of shop-tls, blog-tls",
                        "redirect users to HTTPS on port 443",
                        "change the port for redirects to HTTPS from none to 80",
                        "change the port for users over HTTPS from none to 443",
                        REPLACED);
        assertThat(secretFiles()).containsExactly("shop-tls as tls-shop-tls.pem", "blog-tls as tls-blog-tls.pem");
        assertThat(ports()).isEqualTo(Map.of(8080L, 8080L, 8081L, 8081L, 9999L, 9999L, 8443L, 443L, 8082L, 80L));
        assertThat(up(https("shop-tls,blog-tls", 443, 80))).isEmpty();
        assertThat(up(apps("blog=80,host=blog.example.com"))).noneMatch(line -> line.contains("HTTPS"));
        assertThat(UserTls.read(cfg())).isEqualTo(new UserTls(List.of("shop-tls", "blog-tls"), Optional.of(443)));
    }

    private String newest(String role) {
        return RouterSpec.referenced(swarm.spec(ROUTER), "Config", RouterSpec.CFG_FILE)
                .filter(name -> name.startsWith(ROUTER + "-" + role))
                .orElseThrow();
    }

    @Test
    void newCertificateReplacesTheFormerOne() {
        up(apps("shop=8080"));
        up(https("shop-tls", 8843, 8880));

        assertThat(up(https("blog-tls")))
                .contains("serve users over HTTPS, with the certificates of blog-tls", REPLACED)
                .noneMatch(line -> line.contains("port"));
        assertThat(secretFiles()).containsExactly("blog-tls as tls-blog-tls.pem");

        assertThat(up(https("", 443, null)))
                .contains(
                        "redirect users to HTTPS on port 443", "change the port for users over HTTPS from 8843 to 443");
        assertThat(up(https("", null, 0)))
                .contains(
                        "stop redirecting users to HTTPS", "change the port for redirects to HTTPS from 8880 to none");
        assertThat(ports()).doesNotContainKey(8082L).containsEntry(8443L, 443L);
    }

    @Test
    void httpsIsTakenAwayWithAllThatBelongsToIt() {
        up(apps("shop=8080"));
        swarm.changeByHand(
                ROUTER,
                spec -> spec.edited(tree -> {
                    List<Object> secrets = new ArrayList<>(Json.list(tree, "TaskTemplate", "ContainerSpec", "Secrets"));
                    secrets.add(Map.of("SecretName", "my-tls", "SecretID", "x", "File", Map.of("Name", "users.pem")));
                    secrets.add(Map.of("SecretName", "v1", "SecretID", "y", "File", Map.of("Name", "tls-users.pem")));
                    Json.object(tree, "TaskTemplate", "ContainerSpec").put("Secrets", secrets);
                }));
        up(https("shop-tls", null, 80));

        assertThat(up(https("none")))
                .contains(
                        "stop serving users over HTTPS",
                        "stop redirecting users to HTTPS",
                        "change the port for users over HTTPS from 443 to none",
                        "change the port for redirects to HTTPS from 80 to none");
        assertThat(secretFiles()).as("others' secrets").containsExactly("my-tls as users.pem", "v1 as tls-users.pem");
        assertThat(ports()).isEqualTo(Map.of(8080L, 8080L, 8081L, 8081L, 9999L, 9999L));
        assertThat(UserTls.read(cfg())).isEqualTo(UserTls.NONE);
        assertThat(up(https("none"))).isEmpty();
    }

    @Test
    void newRouterServesHttpsAtOnce() {
        RouterOrder order = https("shop-tls", null, 80);
        assertThat(up(new RouterOrder(
                        apps("shop=8080").applications(),
                        order.service(),
                        order.published(),
                        order.secrets(),
                        order.frontend())))
                .contains(
                        "serve users over HTTPS, with the certificates of shop-tls",
                        "redirect users to HTTPS on port 443");
        assertThat(secretFiles()).containsExactly("shop-tls as tls-shop-tls.pem");
        assertThat(ports()).hasSize(5).containsEntry(8443L, 443L).containsEntry(8082L, 80L);
        assertThat(RouterStatus.read(swarm, site.settings()).frontend())
                .startsWith("serves HTTPS with the certificates of shop-tls", "redirects users to HTTPS on port 443");
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, , , '--tls-secret: \"nobody\" is not valid; the Swarm has no such secret; create it'",
        "'', 443, , '--https-port: \"443\" is not valid; it needs a certificate for users'",
        "none, , 80, '--redirect-port: \"80\" is not valid; it needs a certificate for users'",
        "shop-tls, 8080, , '--https-port: \"8080\" is not valid; the router publishes it already, for port 8080'",
        "shop-tls, 443, 443, '--redirect-port: \"443\" is not valid; it is also that of --https-port; choose another'",
        "shop-tls, 0, , '--https-port: \"0\" is not valid; use a number from 1 to 65535'",
        "shop-tls, , 65536, '--redirect-port: \"65536\" is not valid; use a number from 1 to 65535, or 0'"
    })
    void whatCannotBeServedIsRefusedBeforeAnythingIsTouched(
            String secrets, Integer port, Integer redirect, String message) {
        up(apps("shop=8080"));
        int events = swarm.events.size();
        assertThatThrownBy(() -> up(https(secrets, port, redirect)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
        assertThat(swarm.events).hasSize(events);
    }

    @Test
    void moreCertificatesThanHaproxyReadsInALineAreRefused() {
        String many = String.join(
                ",",
                IntStream.rangeClosed(1, 26).mapToObj(number -> "tls-" + number).toList());
        assertThatThrownBy(() -> https(many)).hasMessageContaining("--tls-secret: \"26 secrets\" is not valid");
    }

    /** {@code docker secret create} prints it, and the file in a replica is named after the secret. */
    @Test
    void idOfASecretIsRefused() {
        up(apps("shop=8080"));
        String id = swarm.secret("shop-tls").orElseThrow().id();

        assertThatThrownBy(() -> up(https(id)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--tls-secret: \"" + id + "\" is not valid; it is an ID; use the name: shop-tls");
    }

    @Test
    void udpPortOfSomebodyElseStays() {
        up(apps("shop=8080"));
        Map<String, Object> udp =
                Map.of("Protocol", "udp", "TargetPort", 8443, "PublishedPort", 443, "PublishMode", "host");
        swarm.changeByHand(
                ROUTER,
                spec -> spec.edited(tree -> {
                    List<Object> ports = new ArrayList<>(Json.list(tree, "EndpointSpec", "Ports"));
                    ports.add(udp);
                    Json.object(tree, "EndpointSpec").put("Ports", ports);
                }));

        assertThat(up(https("shop-tls"))).contains("change the port for users over HTTPS from none to 443");
        assertThat(OrderChecks.published(swarm.spec(ROUTER))).containsEntry(8443, 443);
        assertThat(swarm.spec(ROUTER).publishedPorts()).contains(udp);

        assertThat(up(https("none"))).contains("change the port for users over HTTPS from 443 to none");
        assertThat(OrderChecks.published(swarm.spec(ROUTER))).doesNotContainKey(8443);
        assertThat(swarm.spec(ROUTER).publishedPorts()).contains(udp);
    }
}
