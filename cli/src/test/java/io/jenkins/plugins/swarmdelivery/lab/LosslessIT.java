package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with rich-service.json's many rare fields: a release changes only what it should. */
@OnLab(cluster = "production", app = "it-lossless")
class LosslessIT extends LabTest {
    private static final LabCluster CLUSTER = LabCluster.PRODUCTION;
    /** The name of the service's secret and config. */
    private static final String OBJECT = "it-lossless";

    private static final String VOLUME = "it-lossless-data";
    private static final Set<String> NEW_RELEASE = Set.of(
            "~Name",
            "~TaskTemplate/ContainerSpec/Image",
            "~Labels/" + Labels.COLOR,
            "~Labels/" + Labels.RELEASE,
            "~Labels/" + Labels.DELIVERY);
    /**
     * What Docker itself writes into a spec: the id of a network in place of its name, and defaults, the last one since
     * newer engines.
     */
    private static final Set<String> DOCKER_CHANGES = Set.of(
            "~TaskTemplate/Networks/0/Target",
            "+TaskTemplate/Runtime",
            "+TaskTemplate/ContainerSpec/Isolation",
            "+TaskTemplate/ContainerSpec/Privileges/NoNewPrivileges");

    @TempDir
    Path folder;

    @BeforeAll
    static void createReferencedObjects(@TempDir Path folder) throws IOException {
        CLUSTER.forget(new Application("it-lossless"));
        removeReferencedObjects();
        Path content = Files.writeString(folder.resolve("content"), "42");
        CLUSTER.docker("secret", "create", OBJECT, content.toString());
        CLUSTER.docker("config", "create", OBJECT, content.toString());
    }

    @AfterAll
    static void removeReferencedObjects() {
        for (String kind : List.of("secret", "config")) {
            CLUSTER.docker(kind, "ls", "--quiet", "--filter", "name=" + OBJECT)
                    .lines()
                    .forEach(id -> CLUSTER.docker(kind, "rm", id));
        }
        for (String node : List.of("p1", "p2", "p3")) {
            // In use until the last task is gone.
            Await.passes(() -> LAB.lab("docker", node, "volume", "rm", "--force", VOLUME));
        }
    }

    @Test
    void firstReleaseIsTheSpecFileWithReleaseFields() {
        String file = richSpec();

        deliver("1.0", "--spec", file).expect(0);

        assertLive("blue 1.0", blue());
        assertThat(cluster.runningTasks(blue())).hasSize(2);
        assertThat(Specs.changes(Specs.file(file), spec(blue())))
                .filteredOn(change -> !DOCKER_CHANGES.contains(change))
                .containsExactlyInAnyOrder(
                        "+Name",
                        "+TaskTemplate/ContainerSpec/Image",
                        "+Labels/" + Labels.APPLICATION,
                        "+Labels/" + Labels.COLOR,
                        "+Labels/" + Labels.RELEASE,
                        "+Labels/" + Labels.DELIVERY);
    }

    @Test
    void candidateDiffersOnlyInTheIntendedEdits() {
        String file = richSpec();
        deliver("1.0", "--spec", file).expect(0);
        JsonNode first = spec(blue());

        Cli.Outcome deployed = deploy("2.0").expect(0);

        assertLive("blue 1.0", blue(), green());
        assertThat(Specs.changes(spec(blue()), spec(green()))).isEqualTo(NEW_RELEASE);
        assertThat(Specs.changes(Specs.file(file), spec(green())))
                .as("what the file says, but for the network's id")
                .filteredOn(change -> !change.startsWith("+"))
                .containsExactly("~TaskTemplate/Networks/0/Target");
        assertThat(spec(blue())).as("the live service").isEqualTo(first);
        assertThat(spec(green()).at("/TaskTemplate/ContainerSpec/Image").asText())
                .startsWith(LAB.image("2.0") + "@sha256:")
                .isEqualTo(deployed.json().at("/delivery/to/image").asText());
        assertThat(cluster.runningTasks(green())).hasSize(2);
    }

    @Test
    void rareFieldsSurviveReleasesAndRollback() {
        deliver("1.0", "--spec", richSpec()).expect(0);
        JsonNode first = spec(blue());

        deliver("2.0").expect(0);
        JsonNode second = spec(green());
        deliver("2.1").expect(0);
        assertThat(Specs.changes(second, spec(blue()))).isEqualTo(NEW_RELEASE);

        cli("rollback", "--to", "1.0").expect(0);

        assertLive("green 1.0", green());
        assertThat(Specs.changes(first, spec(green())))
                .as("1.0 from its kept spec, as the other color")
                .containsExactlyInAnyOrder("~Name", "~Labels/" + Labels.COLOR, "~Labels/" + Labels.DELIVERY);
        assertThat(cluster.runningTasks(green())).hasSize(2);
    }

    /** Docker may accept a field and then ignore it: check the containers themselves. */
    @Test
    void candidatesContainersMatchTheSpec() {
        deliver("1.0", "--spec", richSpec()).expect(0);
        deliver("2.0").expect(0);

        Set<String> seen = cluster.runningTasks(green()).stream()
                .map(task -> LAB.lab(
                                "docker", cluster.hostname(task), "inspect", "--format", CONTAINER, task.containerId())
                        .strip())
                .collect(Collectors.toSet());

        assertThat(seen)
                .containsExactly("[CAP_NET_BIND_SERVICE CAP_SYS_NICE] [CAP_MKNOD CAP_NET_RAW] 777 123 true true"
                        + " [legacy:10.9.9.9 other:10.9.9.10] [192.0.2.53] json");
    }

    private static final String CONTAINER = "{{.HostConfig.CapAdd}} {{.HostConfig.CapDrop}}"
            + " {{index .HostConfig.Sysctls \"net.core.somaxconn\"}} {{.HostConfig.PidsLimit}} {{.HostConfig.Init}}"
            + " {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.ExtraHosts}} {{.HostConfig.Dns}}"
            + " {{index .Config.Labels \"logging\"}}";

    private String richSpec() {
        return Specs.resource(folder, "rich-service.json", spec -> {
            ObjectNode container = (ObjectNode) spec.at("/TaskTemplate/ContainerSpec");
            ((ObjectNode) container.at("/Secrets/0")).put("SecretID", id("secret"));
            ((ObjectNode) container.at("/Configs/0")).put("ConfigID", id("config"));
        });
    }

    private String id(String kind) {
        return cluster.docker(kind, "inspect", "--format", "{{.ID}}", OBJECT);
    }

    private JsonNode spec(String service) {
        return cluster.api("/services/" + service).path("Spec");
    }
}
