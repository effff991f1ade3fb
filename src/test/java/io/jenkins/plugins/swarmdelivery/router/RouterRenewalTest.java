package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.Authority.Identity;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Certificates of users are renewed on the replicas that run, and on those that follow. */
class RouterRenewalTest extends RenewalTestBed {
    @Test
    void runningReplicasAreNotReplacedAndTheNextOnesGetIt() {
        List<String> tasks = swarm.replicas.values().stream()
                .map(replica -> replica.task().id())
                .toList();

        RouterRenewal.Renewed renewed = renew(SECOND);

        assertThat(renewed.secret()).isEqualTo(name(SECOND));
        assertThat(renewed.pending()).isTrue();
        assertThat(renewed.replicas())
                .hasSize(2)
                .allMatch(line -> line.endsWith("shows users the certificate, for example for shop.lab"));
        assertShown(SECOND);
        assertThat(swarm.replicas.values())
                .extracting(replica -> replica.task().id())
                .isEqualTo(tasks);
        assertThat(mounted()).isEqualTo("shop-tls");
        assertThat(status().pending().orElseThrow().state())
                .contains("one that starts from now on shows the former one");

        assertThat(up(apps()))
                .containsExactly(
                        "change the secret with the certificate tls-shop-tls.pem from shop-tls to " + name(SECOND),
                        "replace the replicas of service swarm-router, one node at a time");
        assertShown(SECOND);
        assertThat(mounted()).isEqualTo(name(SECOND));
        assertThat(status().pending()).isEmpty();
        assertThat(up(https("shop-tls", "blog-tls")))
                .as("the same names as before")
                .isEmpty();
        assertThat(renew(SECOND).pending()).isFalse();
    }

    @Test
    void renewalsFollowEachOtherAndLeaveNoSecretBehind() {
        renew(SECOND);
        up(apps());
        ServerCertificate third = certificate("shop.lab", Instant.now());
        renew(third);
        assertThat(secrets()).contains(name(SECOND), name(third));

        up(apps());

        assertShown(third);
        assertThat(secrets()).contains("shop-tls", name(third)).doesNotContain(name(SECOND));
        up(https("blog-tls"));
        assertThat(Json.canonical(swarm.spec(ROUTER).tree())).doesNotContain("tls-shop-tls.pem");
        new RouterDown(site).run();
        assertThat(secrets()).containsExactlyInAnyOrder("shop-tls", "blog-tls");
    }

    @Test
    void secretOfAnAdministratorThatIsNamedLikeARenewedOneStays() {
        secret("own-0a1b2c3d", certificate("own.lab", Instant.now()));
        Named own = swarm.secret("own-0a1b2c3d").orElseThrow();
        swarm.changeByHand(
                ROUTER,
                spec -> spec.edited(tree -> {
                    Map<String, Object> container = Json.object(tree, "TaskTemplate", "ContainerSpec");
                    List<Object> secrets = new ArrayList<>(Json.list(container, "Secrets"));
                    secrets.add(Map.of(
                            "SecretID",
                            own.id(),
                            "SecretName",
                            own.name(),
                            "File",
                            Map.of("Name", UserTls.file("own"))));
                    container.put("Secrets", secrets);
                }));
        renew(SECOND);
        up(https("blog-tls"));

        assertThat(RouterSpec.referenced(swarm.spec(ROUTER), "Secret", UserTls.file("own")))
                .contains("own-0a1b2c3d");
        assertThat(RouterSpec.referenced(swarm.spec(ROUTER), "Secret", "tls-shop-tls.pem"))
                .isEmpty();
        assertThat(secrets()).contains("own-0a1b2c3d");
    }

    @Test
    void rotationAndAnotherChangeKeepTheRenewedCertificate() {
        renew(SECOND);
        new RouterRotation(site).run();
        assertShown(SECOND);
        assertThat(mounted()).isEqualTo(name(SECOND));

        ServerCertificate third = certificate("shop.lab", Instant.now());
        renew(third);
        up(image("haproxy:3.2"));
        assertShown(third);
    }

    @Test
    void replicaThatHasRestartedIsReportedAndReachedByTheSameCommand() {
        renew(SECOND);
        certificates("n2").shown.put(SHOP_FILE, FIRST.pem());

        assertThat(status().pending().orElseThrow().state()).contains("replica n2 127.0.0.1 shows users another one");
        assertThat(status().end()).isEqualTo(FIRST.end());

        renew(SECOND);
        assertShown(SECOND);
    }

    @Test
    void whatAKilledCommandHasLeftIsNotCommitted() {
        certificates("n1").leave("/run/secrets/tls-blog-tls.pem", SECOND.pem());
        certificates("n2").leave(SHOP_FILE, "half a certificate");
        String blog = certificates("n1").shown.get("/run/secrets/tls-blog-tls.pem");

        renew(SECOND);

        assertShown(SECOND);
        assertThat(certificates("n1").shown).containsEntry("/run/secrets/tls-blog-tls.pem", blog);
        assertThat(certificates("n1").isIdle()).isTrue();
    }

    @Test
    void renewalDuringAReplacementIsRefusedAndOneBeforeItIsNotLost() {
        RouterPlan plan = plan(image("haproxy:3.2"));
        renew(SECOND);
        assertThatThrownBy(() -> new RouterUp(site).apply(plan))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a certificate for users was renewed meanwhile");
        assertShown(SECOND);

        swarm.changeByHand(ROUTER, spec -> {
            Map<String, String> labels = new HashMap<>(spec.labels());
            labels.put(RouterLabels.ROLLOUT, now.plus(Duration.ofMinutes(2)).toString());
            return spec.withLabels(labels);
        });
        assertThatThrownBy(() -> renew(FIRST)).isInstanceOf(SwarmException.Busy.class);
        assertShown(SECOND);
    }

    @Test
    void keyIsInTheSecretAlone() {
        String key = SECOND.pem()
                .lines()
                .skip(SECOND.pem().lines().count() - 2)
                .findFirst()
                .orElseThrow();
        renew(SECOND);
        up(apps());

        assertThat(String.join("\n", said) + Json.canonical(swarm.spec(ROUTER).tree()) + swarm.events)
                .contains(name(SECOND))
                .doesNotContain(key);
        assertThat(SECOND.toString()).doesNotContain(key);
    }

    @Test
    void certificateThatUsersCouldNotUseIsRefusedBeforeAnythingIsTouched() {
        Identity bare = AUTHORITY.server("shop.lab", Instant.now());
        assertRefused(certificate("other.lab", now), "is not for shop.lab, which the present one is for");
        assertRefused(certificate("shop.lab", now.minus(Authority.VALID.plusDays(1))), "has ended ");
        assertRefused(certificate("shop.lab", now.plus(Duration.ofDays(1))), "is valid from ");
        assertRefused(read(bare.certificate(), bare.key()), "has no certificate of its authority");
        assertThatThrownBy(() -> new RouterRenewal(site).run(Optional.of("shop-tsl"), SECOND))
                .hasMessageContaining(
                        "--tls-secret: \"shop-tsl\" is not valid; did you mean shop-tls? the router has the certificates"
                                + " of shop-tls, blog-tls");
        assertThatThrownBy(() -> new RouterRenewal(site).run(Optional.empty(), SECOND))
                .hasMessageContaining("--tls-secret: missing; name the certificate to renew: shop-tls, blog-tls");
        up(https("none"));
        assertRefused(SECOND, "the router serves no HTTPS with certificates of router up");
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
        renew(SECOND);
        ServerCertificate third = certificate("shop.lab", Instant.now());
        assertThat(new RouterRenewal(site).run(Optional.of(name(SECOND)), third).name())
                .isEqualTo("shop-tls");
        assertShown(third);
    }

    @Test
    void renewedSecretThatSomebodyRemovedIsNotReplacedByTheFormerOne() {
        renew(SECOND);
        swarm.secrets.removeIf(each -> each.name().equals(name(SECOND)));

        assertThatThrownBy(() -> up(image("haproxy:3.2")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the Swarm has no secret " + name(SECOND) + " any more; run router renew again");
        renew(SECOND);
        up(image("haproxy:3.2"));
        assertShown(SECOND);
    }
}
