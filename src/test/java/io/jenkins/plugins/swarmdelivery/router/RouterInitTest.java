package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterInitTest {
    private static final RoutedApplication DEMO = RoutedApplication.of(new Application("go-demo"), 8080);
    private static final RoutedApplication SHOP = new RoutedApplication(
            new Application("shop"),
            9000,
            List.of("shop.example.com", "www.shop.example.com"),
            Optional.of("old_shop"),
            Optional.of("/healthz"),
            4);

    private final Map<String, String> files = RouterInit.files(RouterSetup.of(List.of(DEMO, SHOP)));

    @Test
    void mapRendersEveryRouteFromLabels() {
        assertThat(files.get("routes.map").replaceFirst("^#.*\n", "")).isEqualTo("""
                        go-demo.active {{ or (index .Service.Labels "swarm-delivery.go-demo.active") "none" }}
                        go-demo.preview {{ or (index .Service.Labels "swarm-delivery.go-demo.preview") "none" }}
                        go-demo.pause {{ or (index .Service.Labels "swarm-delivery.go-demo.pause") "none" }}
                        shop.active {{ or (index .Service.Labels "swarm-delivery.shop.active") "none" }}
                        shop.preview {{ or (index .Service.Labels "swarm-delivery.shop.preview") "none" }}
                        shop.pause {{ or (index .Service.Labels "swarm-delivery.shop.pause") "none" }}
                        """);
    }

    @Test
    void everyColorHasBackendWithIdentifyingHeaders() {
        assertThat(files.get("haproxy.cfg")).contains("""
                        backend be_shop_blue
                            http-after-response set-header X-Swarm-Application shop
                            http-after-response set-header X-Swarm-Color blue
                            http-after-response set-header X-Swarm-Release %[var(txn.route),field(2,/)]
                            option httpchk
                            http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host shop.example.com
                            http-check expect status 200-399
                            server-template shop-blue- 1-4 tasks.shop-blue:9000 resolvers docker resolve-prefer ipv4 init-addr none check
                            server-template shop-adopted- 1-4 tasks.old_shop:9000 resolvers docker resolve-prefer ipv4 init-addr none check
                        """).contains("""
                        backend be_go-demo_green
                            http-after-response set-header X-Swarm-Application go-demo
                            http-after-response set-header X-Swarm-Color green
                            http-after-response set-header X-Swarm-Release %[var(txn.route),field(2,/)]
                            server-template go-demo-green- 1-10 tasks.go-demo-green:8080 resolvers docker resolve-prefer ipv4 init-addr none check
                        """);
    }

    @Test
    void earlyChecksAreThoseOfTheServiceAndGetNoRequest() {
        assertThat(files.get("haproxy.cfg")).contains("""
                        backend early_shop_blue
                            no log
                            option httpchk
                            http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host shop.example.com
                            http-check expect status 200-399
                            default-server inter 250ms fastinter 250ms downinter 100ms
                            server-template task- 1-4 192.0.2.1:9000 disabled check
                            server nobody 127.0.0.1:1 backup
                        """).doesNotContainPattern("use_backend .*early_");
    }

    @Test
    void responsesWithoutRouteNameTheirApplication() {
        assertThat(files.get("haproxy.cfg")).contains("hdr X-Swarm-Application %[var(txn.app)] lf-string");
    }

    @Test
    void hostsLabelRecordsHostsPerApplication() {
        String label = "'swarm-delivery.hosts=go-demo=* shop=shop.example.com,www.shop.example.com'";

        assertThat(files.get("deploy.sh")).contains("--label-add " + label).contains("--label " + label);
        RoutedHosts read = RoutedHosts.read(Map.of(RoutedHosts.LABEL, RoutedHosts.write(List.of(DEMO, SHOP))))
                .orElseThrow();
        assertThat(read.applications())
                .isEqualTo(Map.of(
                        "go-demo",
                        List.of(RoutedHosts.Entry.ONLY),
                        "shop",
                        List.of(
                                new RoutedHosts.Entry("", Optional.empty(), "shop.example.com", "/"),
                                new RoutedHosts.Entry("", Optional.empty(), "www.shop.example.com", "/"))));
    }

    @Test
    void everyBackendHasFallbackServer() {
        assertThat(files.get("haproxy.cfg").lines().filter("    server nobody 127.0.0.1:1 backup"::equals))
                .as("two applications with two colors each, and their early checks")
                .hasSize(8);
    }

    @Test
    void ruleWithoutHostsComesLast() {
        String shop =
                "    http-request set-var(txn.app) str(shop) if { req.hdr(host),field(1,:),lower -m str shop.example.com"
                        + " www.shop.example.com }\n";
        String other = "    http-request set-var(txn.app) str(go-demo) unless { var(txn.app) -m found }\n";

        assertThat(files.get("haproxy.cfg").split("\n    bind ")).hasSize(4);
        assertThat(files.get("haproxy.cfg").split(Pattern.quote(shop + other)))
                .as("both frontends")
                .hasSize(3);
    }

    @Test
    void sameSetupProducesSameFiles() {
        assertThat(RouterInit.files(RouterSetup.of(List.of(DEMO)))).isNotEqualTo(files);
        assertThat(RouterInit.files(RouterSetup.of(List.of(DEMO, SHOP)))).isEqualTo(files);
        assertThat(files.values()).noneMatch(text -> text.matches("(?s).*@[a-z-]+@.*"));
        assertThat(files.values()).allMatch(text -> Stamp.hashOf(text).isPresent());
    }

    /** Otherwise, users would have to merge edits and restart replicas for no benefit. */
    @Test
    void filesWithoutPathsAndServicesStayUnchanged() {
        assertThat(Stamp.hashOf(files.get("haproxy.cfg"))).contains("ac666b74");
        assertThat(Stamp.hashOf(files.get("routes.map"))).contains("9b5cd5c5");
        assertThat(Stamp.hashOf(files.get("deploy.sh"))).contains("ac3f73ee");
    }

    @Test
    void deployScriptAppliesConstraints() {
        RouterSetup all = RouterSetup.of(List.of(DEMO));
        RouterSetup some = new RouterSetup(
                all.applications(),
                new RouterSetup.Service(
                        "router", "haproxy:3.0", "apps", List.of("node.labels.edge==true", "node.role != manager")),
                new RouterSetup.Ports(80, 8081, 9999),
                new RouterSetup.Secrets("cert", "ca"),
                Frontend.PLAIN);

        assertThat(RouterInit.files(all).get("deploy.sh")).contains("--name swarm-router --mode global \\");
        assertThat(RouterInit.files(some).get("deploy.sh"))
                .contains("--name router --mode global --constraint 'node.labels.edge==true'"
                        + " --constraint 'node.role != manager' \\")
                .contains("--publish mode=host,published=80,target=8080 \\");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void haproxyAcceptsConfiguration(boolean paths, @TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/haproxy")), "haproxy is not installed");
        TestCertificates tls = TestCertificates.make(folder, "-keyalg EC -groupname secp256r1", "dns:swarm-router");
        Files.writeString(folder.resolve("router-cert.pem"), tls.certificatePem() + tls.keyPem());
        Files.writeString(folder.resolve("router-ca.pem"), tls.certificatePem());
        Files.writeString(folder.resolve("routes.map"), "go-demo.active none\n");
        Path file = folder.resolve("haproxy.cfg");
        RouterSetup setup =
                paths ? RouterSetup.of(List.of(RouterRulesTest.SHOP, DEMO)) : RouterSetup.of(List.of(DEMO, SHOP));
        Files.writeString(
                file,
                RouterInit.files(setup)
                        .get("haproxy.cfg")
                        .replace("/run/secrets", folder.toString())
                        .replace("/usr/local/etc/haproxy", folder.toString()));

        Process haproxy = new ProcessBuilder("/usr/sbin/haproxy", "-c", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(haproxy.getInputStream().readAllBytes());

        assertThat(haproxy.waitFor()).as(output).isZero();
        assertThat(output).doesNotContain("WARNING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Demo.example.com", "demo.example.com:80", "a b", "a } deny", ""})
    void refusesInvalidHosts(String host) {
        assertThatThrownBy(() -> new RoutedApplication(
                        new Application("shop"), 80, List.of(host), Optional.empty(), Optional.empty(), 1))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void refusesAmbiguousApplications() {
        RoutedApplication other = RoutedApplication.of(new Application("other"), 80);
        assertThatThrownBy(() -> RouterSetup.of(List.of(DEMO, other))).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> RouterSetup.of(List.of(SHOP, SHOP))).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> RouterSetup.of(List.of())).isInstanceOf(RefusedException.class);
    }
}
