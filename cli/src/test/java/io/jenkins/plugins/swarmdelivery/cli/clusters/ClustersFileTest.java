package io.jenkins.plugins.swarmdelivery.cli.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClustersFileTest {
    private static final String TLS = "  tls: {ca: ca.pem, cert: cert.pem, key: key.pem}\n";
    private static final String START = "one:\n  managers: [tcp://m:2376]\n" + TLS;

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        for (String name : new String[] {"ca.pem", "cert.pem", "key.pem", "password"}) {
            Files.writeString(folder.resolve(name), "secret");
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
        }
    }

    private ClusterSettings read(String text, String cluster) throws IOException {
        return described(text, cluster).settings();
    }

    private ClustersFile.Described described(String text, String cluster) throws IOException {
        Path file = folder.resolve("clusters.yml");
        Files.writeString(file, text);
        return ClustersFile.read(file, cluster);
    }

    private RegistryCredentials login(String server, String user, String passwordFile) {
        return new RegistryCredentials(server, user, new FileCredentials.Password(folder.resolve(passwordFile)));
    }

    private void refused(String text, String... parts) {
        assertThatThrownBy(() -> read(text, "one"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void permitsNothingSpecialByDefault() throws IOException {
        assertThat(read(START, "one").releases().rules()).isEqualTo(SpecRules.STRICT);
        refused(START + "  allow: [bind-mount]\n", "one.allow[0]: \"bind-mount\"", "use one of bind-mounts,");
        refused(START + "  repositories: ['a b']\n", "one.repositories[0]: \"a b\"", "write repositories as in");
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
        assertThat(one.router()).hasValueSatisfying(router -> {
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
        assertThat(one.router()).hasValueSatisfying(router -> {
            assertThat(router.service()).isEqualTo("swarm-router");
            assertThat(router.serverName()).isEqualTo("swarm-router");
            assertThat(router.tls()).isEqualTo(one.managers().tls().orElseThrow());
        });
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "manager: x ~ :4: one.manager: unknown field; did you mean managers?",
                "color: x ~ :4: one.color: unknown field; Known fields: managers, tls",
                "nodePort: 0 ~ :4: one.nodePort: \"0\" is not valid; write a number from 1 to 65535",
                "nodePort: 99999999999 ~ :4: one.nodePort: \"99999999999\" is not valid",
                "nodePort: '2376' ~ :4: one.nodePort: \"2376\" is not valid; write a number",
                "nodePort: [1] ~ :4: one.nodePort: must be a number",
                "allowPlaintext: yes ~ :4: one.allowPlaintext: \"yes\" is not valid; write true or false",
                "placement: node.labels.a==b ~ :4: one.placement: must be a list",
                "placement: [node.label.a==b] ~ :4: one.placement[0]: \"node.label.a==b\" is not valid; write a constraint",
                "placement: [7] ~ :4: one.placement[0]: \"7\" is not valid; it must be a string; put it in quotes",
                "placement: [{a: b}] ~ :4: one.placement[0]: must be a string",
                "router: {traefik: {}} ~ :4: one.router.traefik: unknown field",
                "router: {} ~ :4: one.router.haproxy: missing",
                "router: ~ :4: one.router: must be a mapping",
                "router: {haproxy: {service: ''}} ~ :4: one.router.haproxy.service: is empty",
                "router: {haproxy: {serviceUrl: example.com}} ~ one.router.haproxy.serviceUrl: \"example.com\" is not valid",
                "router: {haproxy: {tls: {ca: ca.pem}}} ~ :4: one.router.haproxy.tls.cert: missing",
                "registries: [{server: r}] ~ :4: one.registries[0].user: missing; write the user name",
                "registries: [{server: r/x, user: u, passwordFile: password}] ~ one.registries[0].server: \"r/x\" is not valid",
                "registries: [{server: r, user: u, password: secret}] ~ :4: one.registries[0].password: a password is not allowed",
                "registries: [{server: r, user: u, passwordFile: password}, x] ~ :4: one.registries[1]: must be a mapping",
                "registries: {server: r} ~ :4: one.registries: must be a list; write - server: HOST",
                "registry: [] ~ :4: one.registry: unknown field; Known fields: managers, tls",
                "registries: [{server: r, ca: ca.pem, user: u}] ~ :4: one.registries[0].passwordFile: missing",
                "registries: [{server: docker.io, user: u, passwordFile: password}, {server: index.docker.io, user: v, passwordFile: password}] ~ :4: one.registries[1].server: \"index.docker.io\" is not valid; this registry is listed twice",
                "registries: [{server: r, user: u, passwordFile: password, build: {user: b}}] ~ :4: one.registries[0].build.passwordFile: missing",
                "registries: [{server: r, user: u, passwordFile: password, build: {user: b, password: secret}}] ~ :4: one.registries[0].build.password: a password is not allowed",
                "registries: [{server: r, user: u, passwordFile: none}] ~ :4: one.registries[0].passwordFile: \"none\" is not valid;",
                "defaults: {bake: 5} ~ :4: one.defaults.bake: \"5\" is not valid; write a number and a unit",
                "defaults: {bake: [5s]} ~ :4: one.defaults.bake: must be a duration",
                "defaults: {bakes: 5s} ~ :4: one.defaults.bakes: unknown field; did you mean bake?",
                "defaults: {keepReleases: 51} ~ :4: one.defaults.keepReleases: \"51\" is not valid; write a number from 1",
                "defaults: {convergeTimeout: 0} ~ :4: one.defaults.converge timeout: \"PT0S\" is not valid",
                "defaults: {probe: healthz} ~ :4: one.defaults.probe: \"healthz\" is not valid; begin it with a slash",
                "managers: [x] ~ :4: one.managers: given twice; remove one",
            })
    void namesFileLineFieldValueAndRemedy(String line, String part) {
        refused(START + "  " + line + "\n", folder.resolve("clusters.yml") + ":", part);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[] ~ is empty; write tcp://",
                "m:2376 ~ must be a list",
                "[] # and ~ one.managers: is empty",
                "[m1] ~ one.managers[0]: \"m1\" is not valid; write tcp://host:port",
                "['tcp://m1'] ~ one.managers[0]: \"tcp://m1\" is not valid",
                "['http://m1:1'] ~ one.managers[0]: \"http://m1:1\" is not valid",
                "['tcp://m1:1/x'] ~ one.managers[0]: \"tcp://m1:1/x\" is not valid",
                "['tcp://u:secret@m1:1'] ~ one.managers[0]: an address must not contain a user name",
            })
    void readsManagersAsEndpoints(String managers, String part) {
        refused("one:\n  managers: " + managers + "\n" + TLS, part);
    }

    @Test
    void reportsAllProblemsAtOnce() {
        refused(
                "one:\n  nodePort: x\ntwo:\n  tls: {}\n",
                "clusters.yml:2: one.nodePort",
                "clusters.yml:2: one.managers: missing",
                "clusters.yml:4: two.tls.ca: missing",
                "two.managers: missing");
    }

    @Test
    void reportsInvalidYaml() {
        refused("one:\n  managers: [tcp://m:1\n", "clusters.yml:3: invalid YAML: ");
        refused("one: {a: b}\n---\ntwo: {}\n", "invalid YAML: ");
        refused("a: *nobody\n", "clusters.yml:1: invalid YAML: ");
        refused("- one\n", "clusters.yml:1: must be a mapping");
        refused("\"\\x", "clusters.yml: invalid YAML: a \\x, \\u or \\U in quotes");
        refused("? [a]\n: b\n", "clusters.yml:1: ?: a field name must be a string");
        refused("", "is empty; add a cluster");
        refused("'bad name': {}\n", "clusters.yml:1: bad name: \"bad name\" is not valid; use at most 63 letters");
    }

    @Test
    void doesNotExpandAnAliasBomb() {
        StringBuilder bomb = new StringBuilder("x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("x").append(i).append(": &x").append(i).append(" [");
            bomb.append(("*x" + (i - 1) + ",").repeat(10)).append("]\n");
        }
        refused(bomb.toString(), "clusters.yml: invalid YAML: Number of aliases");
        refused("one: &one\n  tls: *one\n  managers: [tcp://m:1]\n", "one.tls.");
    }

    @Test
    void reportsTooDeepNestingByLine() {
        refused("one:\n  managers: " + "[".repeat(100_000), "clusters.yml:2: is nested more than 50 levels deep");
        refused("one: " + "{a: ".repeat(100_000), "clusters.yml:1: is nested more than 50 levels deep");
    }

    @Test
    void readsAVeryLongWordQuickly() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        refused(START + "  word: " + "a".repeat(1_000_000) + "\n", ":4: one.word", "unknown");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(256L << 20);
    }

    @Test
    void boundsTheLengthOfMessages() {
        assertThatThrownBy(() -> read("one:\n  \"\\e[2J" + "a".repeat(100_000) + "\": 1\n", "one"))
                .isInstanceOf(RefusedException.class)
                .message()
                .hasSizeLessThan(5000)
                .doesNotContain("\u001b");
    }

    @Test
    void suggestsANameForAnUnknownCluster() {
        assertThatThrownBy(() -> read("staging:\n  managers: [tcp://m:2376]\n" + TLS, "stagin"))
                .hasMessageContaining("did you mean staging?")
                .hasMessageContaining("contains: staging");
        assertThatThrownBy(() -> ClustersFile.read(folder.resolve("none.yml"), "one"))
                .hasMessageContaining("there is no such file")
                .hasMessageContaining("--clusters");
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
    void neverShowsTheTextOfAKey() {
        refused("""
                one:
                  managers: [tcp://m:1]
                  tls:
                    ca: ca.pem
                    cert: cert.pem
                    key: |
                      -----BEGIN EC PRIVATE KEY-----
                      secret
                """, ":6: one.tls.key: \"(several lines)\" is not valid");
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
