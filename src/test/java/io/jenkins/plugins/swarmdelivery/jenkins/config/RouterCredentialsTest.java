package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RoutedText;
import io.jenkins.plugins.swarmdelivery.router.RouterInMemory;
import io.jenkins.plugins.swarmdelivery.router.RouterOrder;
import io.jenkins.plugins.swarmdelivery.router.RouterRotation;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import io.jenkins.plugins.swarmdelivery.router.RouterUp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The certificates of a router that is set up from Jenkins are credentials of Jenkins. */
class RouterCredentialsTest extends SharedJenkins {
    private final RouterInMemory proxies = new RouterInMemory();
    private final Haproxy router = new Haproxy();
    private final SwarmCluster cluster = new SwarmCluster("edge", List.of("unix:///var/run/docker.sock"));
    private Instant now = Instant.now();

    @BeforeEach
    void configure() {
        cluster.setRouter(router);
        SwarmDeliveryConfiguration.get().setClusters(List.of(cluster));
    }

    @AfterEach
    void stopProxies() {
        proxies.close();
    }

    private RouterSite site() {
        return proxies.site(
                (HaproxySettings) ClusterReader.forRouter(cluster).router().orElseThrow(),
                Optional.of(RouterCredentials.of("edge")),
                new RouterSite.Attendant() {
                    @Override
                    public Instant now() {
                        return now;
                    }

                    @Override
                    public void pause(Duration duration) {
                        now = now.plus(duration.multipliedBy(20));
                    }

                    @Override
                    public void say(String line) {}
                });
    }

    private void up(String... applications) {
        RouterUp up = new RouterUp(site());
        up.apply(up.plan(RouterOrder.of(RoutedText.parseAll(List.of(applications)))));
    }

    private static List<String> ids() {
        return SystemCredentialsProvider.getInstance().getCredentials().stream()
                .map(DockerServerCredentials.class::cast)
                .map(DockerServerCredentials::getId)
                .toList();
    }

    private static DockerServerCredentials credentials(String id) {
        return ClusterCredentials.requireTls("test", id);
    }

    @Test
    void deliveriesUseWhatSettingUpHasCreated() {
        assertThatThrownBy(() -> ClusterReader.settings(cluster)).hasMessageContaining("requires a client certificate");

        up("shop=8080,host=shop.example.com");

        assertThat(ids()).containsExactlyInAnyOrder("swarm-router-edge", "swarm-router-edge-authority");
        assertThat(credentials("swarm-router-edge").getScope()).isEqualTo(CredentialsScope.SYSTEM);
        assertThat(credentials("swarm-router-edge-authority").getScope()).isEqualTo(CredentialsScope.SYSTEM);
        HaproxySettings settings =
                (HaproxySettings) ClusterReader.settings(cluster).router().orElseThrow();
        assertThat(settings.tls().get().certificate())
                .isEqualTo(credentials("swarm-router-edge").getClientCertificate());
        assertThat(ClusterReader.credentialsIds(cluster)).contains("swarm-router-edge");
    }

    @Test
    void theClusterNamesTheCredentialsThatAreCreated() {
        router.setCredentialsId("proxy");

        up("shop=8080");

        assertThat(ids()).containsExactlyInAnyOrder("proxy", "proxy-authority");
    }

    @Test
    void aRunningRouterKeepsItsCredentials() {
        up("shop=8080,host=shop.example.com");
        String before = credentials("swarm-router-edge").getClientCertificate();

        up("blog=80,host=blog.example.com");

        assertThat(proxies.routed("swarm-router")).containsExactly("blog", "shop");
        assertThat(credentials("swarm-router-edge").getClientCertificate()).isEqualTo(before);
        assertThat(ids()).hasSize(2);
    }

    @Test
    void rotationRenewsTheClientAndKeepsTheKeyOfTheAuthority() {
        up("shop=8080");
        DockerServerCredentials client = credentials("swarm-router-edge");
        DockerServerCredentials authority = credentials("swarm-router-edge-authority");

        new RouterRotation(site()).run();

        assertThat(credentials("swarm-router-edge").getClientCertificate()).isNotEqualTo(client.getClientCertificate());
        assertThat(credentials("swarm-router-edge").getDescription()).isEqualTo(client.getDescription());
        assertThat(credentials("swarm-router-edge-authority").getClientKeySecret())
                .isEqualTo(authority.getClientKeySecret());
        up("shop=8080"); // Proves that the replicas accept the new client.
    }

    @Test
    void aNewRouterNeedsTheWholeAuthority() throws Exception {
        up("shop=8080");
        SystemCredentialsProvider store = SystemCredentialsProvider.getInstance();
        DockerServerCredentials authority = credentials("swarm-router-edge-authority");
        DockerServerCredentials client = credentials("swarm-router-edge");
        RouterCredentials credentials = RouterCredentials.of("edge");

        store.getCredentials().remove(authority);
        assertThatThrownBy(credentials::authority)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("router.haproxy.credentialsId: there are credentials swarm-router-edge, but not"
                        + " swarm-router-edge-authority");
        store.getCredentials().add(authority);
        store.getCredentials().remove(client);
        assertThatThrownBy(credentials::exist)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("there are credentials swarm-router-edge-authority, but not swarm-router-edge;");
    }

    @Test
    void traefikIsSetUpByWhoeverRunsIt() {
        cluster.setAllowPlaintext(true);
        Traefik traefik = new Traefik();
        traefik.setAllowPlaintext(true);
        cluster.setRouter(traefik);

        assertThat(traefik.isSetUpHere()).isFalse();
        assertThatThrownBy(() -> new DockerClusters()
                        .routerConnection(cluster)
                        .routerSite(Optional.of(RouterCredentials.of("edge")), null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("this cluster has Traefik, which is set up by whoever runs it");
    }
}
