package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of somebody who has Traefik: a stack file with Traefik's labels alone, and settings that may be wrong. */
@OnLab(cluster = "edge", app = "it-edgelabels")
class TraefikLabelsIT extends LabTest {
    /** The ports that lab/traefik publishes. */
    private static final int API = 8490;

    private static final int SECURE = 8483;

    @TempDir
    private Path folder;

    @BeforeAll
    static void traefikCanBeHad() {
        assumeTrue(
                !LAB.property("traefikImage").isEmpty(),
                "Traefik's program comes from a package index that this machine reaches");
    }

    /** As users write it: plain HTTP leads to HTTPS. */
    private String stack(String version, String entryPoint) throws IOException {
        return Files.writeString(folder.resolve(version + ".yml"), """
                        services:
                          web:
                            image: %1$s
                            networks: [%2$s]
                            healthcheck: {test: [CMD, /go-demo, -health], interval: 1s}
                            deploy:
                              endpoint_mode: dnsrr
                              labels:
                                traefik.http.routers.plain.rule: Host(`%3$s.lab`)
                                traefik.http.routers.plain.entrypoints: web
                                traefik.http.routers.plain.middlewares: to-https
                                traefik.http.routers.shop.rule: Host(`%3$s.lab`)
                                traefik.http.routers.shop.entrypoints: %4$s
                                traefik.http.routers.shop.tls: "true"
                                traefik.http.middlewares.to-https.redirectscheme.scheme: https
                                traefik.http.services.shop.loadbalancer.server.port: "8080"
                        networks:
                          %2$s: {external: true}
                        """.formatted(
                                LAB.image(version), LAB.property("network"), app, entryPoint))
                .toString();
    }

    private static String get(Address address, String path, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(
                "--connect-to", address.connectOption(), address.to(path).url().toString()));
        return LAB.curl(all.toArray(String[]::new)).strip();
    }

    @Test
    void previewServesTheCandidateAndUsersAreLedToTls() throws IOException {
        cli("deploy", "--stack", stack("1.0", "websecure")).expect(0);
        assertThat(cluster.router.addresses(app).preview())
                .hasSize(3)
                .allSatisfy(address -> assertThat(get(address, "/version")).isEqualTo("1.0"));

        cli("register").expect(0);

        assertLive("blue 1.0", app + "-web-blue");
        assertThat(cluster.router.addresses(app).service()).hasSize(3).allSatisfy(address -> {
            assertThat(get(address, "/version", "--head")).contains("Location: https://" + app + ".lab/version");
            String name = app + ".lab:443:" + address.connectTo() + ":" + SECURE;
            assertThat(LAB.curl("--insecure", "--connect-to", name, "https://" + app + ".lab/version"))
                    .contains("1.0");
        });
        cli("deliver", "--stack", stack("2.0", "websecure"), "--drain-timeout", "3s")
                .expect(0);
        assertLive("green 2.0", app + "-web-green");
    }

    @Test
    void entryPointThatTraefikDoesNotHaveIsToldBeforeAnythingIsTouched() throws IOException {
        Cli.Outcome refused = cli("deliver", "--stack", stack("1.0", "nowhere")).expect(2);

        assertThat(refused.text())
                .contains("Traefik has no entry point nowhere, only api, preview, web, websecure; correct the name");
        assertThat(cluster.services(app)).isEmpty();
    }

    @Test
    void checkNamesWhatIsMissing() throws IOException {
        // Its status depends on the applications of other tests, too.
        Cli.Outcome well = Cli.run("check", "edge");
        assertThat(well.text())
                .contains(
                        "answers only who shows a client certificate or a login", "Traefik follows a switch within 1s");
        assertThat(wrong(well)).noneMatch(subject -> subject.contains("Traefik") || subject.equals("entry points"));

        Cli.Outcome wrong = checked("previewEntryPoint: tests");
        assertThat(wrong.expect(1).text())
                .contains("add to Traefik's static configuration: --entryPoints.tests.address=:8081");
    }

    @Test
    void apiAnswersNobodyInPlainText() throws IOException {
        // Each node has a replica.
        String replica = URI.create(cluster.manager()).getHost() + ":" + API;
        String named = "--connect-to swarm-router:" + API + ":" + replica + " https://swarm-router:" + API;

        assertThat(status("http://" + replica)).as("plain HTTP").isEqualTo("404");
        assertThat(status(named)).as("without a client certificate").isEqualTo("000");
        assertThat(status("-H 'Host: swarm-router' https://" + replica))
                .as("with another name in TLS")
                .isEqualTo("421");
        assertThat(checked("allowPlaintext: true").expect(1).text())
                .contains(
                        "its API answers 404 to /api/rawdata over plain HTTP; if its entry point has TLS, remove"
                                + " allowPlaintext",
                        "check that the port of Traefik's API is published");
    }

    /** Of a client without a certificate; 000 if TLS fails. */
    private static String status(String address) {
        String curl =
                "curl -s -k -m 10 --noproxy '*' -o /dev/null -w '%{http_code}' " + address + "/api/rawdata || true";
        return LAB.run("sh", "-c", curl).strip();
    }

    private static List<String> wrong(Cli.Outcome check) {
        return StreamSupport.stream(check.json().path("checks").spliterator(), false)
                .filter(each -> each.path("verdict").asText().equals("wrong"))
                .map(each -> each.path("subject").asText())
                .toList();
    }

    private Cli.Outcome checked(String field) throws IOException {
        String clusters = Files.readString(LAB.clustersFile())
                .replace("traefik: {serverName: swarm-router}", "traefik: {serverName: swarm-router, " + field + "}");
        return Cli.run(Files.writeString(folder.resolve("clusters.yml"), clusters), "check", "edge");
    }

    @Test
    void commandsOfHaproxyAreRefused() {
        for (List<String> command : List.of(
                List.of("init", "edge", "--app", "shop=8080", "--print", "haproxy.cfg"),
                List.of("up", "edge", "--app", "shop=8080"),
                List.of("status", "edge"),
                List.of("rotate", "edge"),
                List.of("down", "edge"))) {
            List<String> all = new ArrayList<>(List.of("router"));
            all.addAll(command);
            assertThat(Cli.run(all.toArray(String[]::new)).expect(2).text())
                    .as("router %s", command)
                    .contains("edge.router: this cluster has Traefik, which is set up by whoever runs it;"
                            + " see docs/traefik.md");
        }
    }
}
