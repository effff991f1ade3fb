package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Certificates end, and so does a router. */
class RouterRotationTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";

    private RouterStatus status() {
        return RouterStatus.read(swarm, site.settings());
    }

    @Test
    void statusTellsReplicasRoutesAndCertificates() {
        assertThatThrownBy(this::status).isInstanceOf(RouterException.class).hasMessageContaining("router up");
        up(apps("shop=8080"));

        assertThat(status().well()).isTrue();
        assertThat(status().routes()).containsExactly("shop.active: none", "shop.preview: none");
        assertThat(status().certificates())
                .extracting(RouterStatus.Certificate::of)
                .containsExactly("authority", "client", "replica n1 127.0.0.1", "replica n2 127.0.0.1");
        swarm.replicas.get("n2").haproxy().map.clear();
        assertThat(status().well()).isFalse();
        assertThat(status().replicas().get(1).problem()).contains("serves the routes {}");
    }

    @Test
    void aCertificateEndsSoonThirtyDaysBefore() {
        up(apps("shop=8080"));
        RouterStatus.Certificate client = status().certificates().get(1);

        assertThat(client.endsSoon(now)).isFalse();
        assertThat(client.endsSoon(client.end().minus(Duration.ofDays(31)))).isFalse();
        assertThat(client.endsSoon(client.end().minus(Duration.ofDays(29)))).isTrue();
    }

    @Test
    void rotationRenewsBothCertificatesOneReplicaAfterTheOther() throws IOException {
        now = Instant.now().minus(Duration.ofDays(800));
        up(apps("shop=8080"));
        String authority = Files.readString(files.ca());
        String client = Files.readString(files.certificate());
        now = Instant.now();
        said.clear();

        new RouterRotation(site).run();

        assertThat(said)
                .filteredOn(line -> line.contains("replaced and proven"))
                .hasSize(2);
        assertThat(Files.readString(files.certificate())).isNotEqualTo(client);
        assertThat(files.ca()).hasContent(authority);
        assertThat(status().well()).isTrue();
        assertThat(status().certificates()).noneMatch(each -> each.endsSoon(now));
        assertThat(swarm.secrets).as("the former certificate is removed").hasSize(2);
    }

    @Test
    void anAuthorityThatEndsIsRenewedAndFormerClientsStayValid() throws IOException {
        now = Instant.now().minus(Duration.ofDays(3000));
        Authority old = Authority.create("swarm-router CA", now);
        now = Instant.now();
        files.create(old, old.client("swarm-delivery", now));
        up(apps("shop=8080"));
        String former = Files.readString(files.ca());

        new RouterRotation(site).run();

        assertThat(Files.readString(files.ca())).isNotEqualTo(former);
        assertThat(Authority.end(Files.readString(files.ca()))).isAfter(now.plus(Authority.VALID));
        assertThat(status().well()).isTrue();
        Files.writeString(files.ca(), former);
        assertThat(status().well())
                .as("with the former certificate of the authority")
                .isTrue();
    }

    @Test
    void aClientWhoseCertificateHasEndedCanStillRotate() throws IOException {
        up(apps("shop=8080"));
        Authority authority = files.authority();
        Authority.Identity ended = authority.client("swarm-delivery", now.minus(Authority.VALID.plusDays(10)));
        Files.writeString(files.certificate(), ended.certificate());
        Files.writeString(files.key(), ended.key());
        assertThat(status().well()).isFalse();

        new RouterRotation(site).run();

        assertThat(status().well()).isTrue();
        assertThat(Authority.end(Files.readString(files.certificate()))).isAfter(now);
    }

    @Test
    void aRotationThatFailedIsRepeatedAlsoWhenTheAuthorityWasRenewed() throws IOException {
        now = Instant.now().minus(Duration.ofDays(3000));
        Authority old = Authority.create("swarm-router CA", now);
        now = Instant.now();
        files.create(old, old.client("swarm-delivery", now));
        up(apps("shop=8080"));
        swarm.broken = "haproxy";

        assertThatThrownBy(() -> new RouterRotation(site).run())
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("the former router is restored");
        swarm.broken = "";
        new RouterRotation(site).run();

        assertThat(status().well()).isTrue();
        assertThat(swarm.secrets).hasSize(2);
    }

    @Test
    void filesAreReplacedAllOrNone() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("keys"));
        ClientFiles parted = new ClientFiles(files.ca(), files.certificate(), elsewhere.resolve("key.pem"));
        Authority authority = Authority.create("swarm-router CA", now);
        parted.create(authority, authority.client("swarm-delivery", now));
        String client = Files.readString(files.certificate());
        Files.delete(parted.key());
        Files.delete(elsewhere);

        assertThatThrownBy(() -> parted.replace(authority, authority.client("swarm-delivery", now)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("key.pem: cannot be written");
        assertThat(files.certificate()).hasContent(client);
        assertThat(files.ca().getParent()).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void certificatesOfAnotherAuthorityAreNotRotated() throws IOException {
        up(apps("shop=8080"));
        Authority stranger = Authority.create("other", now);
        Files.writeString(files.ca(), stranger.identity().certificate());
        Files.writeString(files.authorityKey(), stranger.identity().key());
        int events = swarm.events.size();

        assertThatThrownBy(() -> new RouterRotation(site).run())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not use the authority");
        assertThat(swarm.events).hasSize(events);
    }

    @Test
    void downTellsWhoIsLiveAndRemovesAllButTheFiles() {
        up(apps("shop=8080", "blog=80,host=blog.lab"));
        Map<String, String> labels = new HashMap<>(swarm.spec(ROUTER).labels());
        labels.put("swarm-delivery.shop.active", "green/2.0");
        labels.put("swarm-delivery.blog.preview", "green/2.0");
        swarm.changeByHand(ROUTER, spec -> spec.withLabels(labels));

        RouterDown down = new RouterDown(site);
        assertThat(down.live()).isEqualTo(List.of("shop"));
        down.run();

        assertThat(swarm.service(ROUTER)).isEmpty();
        assertThat(swarm.configs).isEmpty();
        assertThat(swarm.secrets).isEmpty();
        assertThat(files.key()).exists();
        assertThatThrownBy(() -> new RouterDown(site)).isInstanceOf(RefusedException.class);
        up(apps("shop=8080"));
    }
}
