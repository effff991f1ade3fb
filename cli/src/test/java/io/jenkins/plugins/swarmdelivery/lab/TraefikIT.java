package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.router.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Traefik on every node, which reads the labels of services each second. */
@OnLab(cluster = "edge", app = "it-traefik")
class TraefikIT extends LabTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void traefikCanBeHad() {
        assumeTrue(
                !LAB.property("traefikImage").isEmpty(),
                "Traefik's program comes from a package index that this machine reaches");
    }

    /** A stack with two routes, whose services tell their names. */
    private String stack(String version) {
        String network = LAB.property("network");
        return write("stack-" + version + ".yml", """
                x-service: &service
                  image: %1$s
                  hostname: "{{.Service.Name}}"
                  networks: [%2$s]
                  healthcheck: {test: [CMD, /go-demo, -health], interval: 1s}
                services:
                  web:
                    <<: *service
                    deploy:
                      replicas: 2
                      endpoint_mode: dnsrr
                      labels: {swarm-delivery.route.port: "8080", swarm-delivery.route.host: %3$s.lab}
                  api:
                    <<: *service
                    deploy:
                      endpoint_mode: dnsrr
                      labels:
                        swarm-delivery.route.port: "8080"
                        swarm-delivery.route.host: %3$s.lab
                        swarm-delivery.route.path: /api
                networks:
                  %2$s: {external: true}
                """.formatted(LAB.image(version), network, app));
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Cli.Outcome deliverStack(String version) {
        return cli("deliver", "--stack", stack(version), "--probe", "/healthz", "--drain-timeout", "3s");
    }

    private String[] services(String color) {
        return new String[] {app + "-api-" + color, app + "-web-" + color};
    }

    @Test
    void stackIsDeliveredAndRolledBackWithoutALostRequest() {
        deliverStack("1.0").expect(0);
        assertLive("blue 1.0", services("blue"));
        try (Traffic traffic = Traffic.to(cluster, app)) {
            deliverStack("2.0").expect(0);
            assertLive("green 2.0", services("green"));
            assertServes("/x", app + "-web-green", "2.0");
            assertServes("/api/x", app + "-api-green", "2.0");
            cli("rollback", "--drain-timeout", "3s").expect(0);
            assertThat(traffic.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0");
        }
        assertLive("blue 1.0", services("blue"));
        assertServes("/api", app + "-api-blue", "1.0");
        assertServes("/apix", app + "-web-blue", "1.0");
    }

    /** Every replica of Traefik sends requests for the path to that service. */
    private void assertServes(String path, String service, String version) {
        assertThat(cluster.pages(app, path))
                .hasSize(3)
                .allMatch(page -> page.contains("\"hostname\":\"" + service + "\""))
                .allMatch(page -> page.contains("\"version\":\"" + version + "\""));
    }

    @Test
    @Tag("slow")
    void candidateThatCrashesIsNeverServed() {
        deliverStack("1.0").expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            deliverStack("crash").expect(1);
            assertThat(traffic.endWithoutFailure()).containsExactly("blue 1.0");
        }
        assertLive("blue 1.0", services("blue"));
    }

    @Test
    void routersOfTheUserAreTakenOverPerColor() {
        String spec = Specs.example(folder, tree -> {
            ((ObjectNode) tree.at("/Mode/Replicated")).put("Replicas", 2);
            tree.putObject("Labels")
                    .put("traefik.http.routers.demo.rule", "Host(`" + app + ".lab`) && PathPrefix(`/`)")
                    .put("traefik.http.routers.demo.middlewares", "marked")
                    .put("traefik.http.middlewares.marked.headers.customresponseheaders.X-Marked", "yes")
                    .put("traefik.http.services.demo.loadbalancer.server.port", "8080");
        });
        deliver("1.0", "--spec", spec).expect(0);
        try (Traffic traffic = Traffic.to(cluster, app)) {
            deliver("2.0", "--drain-timeout", "3s").expect(0);
            traffic.endWithoutFailure();
        }

        assertLive("green 2.0", green());
        assertThat(headers("/version")).allMatch(headers -> headers.contains("x-marked: yes"));
    }

    private List<String> headers(String path) {
        return cluster.router.addresses(app).service().stream()
                .map(address -> LAB.curl(
                                "--head",
                                "--connect-to",
                                address.connectOption(),
                                address.to(path).url().toString())
                        .toLowerCase(Locale.ROOT))
                .toList();
    }

    private void candidateIsReady() {
        deliverStack("1.0").expect(0);
        cli("deploy", "--stack", stack("2.0"), "--probe", "/healthz").expect(0);
    }

    /** Which colors serve a user of this machine on the replicas. */
    private Set<String> colors(String... headers) {
        Set<String> colors = new TreeSet<>();
        for (URI replica : cluster.replicas(app)) {
            try (Users users = new Users(new InetSocketAddress(replica.getHost(), replica.getPort()), app + ".lab")) {
                colors.add(users.color(headers));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return colors;
    }

    @Test
    void shareGrowsToTheSwitchWithoutAFailedRequest() {
        candidateIsReady();
        try (Traffic traffic = Traffic.to(cluster, app)) {
            for (String percentage : List.of("1%", "50%", "100%", "0%", "100%")) {
                cli("share", percentage).expect(0);
                boolean choice = !percentage.equals("0%");
                assertThat(colors("X-Swarm-Color: green")).containsExactly(choice ? "green" : "blue");
                assertThat(colors("Cookie: swarm-color=blue")).containsExactly("blue");
                assertThat(colors()).as("one user, at %s", percentage).hasSize(1);
            }
            assertThat(cli("status").expect(0).text()).contains("\"share\" : 100", "\"disagreements\" : [ ]");
            assertThat(colors()).containsExactly("green");
            cli("register", "--drain-timeout", "3s").expect(0);
            assertThat(traffic.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0");
        }
        assertLive("green 2.0", services("green"));
    }

    @Test
    void replicaThatStartsAgainServesTheShareUntilRollbackTakesItBack() {
        candidateIsReady();
        cli("share", "100%").expect(0);

        cluster.docker("service", "update", "--force", "--quiet", "traefik");

        Await.until(
                "every replica answers", () -> cluster.router.view(app).silent().isEmpty());
        assertThat(cli("status").expect(0).text()).contains("\"share\" : 100", "\"disagreements\" : [ ]");
        assertThat(colors()).containsExactly("green");
        cli("rollback").expect(0);
        assertThat(colors("X-Swarm-Color: green")).containsExactly("blue");
        assertLive("blue 1.0", services("blue"));
    }

    @Test
    void replicaThatStartsAgainServesTheLiveColor() {
        deliverStack("1.0").expect(0);
        deliverStack("2.0").expect(0);

        cluster.docker("service", "update", "--force", "--quiet", "traefik");

        Await.passes(() -> assertLive("green 2.0", services("green")));
        assertThat(cluster.pages(app, "/version")).hasSize(3).allMatch(page -> page.contains("2.0"));
    }
}
