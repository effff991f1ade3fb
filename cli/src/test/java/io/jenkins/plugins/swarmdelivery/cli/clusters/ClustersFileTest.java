package io.jenkins.plugins.swarmdelivery.cli.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads a valid clusters file. */
class ClustersFileTest extends ClustersFileBed {
    private RegistryCredentials login(String server, String user, String passwordFile) {
        return new RegistryCredentials(server, user, new FileCredentials.Password(folder.resolve(passwordFile)));
    }

    @Test
    void permitsNothingSpecialByDefault() throws IOException {
        assertThat(read(START, "one").releases().rules()).isEqualTo(SpecRules.STRICT);
        refused(START + "  allow: [bind-mount]\n", "one.allow[0]: \"bind-mount\"", "use one of bind-mounts,");
        refused(START + "  repositories: ['a b']\n", "one.repositories[0]: \"a b\"", "write repositories as in");
    }

    @Test
    void readsValuesOfVariables() throws IOException {
        ClusterSettings settings = read(START + "  values: {LEVEL: debug, PORT: 8080, EMPTY: ''}\n", "one");

        assertThat(settings.values()).isEqualTo(Map.of("LEVEL", "debug", "PORT", "8080", "EMPTY", ""));
        assertThat(read(START, "one").values()).isEmpty();
        refused(START + "  values: {1A: x}\n", "one.values.1A: \"1A\" is not valid", "only letters, digits and _");
        refused(START + "  values: {A: [x]}\n", "one.values.A: must be a single value", "write");
        refused(
                START + "  values: {A: " + "x".repeat(10_001) + "}\n",
                "the value of A has 10001 characters",
                "at most");
    }

    @Test
    void readsEveryField() throws IOException {
        ClustersFile.Described described = described("""
                one:
                  managers: [tcp://m1:2376, 'tcp://m2:2376']
                  tls: {ca: ca.pem, cert: cert.pem, key: key.pem}
                  allowPlaintext: false
                  nodePort: 2376
                  registries: [{server: 'registry:5000', user: deployer, passwordFile: password, ca: ca.pem}]
                  requireMark: tested-*
                  router:
                    haproxy:
                      service: edge
                      serverName: edge.internal
                      servicePort: 80
                      previewPort: 81
                      adminPort: 82
                      tls: {ca: ca.pem, cert: cert.pem, key: key.pem}
                      serviceUrl: https://{application}.example.com
                      previewUrl: https://preview.example.com:8443
                  placement:
                    - node.labels.env==prod-like
                    - node.role != manager
                  allow: [bind-mounts, manager-nodes]
                  repositories: ['registry:5000/shop/*']
                  defaults:
                    prePull: true
                    convergeTimeout: 2m
                    maxFailures: 7
                    stability: 5s
                    probe: /healthz
                    bake: 10m
                    keepStandby: 1h
                    drainTimeout: 20s
                    revertTimeout: 40s
                    keepFailed: true
                    keepReleases: 9
                """, "one");
        ClusterSettings one = described.settings();
        FileCredentials.Tls tls = new FileCredentials.Tls(
                folder.resolve("ca.pem"), folder.resolve("cert.pem"), folder.resolve("key.pem"));
        assertThat(one.managers())
                .isEqualTo(new ClusterSettings.Managers(
                        List.of(URI.create("tcp://m1:2376"), URI.create("tcp://m2:2376")),
                        Optional.of(tls),
                        false,
                        OptionalInt.of(2376)));
        assertThat(one.registries())
                .containsExactly(new ClusterSettings.Registry(
                        "registry:5000",
                        Optional.of(login("registry:5000", "deployer", "password")),
                        Optional.empty(),
                        Optional.of(new FileCredentials.Authority(folder.resolve("ca.pem")))));
        assertThat(one.releases().requireMark()).contains(new TagPattern("tested-*"));
        assertThat(one.router().map(HaproxySettings.class::cast)).hasValueSatisfying(router -> {
            assertThat(router.service()).isEqualTo("edge");
            assertThat(router.serverName()).isEqualTo("edge.internal");
            assertThat(router.ports()).isEqualTo(new HaproxySettings.Ports(80, 81, 82));
            assertThat(router.urls().service()).contains("https://{application}.example.com");
            assertThat(router.urls().preview()).contains("https://preview.example.com:8443");
            assertThat(router.tls()).isEqualTo(tls);
        });
        assertThat(one.releases().placement()).containsExactly("node.labels.env==prod-like", "node.role != manager");
        assertThat(one.releases().rules())
                .isEqualTo(new SpecRules(
                        Set.of(SpecRules.Permission.BIND_MOUNTS, SpecRules.Permission.MANAGER_NODES),
                        List.of("registry:5000/shop/*")));
        assertThat(one.defaults())
                .isEqualTo(new DeliveryOptions(
                        new DeliveryOptions.Candidate(true, Duration.ofMinutes(2), 7, Duration.ofSeconds(5), true),
                        new DeliveryOptions.Tests("/healthz", false, false),
                        new DeliveryOptions.AfterSwitch(
                                Duration.ofMinutes(10),
                                Duration.ofHours(1),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(40),
                                9),
                        new DeliveryOptions.Promotion(false, Duration.ZERO)));
        assertThat(described.warnings()).isEmpty();
    }

    @Test
    void readsSeveralRegistriesAsAList() throws IOException {
        ClusterSettings one = read(START + """
                  registries:
                    - {server: 'first:5000', user: a, passwordFile: password, build: {user: b, passwordFile: key.pem}}
                    - {server: second, user: c, passwordFile: password, ca: ca.pem}
                """, "one");
        assertThat(one.registries())
                .extracting(ClusterSettings.Registry::server)
                .containsExactly("first:5000", "second");
        assertThat(one.registries().get(0).builder()).contains(login("first:5000", "b", "key.pem"));
        assertThat(one.registries().get(1).builder()).contains(login("second", "c", "password"));
        assertThat(read(START + "  registries: []\n", "one").registries()).isEmpty();
    }

    @Test
    void needsNoLoginForARegistryWithAnAuthority() throws IOException {
        assertThat(read(START + "  registries: [{server: r, ca: ca.pem}]\n", "one")
                        .registries())
                .containsExactly(new ClusterSettings.Registry(
                        "r",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new FileCredentials.Authority(folder.resolve("ca.pem")))));
    }

    @Test
    void returnsTheMarksOfAllClusters() throws IOException {
        String other = "  managers: [tcp://m:2376]\n  tls: {ca: x, cert: y, key: z}\n  requireMark: ";
        Path file = folder.resolve("clusters.yml");
        Files.writeString(file, START + "two:\n" + other + "a-*\nthree:\n" + other + "b\nfour:\n" + other + "b\n");
        assertThat(ClustersFile.marks(file)).containsExactly(new TagPattern("a-*"), new TagPattern("b"));
        Files.writeString(file, "one: {requireMark: '*'}\n");
        assertThatThrownBy(() -> ClustersFile.marks(file)).hasMessageContaining("one.requireMark");
    }

    @Test
    void readsAMinimalFile() throws IOException {
        ClusterSettings one = read(START + "  router: {haproxy: {}}\n", "one");
        assertThat(one.defaults()).isEqualTo(DeliveryOptions.DEFAULTS);
        assertThat(one.router().map(HaproxySettings.class::cast)).hasValueSatisfying(router -> {
            assertThat(router.service()).isEqualTo("swarm-router");
            assertThat(router.serverName()).isEqualTo("swarm-router");
            assertThat(router.tls()).isEqualTo(one.managers().tls().orElseThrow());
        });
    }

    @Test
    void readsTraefik() throws IOException {
        ClusterSettings one = read(START + """
                  router:
                    traefik:
                      service: edge
                      entryPoints: [web, websecure]
                      previewEntryPoint: tests
                      apiPort: 8443
                      serverName: edge.internal
                      user: anna
                      passwordFile: password
                """, "one");

        assertThat(one.router().map(TraefikSettings.class::cast)).hasValueSatisfying(router -> {
            assertThat(router.service()).isEqualTo("edge");
            assertThat(router.entryPoints())
                    .isEqualTo(new TraefikSettings.EntryPoints(List.of("web", "websecure"), "tests"));
            assertThat(router.ports()).isEqualTo(new TraefikSettings.Ports(80, 8081, 8443));
            assertThat(router.api().serverName()).isEqualTo("edge.internal");
            assertThat(router.api().tls()).isEqualTo(one.managers().tls());
            assertThat(router.api().login()).map(TraefikSettings.Login::user).contains("anna");
        });
    }

    @Test
    void asksTraefikOverPlainHttpOnlyIfAllowed() throws IOException {
        refused(
                "one:\n  managers: [tcp://m:2375]\n  allowPlaintext: true\n  router: {traefik: {}}\n",
                "one.router.traefik.tls: missing; its API requires TLS",
                "or allow plain HTTP with allowPlaintext: true");
        ClusterSettings one = read(START + "  router: {traefik: {allowPlaintext: true}}\n", "one");

        assertThat(one.router().map(TraefikSettings.class::cast))
                .hasValueSatisfying(router -> assertThat(router.api().tls()).isEmpty());
    }

    @Test
    void acceptsPlainTcpOnlyIfAllowed() throws IOException {
        refused("one:\n  managers: [tcp://m:2375]\n", "clusters.yml:2: one.tls: missing", "allowPlaintext: true");
        assertThat(read("one:\n  managers: [tcp://m:2375]\n  allowPlaintext: true\n", "one")
                        .managers()
                        .tls())
                .isEmpty();
        assertThat(read("one:\n  managers: ['unix:///var/run/docker.sock']\n", "one")
                        .managers()
                        .endpoints())
                .hasSize(1);
    }

    @Test
    void resolvesAnchorsAndAliases() throws IOException {
        String text = """
                one:
                  managers: [tcp://m:1]
                  tls: &t {ca: ca.pem, cert: cert.pem, key: key.pem}
                two:
                  managers: [tcp://n:1]
                  tls: *t
                """;
        assertThat(read(text, "two").managers().tls())
                .isEqualTo(read(text, "one").managers().tls());
    }

    @Test
    void requiresOnlyFilesOfTheClusterInUse() throws IOException {
        String text = START + "two:\n  managers: [tcp://m:2376]\n  tls: {ca: x.pem, cert: y.pem, key: z.pem}\n";
        assertThat(read(text, "one").name()).isEqualTo("one");
        assertThatThrownBy(() -> read(text, "two"))
                .hasMessageContainingAll(
                        ":6: two.tls.ca: \"x.pem\" is not valid", "x.pem does not exist", "two.tls.key");
    }

    @Test
    void warnsAboutAPasswordReadableByOthers() throws IOException {
        Files.setPosixFilePermissions(folder.resolve("password"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(described(START + "  registries: [{server: r, user: u, passwordFile: password}]\n", "one")
                        .warnings())
                .singleElement()
                .asString()
                .contains("one.registries[0].passwordFile", "set its permissions to 600");
    }
}
