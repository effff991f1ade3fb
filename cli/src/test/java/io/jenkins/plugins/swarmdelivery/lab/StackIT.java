package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's five services are delivered, and rolled back, as one. */
@OnLab(cluster = "production", app = "it-stack", service = "web", route = "8080,service=api,path=/api")
@Order(1) // The longest ones first.
class StackIT extends LabTest {
    @TempDir
    private Path folder;

    private String[] options(String version, String... more) {
        List<String> options = new ArrayList<>(Shop.release(app, version));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private String[] services(String color) {
        return Shop.services(app, color);
    }

    private List<String> databaseTasks() {
        return cluster.runningTasks(app + "_db").stream().map(Task::id).toList();
    }

    /** What web of the live color got from its api: never that of the other color. */
    private void assertColorsApart() {
        assertThat(cluster.pages(app, "/upstream")).isNotEmpty().allMatch(page -> page.matches("(\\S+) calls \\1"));
    }

    @Test
    void stackIsDeliveredUnderLoadWithoutALostRequestOrACallBetweenColors() {
        cli("deliver", options("1.0")).expect(0);
        assertLive("blue 1.0", services("blue"));
        assertColorsApart();
        List<String> database = databaseTasks();
        int orders = Shop.order(cluster, app);

        try (Traffic traffic = Traffic.to(cluster, app)) {
            try (CliProcess delivery = CliProcess.start(folder, arguments("deliver", options("2.0")))) {
                while (delivery.running()) {
                    assertColorsApart();
                }
                delivery.expect(0);
            }
            traffic.endWithoutFailure();
        }

        assertLive("green 2.0", services("green"));
        assertColorsApart();
        assertThat(databaseTasks()).as("the database was not restarted").isEqualTo(database);
        assertThat(Shop.order(cluster, app)).as("orders in the database").isEqualTo(orders + 1);
        assertThat(cluster.runningTasks(app + "-worker-green")).hasSize(1);
    }

    @Test
    void nothingIsLeftOfAStackWhoseServiceCrashes() {
        cli("deliver", options("1.0")).expect(0);
        List<String> before = Shop.objects(cluster, app);

        assertThat(cli("deliver", options("2.0", "--image", "api=" + LAB.image("crash")))
                        .expect(1)
                        .text())
                .contains("api");

        assertLive("blue 1.0", services("blue"));
        assertThat(Shop.objects(cluster, app)).isEqualTo(before);
    }

    @Test
    void failedJobEndsTheDeliveryBeforeAnyServiceStarts() {
        List<String> before = Shop.objects(cluster, app);
        String wrong = write("services: {migrate: {command: [-ask, 'http://nobody:8080/']}}");

        Cli.Outcome failed = cli("deliver", options("1.0", "--stack", wrong)).expect(1);

        assertThat(failed.text()).contains("job migrate failed");
        assertThat(cluster.services(app)).isEmpty();
        assertThat(Shop.objects(cluster, app)).isEqualTo(before);
    }

    @Test
    void rollbackStartsAllServicesAgainAndRunsNoJob() {
        cli("deliver", options("1.0")).expect(0);
        cli("deliver", options("2.0", "--set", "DB_MEMORY=128mb")).expect(0);
        assertThat(Shop.database(cluster, app)).contains("maxmemory 128mb");

        Cli.Outcome back = cli("rollback", "--to", "1.0").expect(0);

        assertLive("blue 1.0", services("blue"));
        assertColorsApart();
        assertThat(Shop.database(cluster, app)).contains("maxmemory 64mb");
        assertThat(back.text()).doesNotContain("job migrate");
    }

    @Test
    @Tag("slow")
    void allRoutesOfAStackSwitchTogether() {
        String routed = write("services: {api: {deploy: {labels: {swarm-delivery.route.port: '8080',"
                + " swarm-delivery.route.host: " + app + ".lab, swarm-delivery.route.path: /api}}}}");
        cli("deliver", options("1.0", "--stack", routed)).expect(0);
        assertThat(cluster.pages(app, "/api/x")).allMatch(page -> page.contains("\"version\":\"1.0\""));

        try (Traffic traffic = Traffic.to(cluster, app)) {
            cli("deliver", options("2.0", "--stack", routed)).expect(0);
            traffic.endWithoutFailure();
        }

        assertThat(cluster.pages(app, "/api/x")).isNotEmpty().allMatch(page -> page.contains("\"version\":\"2.0\""));
        assertThat(cluster.pages(app, "/apix")).allMatch(page -> page.contains("\"version\":\"2.0\""));
        assertLive("green 2.0", services("green"));
    }

    @Test
    void planDiffAndDriftTellWhatIsDifferentInEachService() {
        cli("deliver", options("1.0")).expect(0);
        assertThat(cli("plan", options("2.0"))
                        .expect(0)
                        .json()
                        .at("/plan/parts")
                        .toString())
                .contains("\"service\":\"db\",\"role\":\"shared\"", "\"change\":\"unchanged\"", "\"service\":\"web\"");
        cli("deliver", options("2.0", "--set", "DB_MEMORY=128mb", "--set", "LOG_LEVEL=warn"))
                .expect(0);
        assertThat(cli("diff", "#1").expect(0).json().toString())
                .contains(
                        "\"service\":\"api\"",
                        "TaskTemplate.ContainerSpec.Env.LOG_LEVEL\",\"before\":\"info\",\"after\":\"warn\"",
                        "value LOG_LEVEL");
        assertThat(drift()).isEqualTo("[]");

        cluster.docker("service", "update", "--detach", "--env-add", "LOG_LEVEL=debug", app + "-web-green");
        cluster.docker("service", "update", "--detach", "--limit-pids", "50", app + "_db");
        cluster.docker("service", "scale", "--detach", app + "-web-green=3");

        assertThat(drift())
                .contains(
                        "\"service " + app + "-web-green\"",
                        "TaskTemplate.ContainerSpec.Env.LOG_LEVEL\",\"before\":\"warn\",\"after\":\"debug\"",
                        "\"shared service " + app + "_db\"",
                        "TaskTemplate.Resources");
        Cli.run("check", "production", "--drift").expect(1);
        assertThat(cli("plan", options("2.1")).expect(0).text())
                .contains("service " + app + "-web-green has drifted", "Env.LOG_LEVEL");
    }

    /** Of this application alone: others of the cluster may be in the middle of something. */
    private String drift() {
        return StreamSupport.stream(
                        Cli.run("check", "production", "--drift")
                                .json()
                                .at("/applications")
                                .spliterator(),
                        false)
                .filter(each -> each.at("/application").asText().equals(app.name()))
                .map(each -> each.at("/drift").toString())
                .findFirst()
                .orElseThrow();
    }

    /** Another stack file, of what is to be otherwise. */
    private String write(String over) {
        try {
            Path file = folder.resolve("over.yml");
            Files.writeString(file, "version: '3.8'\n" + over + "\n");
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
