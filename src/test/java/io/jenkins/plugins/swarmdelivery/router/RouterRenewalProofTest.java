package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of replicas that do not take a renewed certificate, or do not prove it. */
class RouterRenewalProofTest extends RenewalTestBed {
    private static final String REJECTION = "unable to load certificate: ee key too small";

    @Test
    void certificateThatHaproxyRejectsChangesNothing() {
        certificates("n1").rejects = REJECTION;
        List<String> before = secrets();

        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(
                        "--certificate: replica n1 127.0.0.1 cannot use it: HAProxy says: ",
                        REJECTION,
                        "nothing was changed");
        assertShown(FIRST);
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
        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll("renewed on 1 of 2 replicas", "n1 127.0.0.1", "run router renew again");
        assertThat(certificates("n2").shown).containsEntry(SHOP_FILE, SECOND.pem());

        silent.onConnect = () -> {};
        renew(SECOND);
        assertShown(SECOND);
    }

    @Test
    void handshakeThatFailsIsNoProof() {
        swarm.users.get("n2").close();

        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll(
                        "renewed on 1 of 2 replicas",
                        "n2 127.0.0.1: has the certificate, but no handshake on port "
                                + swarm.users.get("n2").port() + " proves that users are shown it: ",
                        "run router renew again");
        assertThat(said).noneMatch(line -> line.startsWith("replica n2"));
        assertThat(secrets()).as("the next replicas get it").contains(name(SECOND));
    }

    @Test
    void replicaThatShowsUsersAnotherCertificateIsNoProof() {
        swarm.users.get("n2").path = "/run/secrets/tls-blog-tls.pem";

        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("n2 127.0.0.1: has the certificate, but shows users another one on port ");
    }

    @Test
    void replicasThatGotItAreNamedIfNoneProvesIt() {
        List<String> before = secrets();
        swarm.users.values().forEach(FakeHttps::close);

        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll(
                        "no replica proves that it shows users the certificate: replica n1 127.0.0.1: has the certificate,",
                        "; what new replicas get was not changed, but replica n1 127.0.0.1, n2 127.0.0.1 may show it now;"
                                + " run router renew again, or once more with the former certificate");
        assertShown(SECOND);
        assertThat(secrets()).isEqualTo(before);
    }

    @Test
    void commitWithoutAnAnswerMayHaveWorked() {
        FakeHaproxy cut = swarm.replicas.get("n1").haproxy();
        cut.onCommand = () -> {
            if (cut.commands.get(cut.commands.size() - 1).startsWith("commit")) {
                throw new IllegalStateException("out of order");
            }
        };
        swarm.users.get("n2").close();

        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll(
                        "n1 127.0.0.1: may have the certificate",
                        "but replica n1 127.0.0.1, n2 127.0.0.1 may show it now");
    }

    @Test
    void changeOfTheRouterThatBeginsMeanwhileIsToldAsWhatItIs() {
        swarm.replicas.get("n1").haproxy().onCommand = () -> swarm.changeByHand(ROUTER, spec -> {
            Map<String, String> labels = new HashMap<>(spec.labels());
            labels.put(RouterLabels.ROLLOUT, now.plus(Duration.ofMinutes(2)).toString());
            return spec.withLabels(labels);
        });

        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll(
                        "replicas have the certificate, but only until they are replaced",
                        "may not keep it: ",
                        "run router renew again");
        assertThat(certificates("n1").shown).containsEntry(SHOP_FILE, SECOND.pem());
    }

    @Test
    void rejectionAfterAnUnprovenReplicaDoesNotSayThatNothingWasChanged() {
        swarm.users.get("n1").close();
        certificates("n2").rejects = REJECTION;

        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll(
                        "replica n2 127.0.0.1 cannot use it: HAProxy says: " + REJECTION,
                        "what new replicas get was not changed, but replica n1 127.0.0.1 may show it now");
        assertThat(certificates("n1").shown).containsEntry(SHOP_FILE, SECOND.pem());
    }

    @Test
    void replicaThatAloneRejectsItEndsTheCommandAtOnce() {
        certificates("n2").rejects = REJECTION;
        Instant begin = now;

        assertThatThrownBy(() -> renew(SECOND))
                .isInstanceOf(RouterException.class)
                .hasMessageContainingAll(
                        "renewed on 1 of 2 replicas, but replica n2 127.0.0.1 cannot use it: HAProxy says: "
                                + REJECTION,
                        "run router renew with another certificate, or router up, which replaces the replicas");
        assertThat(now).isEqualTo(begin);
        assertThat(certificates("n2").shown).containsEntry(SHOP_FILE, FIRST.pem());
        assertThat(certificates("n2").isIdle()).isTrue();
    }

    @Test
    void replicaWithoutAPortForUsersHasItAndDoesNotClaimToShowIt() {
        swarm.https = Optional.empty();
        up(image("haproxy:3.2"));
        swarm.changeByHand(
                ROUTER,
                spec -> spec.edited(tree -> {
                    List<Object> ports = new ArrayList<>(Json.list(tree, "EndpointSpec", "Ports"));
                    ports.removeIf(port -> Json.number(port, "TargetPort").orElse(0L) == UserTls.PORT);
                    Json.object(tree, "EndpointSpec").put("Ports", ports);
                }));
        swarm.replaceAll();

        assertThat(renew(SECOND).replicas())
                .hasSize(2)
                .allMatch(line ->
                        line.endsWith("has the certificate; its port for HTTPS is not published, so no handshake"
                                + " proves that users are shown it"));
    }

    @Test
    void certificateWithoutAHostNameIsNotProvenByAHandshake() {
        ServerCertificate former = certificate("my_shop", now);
        secret("odd-tls", former);
        swarm.https = Optional.of("/run/secrets/tls-odd-tls.pem");
        up(https("odd-tls"));

        assertThat(new RouterRenewal(site)
                        .run(Optional.empty(), certificate("my_shop", now))
                        .replicas())
                .hasSize(2)
                .allMatch(line -> line.endsWith("has the certificate; it has no host name to ask for, so no handshake"
                        + " proves that users are shown it"));
    }
}
