package io.jenkins.plugins.swarmdelivery.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each field by its path: what it accepts, and what it refuses with a remedy. */
class ClusterFieldsTest {
    private static final Map<String, BiFunction<String, String, ?>> FIELDS = Map.of(
            "name", ClusterFields::name,
            "manager", ClusterFields::manager,
            "registry", ClusterFields::registry,
            "mark", ClusterFields::mark,
            "constraint", ClusterFields::constraint,
            "permission", ClusterFields::permission,
            "repository", ClusterFields::repository,
            "service", ClusterFields::routerService,
            "url", ClusterFields::webAddress);

    private static void refused(ThrowingCallable check, String... parts) {
        assertThatThrownBy(check).isInstanceOf(RefusedException.class).hasMessageContainingAll(parts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "name ~ stag ing ~ use at most 63 letters",
                "manager ~ m1 ~ write tcp://host:port",
                "manager ~ tcp://m1 ~ write tcp://host:port",
                "manager ~ tcp://m1:2376/x ~ write tcp://host:port",
                "manager ~ tcp://m1:2376?x ~ write tcp://host:port",
                "manager ~ http://m1:2376 ~ write tcp://host:port",
                "manager ~ unix:/// ~ write tcp://host:port",
                "manager ~ tcp:m1 ~ write tcp://host:port",
                "registry ~ registry:5000/shop ~ write only host or host:port",
                "mark ~ * ~ write a tag",
                "constraint ~ node.label.env==prod ~ write a constraint",
                "permission ~ bind-mount ~ use one of bind-mounts,",
                "repository ~ a b ~ write repositories as in image names",
                "manager ~ tcp://fd00::1:2376 ~ write tcp://host:port, e.g. tcp://manager-1:2376; put an IPv6 address in"
                        + " brackets",
                "manager ~ tcp://[fe80::1]:2376 ~ fe80::1 is a link-local address",
                "manager ~ tcp://[fe80::1%eth0]:2376 ~ fe80::1%eth0 is a link-local address",
                "url ~ http://fd00::1/ ~ write http://host or https://host, with :port if needed, e.g."
                        + " https://{application}.example.com; put an IPv6 address in brackets",
                "url ~ https://[fe80::1]/ ~ fe80::1 is a link-local address",
                "url ~ example.com ~ write http://host or https://host",
                "url ~ https://example.com/?x ~ write http://host or https://host",
                "url ~ ftp://example.com ~ write http://host or https://host",
            })
    void refusesWithPathValueAndRemedy(String field, String value, String remedy) {
        refused(
                () -> FIELDS.get(field).apply("one.path", value),
                "one.path: \"" + value + "\" is not valid; " + remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "name ~ staging-1.eu",
                "manager ~ tcp://m1:2376",
                "manager ~ tcp://[fd00::1]:2376",
                "manager ~ unix:///var/run/docker.sock",
                "registry ~ registry:5000",
                "mark ~ tested-*",
                "constraint ~ node.labels.env==prod-like",
                "permission ~ bind-mounts",
                "repository ~ registry:5000/shop/*",
                "service ~ swarm-router",
                "url ~ https://{application}.example.com:8443",
                "url ~ http://[fd00::1]:8443",
            })
    void acceptsValidValues(String field, String value) {
        assertThatCode(() -> FIELDS.get(field).apply("one.path", value)).doesNotThrowAnyException();
    }

    @Test
    void reportsMissingRequiredFields() {
        refused(() -> ClusterFields.registry("server", " "), "server: missing; write only host or host:port");
        refused(() -> ClusterFields.routerService("service", ""), "service: missing; name the Swarm service");
    }

    @Test
    void neverShowsAPasswordInAnAddress() {
        for (BiFunction<String, String, ?> field : List.of(FIELDS.get("manager"), FIELDS.get("url"))) {
            assertThatThrownBy(() -> field.apply("one.path", "https://anna:secret@example.com"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("one.path: an address must not contain a user name")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void acceptsOnlyPortsWithinBounds() {
        refused(
                () -> ClusterFields.port("nodePort", 0),
                "nodePort: \"0\" is not valid; write a number from 1 to 65535");
        refused(() -> ClusterFields.port("nodePort", 65536), "nodePort: \"65536\" is not valid");
        assertThat(ClusterFields.port("nodePort", 65535)).isEqualTo(65535);
    }

    @Test
    void requiresTlsForTcpUnlessPlainIsAllowed() {
        List<URI> tcp = List.of(URI.create("tcp://m1:2376"));

        refused(
                () -> ClusterFields.requireTls("tls", tcp, false, "name ca, cert and key"),
                "tls: missing; tcp needs TLS: name ca, cert and key, or,",
                "allowPlaintext: true");
        assertThatCode(() -> ClusterFields.requireTls("tls", tcp, true, "")).doesNotThrowAnyException();
        assertThatCode(() -> ClusterFields.requireTls("tls", List.of(URI.create("unix:///docker.sock")), false, ""))
                .doesNotThrowAnyException();
    }

    @Test
    void requiresACertificateForTheAdminPort() {
        refused(
                () -> ClusterFields.requireCertificate("router.haproxy.tls", false, "name ca, cert and key"),
                "router.haproxy.tls: missing; its admin port requires a client certificate: name ca, cert and key");
        assertThatCode(() -> ClusterFields.requireCertificate("router.haproxy.tls", true, ""))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesTheSameRegistryUnderTwoNames() {
        ClusterFields.DistinctRegistries distinct = new ClusterFields.DistinctRegistries();
        distinct.check("registry[0].server", "docker.io");
        distinct.check("registry[1].server", "registry:5000");

        refused(
                () -> distinct.check("registry[2].server", "index.docker.io"),
                "registry[2].server: \"index.docker.io\" is not valid; this registry is listed twice");
    }

    @Test
    void acceptsOnlyCertificatesAsAuthority() {
        refused(() -> ClusterFields.authority("registry.ca", "ssh-rsa AAAA"), "registry.ca", "ssh-rsa AAAA");
        refused(
                () -> ClusterFields.authority("registry.ca", "-----BEGIN PRIVATE KEY-----"),
                "registry.ca: holds a private key");
    }

    @Test
    void takesEachVariableOnce() {
        assertThat(ClusterFields.values("values", List.of("HOST=shop.example", "FLAGS=a=b", "EMPTY=")))
                .containsExactly(entry("HOST", "shop.example"), entry("FLAGS", "a=b"), entry("EMPTY", ""));
        refused(
                () -> ClusterFields.values("values", List.of("A=1", "A=2")),
                "values: \"A\" is not valid; give each variable one value");
        refused(() -> ClusterFields.values("values", List.of("a-b=1")), "values: \"a-b\" is not valid");
    }

    @Test
    void showsNoValueThatLostItsName() {
        assertThatThrownBy(() -> ClusterFields.values("values", List.of("swordfish")))
                .isInstanceOf(RefusedException.class)
                .hasMessage("values: an entry has no =; write NAME=VALUE, one per line")
                .hasMessageNotContaining("swordfish");
    }
}
