package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Traefik serves by the labels of its users is adopted, replaced and returned to while users go on. */
@OnLab(cluster = "edge", app = "it-edgeadopt")
@Tag("slow")
class TraefikAdoptionIT extends LabTest {
    /** Where lab/traefik publishes the entry point of users. */
    private static final int USERS = 8480;

    @TempDir
    private Path folder;

    @BeforeAll
    static void traefikCanBeHad() {
        assumeTrue(
                !LAB.property("traefikImage").isEmpty(),
                "Traefik's program comes from a package index that this machine reaches");
    }

    @BeforeEach
    @AfterEach
    void removeWhatDockerMade() {
        cluster.docker("service", "ls", "-q", "--filter", "name=" + app + "_")
                .lines()
                .filter(id -> !id.isBlank())
                .forEach(id -> cluster.docker("service", "rm", id));
    }

    /** With labels of Traefik alone. Where the next release has a shorter rule, that of the adopted one must not win. */
    private String file(String version, String rule) {
        return write(version + ".yml", """
                x-service: &service
                  image: %1$s
                  hostname: "{{.Service.Name}}"
                  networks: [%2$s]
                  healthcheck: {interval: 1s, timeout: 20s, retries: 5}
                services:
                  web:
                    <<: *service
                    deploy:
                      replicas: 2
                      endpoint_mode: dnsrr
                      labels:
                        traefik.enable: "true"
                        traefik.http.routers.%3$s.rule: %4$s
                        traefik.http.routers.%3$s.entrypoints: web
                        traefik.http.routers.%3$s.middlewares: %3$s-marked
                        traefik.http.middlewares.%3$s-marked.headers.customresponseheaders.X-Marked: "yes"
                        traefik.http.services.%3$s.loadbalancer.server.port: "8080"
                  api:
                    <<: *service
                    deploy:
                      endpoint_mode: dnsrr
                      labels:
                        traefik.enable: "true"
                        traefik.http.routers.%3$s-api.rule: Host(`%3$s.lab`) && PathPrefix(`/api`)
                        traefik.http.routers.%3$s-api.entrypoints: web
                        traefik.http.routers.%3$s-api.priority: "70"
                        traefik.http.services.%3$s-api.loadbalancer.server.port: "8080"
                networks:
                  %2$s: {external: true}
                """.formatted(LAB.image(version), LAB.property("network"), app, rule));
    }

    private String first() {
        return file("1.0", "Host(`" + app + ".lab`) && PathPrefix(`/`)");
    }

    private String next(String version) {
        return file(version, "Host(`" + app + ".lab`)");
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Users of each replica, before the application is one. */
    private List<URI> replicas() {
        return cluster.swarm.nodes().stream()
                .map(Node::address)
                .map(address -> URI.create("http://" + address + ":" + USERS))
                .toList();
    }

    private List<String> pages(String path) {
        return replicas().stream()
                .map(replica -> LAB.curl("--header", "Host: " + app + ".lab", replica + path)
                        .strip())
                .toList();
    }

    private void served() {
        Await.passes(() -> assertThat(pages("/version")).hasSize(3).containsOnly("1.0"));
    }

    private List<String> tasks(String... services) {
        return Stream.of(services)
                .flatMap(service -> cluster.runningTasks(service).stream())
                .map(Task::id)
                .sorted()
                .toList();
    }

    @Test
    void stackIsAdoptedReplacedAndReturnedToWithoutALostRequest() {
        cluster.docker("stack", "deploy", "--with-registry-auth", "-c", first(), app.name());
        String[] adopted = {app + "_api", app + "_web"};
        Await.until("the stack runs", () -> tasks(adopted).size() == 3);
        served();
        List<String> before = tasks(adopted);
        try (Traffic traffic = Traffic.behind(app, replicas())) {
            cli("adopt", "--stack", app.name(), "--file", first()).expect(0);
            assertLive("blue 1.0", adopted);
            assertThat(tasks(adopted)).as("no task was restarted").isEqualTo(before);

            cli("deliver", "--stack", next("2.0"), "--keep-standby", "10m").expect(0);
            assertLive("green 2.0", app + "-api-green", app + "-web-green", app + "_api", app + "_web");
            assertThat(pages("/version")).containsOnly("2.0");
            assertThat(pages("/api")).allMatch(page -> page.contains(app + "-api-green"));

            cli("rollback").expect(0);
            assertLive("blue 1.0", adopted);
            assertThat(tasks(adopted)).isEqualTo(before);
            assertThat(pages("/version")).containsOnly("1.0");

            cli("deliver", "--stack", next("2.0"), "--drain-timeout", "3s").expect(0);
            assertLive("green 2.0", app + "-api-green", app + "-web-green");
            assertThat(pages("/version")).containsOnly("2.0");

            cli("rollback", "--to", "1.0", "--drain-timeout", "3s").expect(0);
            assertLive("blue 1.0", app + "-api-blue", app + "-web-blue");
            traffic.endWithoutFailure();
            System.out.println(getClass().getSimpleName() + ": " + traffic.sent() + " requests, none failed");
        }
        assertThat(pages("/api")).allMatch(page -> page.contains(app + "-api-blue"));
        assertThat(headers()).allMatch(headers -> headers.contains("X-Marked: yes"));
    }

    private List<String> headers() {
        return replicas().stream()
                .map(replica -> LAB.curl("--head", "--header", "Host: " + app + ".lab", replica + "/version"))
                .toList();
    }

    @Test
    void serviceIsAdoptedAndReplacedWithoutALostRequest() {
        String handmade = app + "_handmade";
        String router = "traefik.http.routers." + app;
        cluster.docker(
                "service",
                "create",
                "--detach",
                "--quiet",
                "--with-registry-auth",
                "--name",
                handmade,
                "--replicas",
                "2",
                "--endpoint-mode",
                "dnsrr",
                "--network",
                LAB.property("network"),
                "--label",
                "traefik.enable=true",
                "--label",
                router + ".rule=Host(`" + app + ".lab`)",
                "--label",
                router + ".entrypoints=web",
                "--label",
                "traefik.http.services." + app + ".loadbalancer.server.port=8080",
                LAB.image("1.0"));
        Await.until(handmade + " runs", () -> tasks(handmade).size() == 2);
        served();
        List<String> before = tasks(handmade);
        try (Traffic traffic = Traffic.behind(app, replicas())) {
            cli("adopt", "--service", handmade).expect(0);
            assertLive("blue 1.0", handmade);
            deliver("2.0", "--keep-standby", "10m").expect(0);
            assertLive("green 2.0", green(), handmade);
            cli("rollback").expect(0);
            assertLive("blue 1.0", handmade);
            assertThat(tasks(handmade)).as("no task was restarted").isEqualTo(before);
            deliver("2.0", "--drain-timeout", "3s").expect(0);
            assertLive("green 2.0", green());
            traffic.endWithoutFailure();
        }
        assertThat(pages("/version")).containsOnly("2.0");
    }
}
