package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of the example's stack are changed while it runs, alone and together with those of another application. */
@OnLab(cluster = "production", app = "it-configure", service = "web")
@Tag("slow")
class ConfigureIT extends LabTest {
    private static final String FILE =
            LAB.project().resolve("examples/shop/docker-stack.yml").toString();

    private final Application other = new Application(ConfiguredBeside.APP);

    @TempDir
    private Path folder;

    @BeforeEach
    @AfterEach
    void forgetOther() {
        cluster.forget(other);
    }

    /** @param fault the variable that makes web never healthy */
    private void deliver(Application application, String fault) {
        String over = write(application + ".yml", """
                version: '3.8'
                services: {web: {environment: {FAULT: "${%s:-none}"}}}
                configs: {page: {content: "Hello ${NAME:-nobody}"}}
                """.formatted(fault));
        Cli.run(
                        "deliver",
                        cluster.name,
                        application.name(),
                        "--stack",
                        FILE,
                        "--stack",
                        over,
                        "--set",
                        "IMAGE=" + LAB.image("").replaceFirst(":$", ""),
                        "--set",
                        "DB_IMAGE=" + LAB.property("redisImage"),
                        "--set",
                        "VERSION=1.0",
                        "--set",
                        "HOST=" + application + ".lab")
                .expect(0);
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Cli.Outcome configureBoth(String... options) {
        return Cli.run(concat(List.of("configure", cluster.name, app.name(), other.name()), options));
    }

    private static String[] concat(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private String live(Application application) {
        return cluster.ledger(application).active().orElseThrow().toString();
    }

    private String image(String color) {
        return cluster.spec(app + "-web-" + color).image();
    }

    @Test
    void configValueChangesUnderLoadWithoutALostRequestOrANewDatabase() {
        deliver(app, "FAULT");
        List<String> database =
                cluster.runningTasks(app + "_db").stream().map(Task::id).toList();
        String image = image("blue");
        int orders = Shop.order(cluster, app);

        try (Traffic traffic = Traffic.to(cluster, app)) {
            assertThat(cli("configure", "--set", "NAME=Anna", "--plan")
                            .expect(0)
                            .text())
                    .contains("\"name\" : \"NAME\"", "\"after\" : \"Anna\"");
            cli("configure", "--set", "NAME=Anna").expect(0);
            traffic.endWithoutFailure();
        }

        assertThat(live(app)).isEqualTo("green 1.0");
        assertThat(image("green")).isEqualTo(image);
        assertThat(cluster.runningTasks(app + "_db").stream().map(Task::id)).containsExactlyElementsOf(database);
        assertThat(Shop.order(cluster, app)).isEqualTo(orders + 1);
        assertThat(cli("configure", "--set", "NAME=Anna").expect(0).text()).contains("\"outcome\" : \"nothing\"");
        assertThat(cli("status")
                        .expect(0)
                        .json()
                        .at("/applications/0/values/NAME")
                        .asText())
                .isEqualTo("--set");
    }

    @Test
    void valueThatMakesAServiceUnhealthyIsRolledBack() {
        deliver(app, "FAULT");

        cli("configure", "--set", "FAULT=unhealthy", "--converge-timeout", "30s")
                .expect(1);

        assertThat(live(app)).isEqualTo("blue 1.0");
        assertThat(cluster.runningTasks(app + "-web-blue")).hasSize(2);
        assertThat(cli("configure", "--set", "FALT=none").expect(2).text()).contains("did you mean FAULT?");
    }

    @Test
    void applicationsAreConfiguredTogetherOrNotAtAll() {
        deliver(app, "FAULT");
        deliver(other, "NAME");

        configureBoth("--set", "NAME=unhealthy", "--converge-timeout", "30s").expect(1);
        assertThat(live(app)).isEqualTo("blue 1.0");
        assertThat(live(other)).isEqualTo("blue 1.0");
        assertThat(cluster.services(app)).noneMatch(name -> name.endsWith("-green"));

        configureBoth("--set", "NAME=Anna").expect(0);
        assertThat(live(app)).isEqualTo("green 1.0");
        assertThat(live(other)).isEqualTo("green 1.0");
    }
}
