package io.jenkins.plugins.swarmdelivery.cli.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errors of a clusters file that is invalid or malicious. */
class ClustersFileErrorsTest extends ClustersFileBed {
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
                "router: {nginx: {}} ~ :4: one.router.nginx: unknown field",
                "router: {} ~ :4: one.router.haproxy: missing",
                "router: {haproxy: {}, traefik: {}} ~ write either haproxy: {} or traefik: {}",
                "router: {traefik: {previewEntryPoint: web}} ~ router.traefik.previewEntryPoint: \"web\" is not valid",
                "router: {traefik: {service: traefik_traefik}} ~ router.traefik.serverName: \"traefik_traefik\" is not valid",
                "router: {haproxy: {serverName: \"fd00::1\"}} ~ router.haproxy.serverName: \"fd00::1\" is not valid; write the DNS",
                "router: {haproxy: {service: proxy_haproxy}} ~ router.haproxy.serverName: \"proxy_haproxy\" is not valid",
                "router: {traefik: {user: anna}} ~ :4: one.router.traefik.passwordFile: missing",
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
                "defaults: {convergeTimeout: 0} ~ :4: one.defaults.converge timeout: \"0ms\" is not valid",
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
                "['tcp://[fe80::1]:2376'] ~ one.managers[0]: \"tcp://[fe80::1]:2376\" is not valid; fe80::1 is a link-local",
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
}
