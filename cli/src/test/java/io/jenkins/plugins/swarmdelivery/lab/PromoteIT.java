package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A release of a stack that staging runs is promoted to production: the same images and files, other values. */
@OnLab(cluster = "staging", app = "it-promote", service = "web")
class PromoteIT extends LabTest {
    private static final LabCluster PRODUCTION = PromotedTo.CLUSTER;

    @BeforeEach
    @AfterEach
    void forgetInProduction() {
        PRODUCTION.forget(app);
    }

    private void deliverToStaging(String version) {
        List<String> release = Shop.release(app, version);
        cli(
                        "deliver",
                        Stream.concat(release.stream(), Stream.of("--set", "LOG_LEVEL=debug"))
                                .toArray(String[]::new))
                .expect(0);
    }

    private Cli.Outcome promote(String... options) {
        return Cli.run(Stream.concat(
                        Stream.of("promote", PRODUCTION.name, app.name(), "--from", cluster.name), Stream.of(options))
                .toArray(String[]::new));
    }

    @Test
    void releaseOfStagingRunsInProductionWithItsImagesAndOtherValues() {
        String password = LAB.project().resolve("examples/shop/db-password.txt").toString();
        deliverToStaging("1.0");

        assertThat(promote("--set", "LOG_LEVEL=warn").expect(2).text()).contains("db_password", "--secret");
        assertThat(PRODUCTION.services(app)).isEmpty();

        promote("--set", "LOG_LEVEL=warn", "--secret", "db_password=" + password)
                .expect(0);
        PRODUCTION.assertLive(app, "blue 1.0", services("blue"));
        for (String service : services("blue")) {
            assertThat(PRODUCTION.spec(service).image())
                    .isEqualTo(cluster.spec(service).image());
        }
        assertThat(environment(PRODUCTION, "blue")).contains("LOG_LEVEL=warn");
        assertThat(environment(cluster, "blue")).contains("LOG_LEVEL=debug");

        deliverToStaging("2.0");
        assertThat(promote("--plan").expect(0).text()).contains("LOG_LEVEL", "VERSION");
        promote("--set", "LOG_LEVEL=warn").expect(0);
        PRODUCTION.assertLive(app, "green 2.0", services("green"));
        assertThat(environment(PRODUCTION, "green")).contains("LOG_LEVEL=warn");
    }

    private String[] services(String color) {
        return Stream.of("-api-" + color, "-web-" + color, "-worker-" + color, "_db")
                .map(service -> app + service)
                .toArray(String[]::new);
    }

    private String environment(LabCluster where, String color) {
        return where.docker(
                "service",
                "inspect",
                "--format",
                "{{range .Spec.TaskTemplate.ContainerSpec.Env}}{{println .}}{{end}}",
                app + "-web-" + color);
    }
}
