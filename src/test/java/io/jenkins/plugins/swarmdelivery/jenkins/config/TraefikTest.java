package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import java.time.Instant;
import java.util.List;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traefik as Jenkins hands it to the engine, with its credentials. */
class TraefikTest extends SharedJenkins {
    private static final Authority AUTHORITY = Authority.create("test", Instant.now());
    private static final Authority.Identity MANAGERS = AUTHORITY.client("managers", Instant.now());
    private static final Authority.Identity API = AUTHORITY.client("api", Instant.now());

    private final Traefik router = new Traefik();
    private final SwarmCluster cluster = new SwarmCluster("edge", List.of("unix:///var/run/docker.sock"));

    @BeforeEach
    void configure() throws Exception {
        cluster.setRouter(router);
        List<Credentials> all = SystemCredentialsProvider.getInstance().getCredentials();
        all.add(certificate("managers", MANAGERS));
        all.add(certificate("api", API));
        all.add(new UsernamePasswordCredentialsImpl(CredentialsScope.SYSTEM, "login", "", "jenkins", "swordfish"));
    }

    private static DockerServerCredentials certificate(String id, Authority.Identity identity) {
        return new DockerServerCredentials(
                CredentialsScope.SYSTEM,
                id,
                "",
                Secret.fromString(identity.key()),
                identity.certificate(),
                AUTHORITY.identity().certificate());
    }

    private TraefikSettings settings() {
        return (TraefikSettings) ClusterReader.settings(cluster).router().orElseThrow();
    }

    private String certificate() {
        return settings().api().tls().orElseThrow().get().certificate();
    }

    @Test
    void defaultsAreThoseOfTheClustersFile() {
        cluster.setCredentialsId("managers");

        TraefikSettings settings = settings();

        assertThat(settings.service()).isEqualTo("traefik");
        assertThat(settings.api().serverName()).isEqualTo("traefik");
        assertThat(settings.api().login()).isEmpty();
        assertThat(settings.entryPoints()).isEqualTo(TraefikSettings.EntryPoints.DEFAULTS);
        assertThat(settings.ports()).isEqualTo(TraefikSettings.Ports.DEFAULTS);
        assertThat(settings.urls()).isEqualTo(HaproxySettings.Urls.NONE);
        assertThat(certificate()).isEqualTo(MANAGERS.certificate().strip());
    }

    @Test
    void takesCredentialsOfItsOwn() {
        cluster.setCredentialsId("managers");
        router.setCredentialsId("api");
        router.setLoginCredentialsId("login");

        assertThat(certificate()).isEqualTo(API.certificate().strip());
        assertThat(settings().api().login()).hasValueSatisfying(login -> {
            assertThat(login.user()).isEqualTo("jenkins");
            assertThat(login.password().get()).isEqualTo("swordfish");
        });
        assertThat(settings().toString()).doesNotContain("swordfish");
        assertThat(ClusterReader.credentialsIds(cluster)).contains("managers", "api", "login");
    }

    @Test
    void aChangedPasswordIsAnotherConnection() throws Exception {
        cluster.setCredentialsId("managers");
        router.setLoginCredentialsId("login");
        ClusterSettings before = ClusterReader.settings(cluster);

        assertThat(ClusterReader.settings(cluster)).isEqualTo(before);
        List<Credentials> all = SystemCredentialsProvider.getInstance().getCredentials();
        all.remove(2);
        all.add(new UsernamePasswordCredentialsImpl(CredentialsScope.SYSTEM, "login", "", "jenkins", "changed"));
        assertThat(ClusterReader.settings(cluster)).isNotEqualTo(before);
    }

    @Test
    void requiresACertificateUnlessPlainHttpIsAllowed() {
        assertThatThrownBy(this::settings)
                .hasMessageContaining("cluster edge: router.traefik.credentialsId: missing; its API requires TLS")
                .hasMessageContaining("allowPlaintext");

        router.setAllowPlaintext(true);

        assertThat(settings().api().tls()).isEmpty();
    }

    @Test
    void namesCredentialsThatDoNotExist() {
        router.setCredentialsId("gone");
        assertThatThrownBy(this::settings)
                .hasMessageContaining("cluster edge: router.traefik.credentialsId: \"gone\" is not valid");

        router.setCredentialsId("api");
        router.setLoginCredentialsId("api");
        assertThatThrownBy(this::settings)
                .hasMessageContaining("cluster edge: router.traefik.loginCredentialsId: \"api\" is not valid");
    }
}
