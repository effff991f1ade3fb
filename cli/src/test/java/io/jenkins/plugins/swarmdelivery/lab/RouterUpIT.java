package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router of its own, set up by one command: a delivery goes through it, and all of it is gone afterwards. Alone, because
 * Docker replaces replicas of a global service out of turn if a network comes to their node, see docs/haproxy.md.
 */
@OnLab(cluster = "staging", app = "it-up", alone = true)
@Order(0) // It has its Swarm for itself: first, it runs beside those of the other one.
class RouterUpIT {
    private static final String ROUTER = "up-router";
    private static final int SERVICE_PORT = 8280;
    private static final int HTTPS_PORT = 8643;
    private static final int REDIRECT_PORT = 8680;
    /** The secret with the certificate for users. */
    private static final String USERS = "it-up-tls";

    private static final Application APP = new Application("it-up");
    /** The router learns of it by its delivery. */
    private static final Application BROUGHT = new Application("it-brought");

    @TempDir
    Path folder;

    @BeforeEach
    void nameItsRouter() throws IOException {
        String lab = Files.readString(LAB.clustersFile());
        int staging = lab.indexOf("staging:\n");
        int haproxy = lab.indexOf("haproxy:", staging);
        Files.writeString(
                clusters(),
                lab.substring(staging, haproxy) + "haproxy: {service: " + ROUTER
                        + ", tls: {ca: router/ca.pem, cert: router/client.pem, key: router/client-key.pem}}\n");
        removeAll();
    }

    @AfterEach
    void removeAll() {
        run("remove", "staging", APP.name(), "--yes", APP.name());
        run("remove", "staging", BROUGHT.name(), "--yes", BROUGHT.name());
        run("router", "down", "staging", "--yes", "staging", "--cut-off-users");
        if (LAB.docker("staging", "secret", "ls", "--format", "{{.Name}}").contains(USERS)) {
            LAB.docker("staging", "secret", "rm", USERS);
        }
    }

    private Path clusters() {
        return folder.resolve("clusters.yml");
    }

    private Cli.Outcome run(String... arguments) {
        return Cli.run(clusters(), arguments);
    }

    private Cli.Outcome up(String... options) {
        return run(Stream.concat(
                        Stream.of(
                                "router",
                                "up",
                                "staging",
                                "--image",
                                LAB.property("haproxyImage"),
                                "--service-port",
                                "" + SERVICE_PORT,
                                "--preview-port",
                                "8281",
                                "--admin-port",
                                "9997"),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private Cli.Outcome deliver(String version, String... options) {
        return run(Stream.concat(
                        Stream.of("deliver", "staging", APP.name(), "--image", LAB.image(version)), Stream.of(options))
                .toArray(String[]::new));
    }

    private static List<URI> replicas() {
        return Stream.of("s1", "s2", "s3")
                .map(node -> URI.create("http://" + LAB.property("node." + node + ".address") + ":" + SERVICE_PORT))
                .toList();
    }

    /** A certificate for users with its key, and the only authority that users trust from now on. */
    private Path certificate() throws IOException {
        Authority authority = Authority.create("users", Instant.now());
        Authority.Identity server = authority.server("it-up.lab", Instant.now());
        Files.writeString(folder.resolve("users-ca.pem"), authority.identity().certificate());
        return Files.writeString(folder.resolve("users.pem"), server.certificate() + server.key());
    }

    /** Options for HTTPS, and a secret that they name. */
    private Stream<String> https() throws IOException {
        LAB.docker("staging", "secret", "create", USERS, certificate().toString());
        return Stream.of("--tls-secret", USERS, "--https-port", "" + HTTPS_PORT, "--redirect-port", "" + REDIRECT_PORT);
    }

    private JsonNode renew(Path certificate) {
        return run("router", "renew", "staging", "--certificate", certificate.toString())
                .expect(0)
                .json();
    }

    /** On every node, also if they come over plain HTTP. */
    private void assertUsersGetHttps() {
        for (String node : List.of("s1", "s2", "s3")) {
            String address = LAB.property("node." + node + ".address");
            String[] request = {
                "--cacert",
                folder.resolve("users-ca.pem").toString(),
                "--location",
                "--resolve",
                "it-up.lab:" + HTTPS_PORT + ":" + address,
                "--resolve",
                "it-up.lab:" + REDIRECT_PORT + ":" + address,
                "--write-out",
                " %{scheme} %{http_version} %{num_redirects}",
                "http://it-up.lab:" + REDIRECT_PORT + "/version"
            };
            assertThat(LAB.curl(request)).isEqualToIgnoringNewLines("1.0 HTTPS 2 1");
        }
    }

    @Test
    void routerIsSetUpChangedRenewedAndRemovedWithoutAFailedRequest() throws IOException {
        JsonNode made = up("--app", "it-up=8080,host=it-up.lab").expect(0).json();
        assertThat(made.path("changed").asBoolean()).isTrue();
        assertThat(up("--app", "it-up=8080,host=it-up.lab").expect(0).json().path("changes"))
                .isEmpty();
        deliver("1.0", "--spec", LabTest.ONE_TASK).expect(0);

        try (Traffic traffic = Traffic.balanced(APP, replicas())) {
            up(Stream.concat(Stream.of("--app", "it-up-other=8080,host=it-up-other.lab"), https())
                            .toArray(String[]::new))
                    .expect(0);
            assertUsersGetHttps();
            JsonNode renewed = renew(certificate());
            assertThat(renewed.path("replicas"))
                    .hasSize(3)
                    .allMatch(line -> line.asText().endsWith("shows users the certificate, for example for it-up.lab"));
            assertThat(renewed.path("pending").asBoolean()).isTrue();
            assertUsersGetHttps();
            deliver("2.0").expect(0);
            String client = Files.readString(folder.resolve("router/client.pem"));
            run("router", "rotate", "staging").expect(0);
            assertThat(folder.resolve("router/client.pem")).content().isNotEqualTo(client);
            assertThat(run("router", "up", "staging").expect(0).json().path("changes"))
                    .as("the rotation has also brought the renewed certificate")
                    .isEmpty();
            assertThat(renew(folder.resolve("users.pem")).path("pending").asBoolean())
                    .isFalse();
            assertThat(run("router", "up", "staging", "--image", LAB.property("busyboxImage"))
                            .expect(1)
                            .text())
                    .contains("the former router is restored");
            assertThat(traffic.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0");
            assertThat(traffic.sent()).isGreaterThan(500);
        }

        Await.passes(
                () -> assertThat(run("router", "status", "staging").expect(0).text())
                        .contains("serves HTTPS with the certificates of " + USERS, "users (secret " + USERS + ")"));
        assertThat(up("--app", "it-up=9,host=it-up.lab").expect(1).text())
                .contains("reaches no task of it-up-green", "the former router is restored");
        assertThat(run("router", "up", "staging", "--constraint", "node.labels.no==such")
                        .expect(2)
                        .text())
                .contains("no active node matches");
        assertThat(run("router", "up", "staging", "--without", "it-up")
                        .expect(2)
                        .text())
                .contains("users of live applications would be cut off: it-up;");
        Await.passes(() -> run("router", "status", "staging").expect(0));
        assertThat(run("router", "down", "staging", "--yes", "staging")
                        .expect(2)
                        .text())
                .contains("users of live applications would be cut off: it-up;");
        run("remove", "staging", APP.name(), "--yes", APP.name()).expect(0);
        run("router", "down", "staging", "--yes", "staging").expect(0);
        assertThat(LAB.docker("staging", "secret", "ls", "--format", "{{.Name}}"))
                .doesNotContain(ROUTER);
    }

    private String config(String field) {
        return LAB.docker("staging", "service", "inspect", "--format", "{{.Spec.UpdateConfig." + field + "}}", ROUTER);
    }

    /** So much later, the lease of whoever had it has expired. */
    private static void expireLease() {
        LAB.docker(
                "staging",
                "service",
                "update",
                "--detach",
                "--label-add",
                "swarm-delivery.rollout=" + Instant.now().minusSeconds(1),
                ROUTER);
    }

    @Test
    void nextCommandFinishesWhatAKilledOneLeft() {
        up("--app", "it-up=8080,host=it-up.lab").expect(0);
        LAB.docker("staging", "service", "update", "--detach", "--update-parallelism", "2", ROUTER);
        String[] other = {"router", "up", "staging", "--app", "it-up-other=8080,host=it-up-other.lab"};
        try (CliProcess killed = CliProcess.start(folder, clusters(), other)) {
            killed.awaitProgress("1 replaced and proven");
            killed.kill();
        }
        assertThat(config("Parallelism")).isEqualTo("1");
        assertThat(run("router", "rotate", "staging").expect(2).text())
                .contains("is being changed by another router up or router rotate, until ");

        expireLease();
        Cli.Outcome finished = run(other).expect(0);

        assertThat(finished.json().path("changes").toString())
                .contains("restore the former update config", "replace the replicas of service " + ROUTER);
        assertThat(finished.text()).contains("3 replaced and proven");
        assertThat(config("Parallelism")).isEqualTo("2");
        run("router", "status", "staging").expect(0);
    }

    /** The spec of a release with a route for each of these hosts. */
    private String spec(String... hosts) {
        return Specs.example(folder, spec -> {
            ((ObjectNode) spec.at("/Mode/Replicated")).put("Replicas", 1);
            ((ObjectNode) spec)
                    .putObject("Labels")
                    .put("swarm-delivery.route.port", "8080")
                    .put("swarm-delivery.route.host", String.join(",", hosts));
        });
    }

    private Cli.Outcome brought(String command, String... options) {
        return run(Stream.concat(Stream.of(command, "staging", BROUGHT.name()), Stream.of(options))
                .toArray(String[]::new));
    }

    private static String version(String host) {
        return LAB.curl("--header", "Host: " + host, replicas().get(1) + "/version")
                .strip();
    }

    @Test
    void deliveriesBringTheirRoutesWithoutAFailedRequest() {
        up("--app", "it-up=8080,host=it-up.lab").expect(0);
        deliver("1.0", "--spec", LabTest.ONE_TASK).expect(0);
        String[] first = {"--image", LAB.image("1.0"), "--spec", spec("it-brought.lab")};
        String[] further = {"--image", LAB.image("2.0"), "--spec", spec("it-brought.lab", "it-brought-too.lab")};

        assertThat(brought("deliver", append(first, "--no-router-change"))
                        .expect(2)
                        .text())
                .contains("the router lacks the new route it-brought.lab/ to port 8080, and the order says not to");
        assertThat(brought("plan", first).expect(0).text())
                .contains(
                        "bring the new route it-brought.lab/ to port 8080",
                        "replace the replicas of service " + ROUTER + ", one node at a time");
        assertThat(brought("deliver", "--image", LAB.image("1.0"), "--spec", spec("it-up.lab"))
                        .expect(2)
                        .text())
                .contains("these requests go to it-up now");
        try (Traffic traffic = Traffic.balanced(APP, replicas())) {
            assertThat(brought("deliver", first).expect(0).text()).contains("3 replaced and proven");
            assertThat(version("it-brought.lab")).isEqualTo("1.0");
            brought("deliver", further).expect(0);
            assertThat(version("it-brought-too.lab")).isEqualTo("2.0");
            assertThat(brought("deliver", further).expect(0).text())
                    .as("the router knows the routes")
                    .doesNotContain("replaced and proven");
            assertThat(traffic.endWithoutFailure()).containsExactly("blue 1.0");
        }
        run("router", "status", "staging").expect(0);
    }

    private static String[] append(String[] options, String more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }
}
