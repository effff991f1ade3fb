package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stack that docker stack deploy runs is adopted, and delivered blue-green from then on. Its services have their names on
 * the router's network too, and so has a stranger that is called api: these are asked before the networks of the file. Its
 * name has an underscore, as names of many stacks do.
 */
@OnLab(cluster = "production", app = "it-adopt_stack", service = "web", adopts = "it-adopt_stack_web")
@Tag("slow")
class StackAdoptionIT extends LabTest {
    private static final String NEIGHBOR = "it-neighbor";
    private static final String STRANGER = "it-stranger";
    private static final int NEIGHBORS_PORT = 18097;

    @TempDir
    private Path folder;

    @BeforeEach
    @AfterEach
    void removeWhatDockerMade() {
        Stream.of(app + "_", NEIGHBOR, STRANGER)
                .flatMap(name -> cluster.docker("service", "ls", "-q", "--filter", "name=" + name)
                        .lines())
                .filter(id -> !id.isBlank())
                .forEach(id -> cluster.docker("service", "rm", id));
    }

    private String file(String version) {
        String image = LAB.image(version);
        return write("docker-stack.yml", """
                version: '3.8'
                services:
                  web:
                    image: %1$s
                    healthcheck: {interval: 2s, timeout: 20s, retries: 5}
                    environment: {UPSTREAM: 'http://api:8080/version'}
                    networks: [default, apps]
                    deploy:
                      replicas: 2
                      endpoint_mode: dnsrr
                      labels: {swarm-delivery.route.port: '8080', swarm-delivery.route.host: %2$s}
                  api:
                    image: %1$s
                    healthcheck: {interval: 2s, timeout: 20s, retries: 5}
                    networks: [default, apps]
                    deploy: {replicas: 2, endpoint_mode: dnsrr}
                  db:
                    image: %3$s
                    healthcheck: {interval: 2s, timeout: 20s, retries: 5}
                    volumes: ['data:/data']
                    deploy: {endpoint_mode: dnsrr}
                networks:
                  apps: {external: true}
                volumes:
                  data: {}
                """.formatted(image, Traffic.host(app), LAB.image("1.0")));
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stackDeploy(String version) {
        cluster.docker("stack", "deploy", "--with-registry-auth", "-c", file(version), app.name());
        Await.until("the stack runs", () -> tasks().size() == 5);
    }

    private List<String> tasks() {
        return Stream.of("web", "api", "db")
                .flatMap(service -> cluster.runningTasks(app + "_" + service).stream())
                .map(Task::id)
                .sorted()
                .toList();
    }

    private List<String> database() {
        return cluster.runningTasks(app + "_db").stream().map(Task::id).toList();
    }

    private String[] services(String color) {
        return new String[] {app + "-api-" + color, app + "-web-" + color, app + "_db"};
    }

    private void assertColorsApart() {
        assertThat(cluster.pages(app, "/upstream")).isNotEmpty().allMatch(page -> page.matches("(\\S+) calls \\1"));
    }

    /** What a service of another stack gets that calls the application through the router; empty: no answer in 2 s. */
    private Optional<String> neighbor() {
        String url = "http://" + cluster.replicas(app).get(0).getHost() + ":" + NEIGHBORS_PORT + "/upstream";
        return Optional.of(LAB.curl("--no-fail", url).strip()).filter(page -> page.startsWith("neighbor calls "));
    }

    private void startNeighbors() {
        URI replica = cluster.replicas(app).get(0);
        String upstream = "http://" + Traffic.host(app) + ":" + replica.getPort() + "/upstream";
        create(STRANGER, "--network", "name=apps,alias=api", "--env", "VERSION=stranger");
        create(
                NEIGHBOR,
                "--network",
                "apps",
                "--host",
                Traffic.host(app) + ":" + replica.getHost(),
                "--env",
                "UPSTREAM=" + upstream,
                "--env",
                "VERSION=neighbor",
                "--constraint",
                "node.ip==" + replica.getHost(),
                "--publish",
                "mode=host,published=" + NEIGHBORS_PORT + ",target=8080");
    }

    private void create(String name, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "service", "create", "--detach", "--quiet", "--with-registry-auth", "--endpoint-mode", "dnsrr"));
        command.addAll(List.of("--name", name));
        command.addAll(List.of(options));
        command.add(LAB.image("1.0"));
        cluster.docker(command.toArray(String[]::new));
        Await.until(name + " runs", () -> !cluster.runningTasks(name).isEmpty());
    }

    @Test
    void stackIsAdoptedAndReplacedWithoutALostRequestOrACallBetweenColors() {
        stackDeploy("1.0");
        List<String> before = tasks();

        cli("adopt", "--stack", app.name(), "--file", file("1.0")).expect(0);

        assertLive("blue 1.0", app + "_api", app + "_db", app + "_web");
        assertThat(tasks()).as("no task was restarted").isEqualTo(before);
        assertThat(cluster.docker("stack", "ls")).contains(app.name());
        List<String> database = database();
        startNeighbors();

        List<String> upstream = new ArrayList<>();
        try (Traffic traffic = Traffic.to(cluster, app)) {
            String[] options = {"--stack", file("2.0"), "--keep-standby", "10m"};
            try (CliProcess delivery = CliProcess.start(folder, arguments("deliver", options))) {
                while (delivery.running()) {
                    neighbor().ifPresent(upstream::add);
                    if (cluster.pages(app, "/version").contains("2.0")) {
                        assertColorsApart();
                    }
                }
                delivery.expect(0);
            }
            assertColorsApart();
            traffic.endWithoutFailure();
        }
        // Before, the stranger answered to some of the calls that the adopted web made: so Docker has it.
        assertThat(upstream)
                .isNotEmpty()
                .allMatch(page -> page.matches("neighbor calls (2.0 calls 2.0|1.0 calls (1.0|stranger))"));
        Await.until("the neighbor gets an answer", () -> neighbor().isPresent());
        assertThat(neighbor()).contains("neighbor calls 2.0 calls 2.0");
        assertThat(database()).as("the database was not restarted").isEqualTo(database);

        cli("rollback").expect(0);
        assertLive("blue 1.0", app + "_api", app + "_db", app + "_web");
        assertThat(tasks()).as("the adopted tasks serve again").isEqualTo(before);
    }

    @Test
    void adoptedReleaseIsStartedAgainAfterItIsRetired() {
        stackDeploy("1.0");
        cli("adopt", "--stack", app.name(), "--file", file("1.0")).expect(0);
        List<String> database = database();
        cli("deliver", "--stack", file("2.0")).expect(0);
        assertLive("green 2.0", services("green"));

        cli("rollback", "--to", "1.0").expect(0);

        assertLive("blue 1.0", services("blue"));
        assertColorsApart();
        assertThat(database()).isEqualTo(database);
    }

    @Test
    void stackDeployAfterwardsIsNamedAndCanBeUndone() {
        stackDeploy("1.0");
        cli("adopt", "--stack", app.name(), "--file", file("1.0")).expect(0);
        cli("deliver", "--stack", file("2.0")).expect(0);
        List<String> database = database();

        cluster.docker("stack", "deploy", "--with-registry-auth", "-c", file("2.0"), app.name());

        String remedy = "docker service rm " + app + "_api " + app + "_web";
        assertThat(cli("status").text()).contains(remedy);
        assertThat(cli("plan", "--stack", file("3.0")).expect(0).text()).contains(remedy);
        assertThat(Cli.run("check", "production", "--drift").expect(1).text()).contains(remedy);
        cluster.docker("service", "rm", app + "_api", app + "_web");
        cli("deliver", "--stack", file("3.0")).expect(0);
        assertLive("blue 3.0", services("blue"));
        assertThat(database()).as("the database was not restarted").isEqualTo(database);
    }

    @Test
    void removedApplicationLeavesItsDatabaseAndCanBeDeliveredAgain() {
        cli("deliver", "--stack", file("1.0")).expect(0);
        List<String> database = database();
        assertThat(cli("remove").expect(2).text()).contains(app + "-web-blue", "--yes " + app);
        assertLive("blue 1.0", services("blue"));

        cli("remove", "--yes", app.name()).expect(0);

        assertThat(cluster.services(app)).containsExactly(app + "_db");
        assertThat(cluster.docker("network", "ls", "--format", "{{.Name}}")).doesNotContain("0-" + app);
        assertThat(cluster.docker("config", "ls", "--format", "{{.Name}}")).doesNotContain(app + ".ledger");
        cli("deliver", "--stack", file("2.0")).expect(0);
        assertLive("blue 2.0", services("blue"));
        assertThat(database()).isEqualTo(database);

        cli("remove", "--shared", "--yes", app.name()).expect(0);
        assertThat(cluster.services(app)).isEmpty();
        assertThat(cluster.docker("network", "ls", "--format", "{{.Name}}")).doesNotContain(app.name());
    }
}
