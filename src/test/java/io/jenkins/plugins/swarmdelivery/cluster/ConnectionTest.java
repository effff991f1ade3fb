package io.jenkins.plugins.swarmdelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RouterSettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a connection creates, and when it fetches credentials. */
class ConnectionTest {
    private static final ImageReference IMAGE = ImageReference.parse("registry:5000/shop@sha256:" + "a".repeat(64));
    private static final Supplier<TlsMaterial> BROKEN_TLS = () -> {
        throw new RefusedException("the certificate was fetched");
    };

    private static ClusterSettings settings(
            Optional<Supplier<TlsMaterial>> tls,
            List<ClusterSettings.Registry> registries,
            Optional<RouterSettings> router,
            Optional<TagPattern> mark) {
        return new ClusterSettings(
                "staging",
                new ClusterSettings.Managers(
                        List.of(URI.create("tcp://127.0.0.1:1"), URI.create("tcp://127.0.0.1:2")),
                        tls,
                        true,
                        OptionalInt.empty()),
                registries,
                router,
                new ClusterSettings.Releases(mark, List.of(), SpecRules.STRICT, DeliveryOptions.DEFAULTS, Map.of()));
    }

    private static Connection open(ClusterSettings settings) {
        return Connection.open(settings, Clock.systemUTC());
    }

    private static RegistryCredentials login(String server, String user) {
        return new RegistryCredentials(server, user, () -> "secret");
    }

    private static HaproxySettings haproxy(Supplier<TlsMaterial> tls) {
        return new HaproxySettings(
                "swarm-router", "swarm-router", HaproxySettings.Ports.DEFAULTS, HaproxySettings.Urls.NONE, tls);
    }

    @Test
    void fetchesManagerCertificatesImmediately() {
        assertThatThrownBy(() -> open(settings(Optional.of(BROKEN_TLS), List.of(), Optional.empty(), Optional.empty())))
                .hasMessage("the certificate was fetched");
    }

    @Test
    void createsTheRouterOnFirstUse() {
        try (Connection connection =
                open(settings(Optional.empty(), List.of(), Optional.of(haproxy(BROKEN_TLS)), Optional.empty()))) {
            assertThatThrownBy(connection::router).hasMessage("the certificate was fetched");
            assertThatThrownBy(connection::engine).hasMessage("the certificate was fetched");
        }
    }

    @Test
    void reportsAMissingRouterWithTheRemedy() {
        try (Connection connection = open(settings(Optional.empty(), List.of(), Optional.empty(), Optional.empty()))) {
            assertThatThrownBy(connection::router)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("staging.router: missing; configure the router of this cluster");
        }
    }

    /** A rollback asks no registry, so an unreadable authority must not prevent it. */
    @Test
    void fetchesTheAuthorityWhenAnImageIsChecked() {
        Supplier<String> broken = () -> {
            throw new RefusedException("the authority was fetched");
        };
        ClusterSettings.Registry registry =
                new ClusterSettings.Registry("registry:5000", Optional.empty(), Optional.empty(), Optional.of(broken));
        Optional<TagPattern> mark = Optional.of(new TagPattern("tested"));
        try (Connection connection = open(settings(Optional.empty(), List.of(registry), Optional.empty(), mark))) {
            assertThatThrownBy(() -> connection.registry(Optional.empty()).objections(IMAGE))
                    .hasMessage("the authority was fetched");
            assertThatCode(() -> connection.registry(Optional.empty())).doesNotThrowAnyException();
        }
        try (Connection connection =
                open(settings(Optional.empty(), List.of(registry), Optional.empty(), Optional.empty()))) {
            assertThat(connection.registry(Optional.empty()).objections(IMAGE)).isEmpty();
            assertThatThrownBy(() -> connection.registry(mark).objections(IMAGE))
                    .hasMessage("the authority was fetched");
        }
    }

    @Test
    void usesTheBuildAccountForBuilds() {
        List<ClusterSettings.Registry> registries = List.of(
                new ClusterSettings.Registry(
                        "first:5000",
                        Optional.of(login("first:5000", "releaser")),
                        Optional.of(login("first:5000", "builder")),
                        Optional.empty()),
                new ClusterSettings.Registry(
                        "second", Optional.of(login("second", "both")), Optional.empty(), Optional.empty()));
        try (Connection connection = open(settings(Optional.empty(), registries, Optional.empty(), Optional.empty()))) {
            assertThat(connection.pullLogins().all())
                    .extracting(RegistryCredentials::user)
                    .containsExactly("releaser", "both");
            assertThat(connection.buildLogins().all())
                    .extracting(RegistryCredentials::user)
                    .containsExactly("builder", "both");
            assertThat(connection.logins())
                    .extracting(RegistryCheck::who)
                    .containsExactly("releaser at first:5000", "both at second", "builder at first:5000");
        }
    }

    @Test
    void keepsOtherSettingsWithASingleManager() {
        ClusterSettings settings = settings(Optional.empty(), List.of(), Optional.empty(), Optional.empty());
        try (Connection connection = open(settings);
                Connection single = connection.through(URI.create("tcp://127.0.0.1:2"))) {
            assertThat(single.settings().managers().endpoints()).containsExactly(URI.create("tcp://127.0.0.1:2"));
            assertThat(single.settings().releases()).isEqualTo(settings.releases());
        }
    }
}
