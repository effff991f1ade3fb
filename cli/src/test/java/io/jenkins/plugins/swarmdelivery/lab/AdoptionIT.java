package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service created with the Docker client becomes the first color of an application. */
@OnLab(cluster = "production", app = "it-adopt", adopts = "handmade")
class AdoptionIT extends LabTest {
    private static final String HANDMADE = "handmade";

    private static final String[] RICH = {
        "--publish", "mode=host,published=18080,target=8080",
        "--network", "name=apps,alias=shop",
        "--label", "traefik.enable=true",
        "--label", "traefik.http.routers.shop.rule=Host(`shop.lab`)",
        "--label", "com.df.notify=true",
        "--label", "com.docker.stack.namespace=old-stack",
        "--label", "team=shop"
    };

    @BeforeEach
    @AfterEach
    void removeHandmade() {
        cluster.docker("service", "ls", "--quiet", "--filter", "name=" + HANDMADE)
                .lines()
                .forEach(id -> cluster.docker("service", "rm", id));
    }

    @Test
    void adoptsAServiceWithoutRestartingATask() {
        createService("--network", "apps", "--label", "team=shop");
        ServiceSnapshot before = ServiceSnapshot.of(cluster, HANDMADE);

        Cli.Outcome adopted = cli("adopt", "--service", HANDMADE).expect(0);

        assertLive("blue 1.0", HANDMADE);
        ServiceSnapshot after = ServiceSnapshot.of(cluster, HANDMADE);
        assertThat(after.tasks()).isEqualTo(before.tasks()).hasSize(2);
        assertThat(Specs.changes(before.service().path("Spec"), after.service().path("Spec")))
                .containsExactlyInAnyOrder(
                        "+Labels/" + Labels.APPLICATION, "+Labels/" + Labels.COLOR, "+Labels/" + Labels.RELEASE);
        assertThat(adopted.json().at("/delivery/to/adopted").asBoolean()).isTrue();
        assertThat(adopted.json().at("/delivery/to/service").asText()).isEqualTo(HANDMADE);
        assertThat(cluster.pages(app, "/version")).hasSize(3).containsOnly("1.0");
    }

    @Test
    void replacesItAndRollsBackToTheSameTasks() {
        createService("--network", "apps");
        ServiceSnapshot before = ServiceSnapshot.of(cluster, HANDMADE);
        cli("adopt", "--service", HANDMADE).expect(0);

        deliver("2.0", "--keep-standby", "1h").expect(0);
        assertLive("green 2.0", HANDMADE, green());
        assertThat(cluster.pages(app, "/version")).containsOnly("2.0");

        cli("rollback").expect(0);
        assertLive("blue 1.0", HANDMADE);
        assertThat(ServiceSnapshot.of(cluster, HANDMADE).tasks()).isEqualTo(before.tasks());
        assertThat(cluster.pages(app, "/version")).containsOnly("1.0");
    }

    @Test
    @Tag("slow")
    void rollsBackToItAfterItIsRetired() {
        createService("--network", "apps", "--env", "GREETING=by hand");
        cli("adopt", "--service", HANDMADE).expect(0);

        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
        assertThat(cluster.docker("service", "ls", "--quiet", "--filter", "name=" + HANDMADE))
                .isEmpty();

        cli("rollback", "--to", "1.0").expect(0);
        assertLive("blue 1.0", blue());
        assertThat(env(blue())).containsExactly("GREETING=by hand");
        assertThat(cluster.pages(app, "/version")).containsOnly("1.0");
    }

    @Test
    void planListsWhatTheCandidateDropsAndRefusesPublishedPorts() {
        createService(RICH);
        cli("adopt", "--service", HANDMADE).expect(0);
        ServiceSnapshot adopted = ServiceSnapshot.of(cluster, HANDMADE);

        Cli.Outcome plan = cli("plan", "--image", LAB.image("2.0")).expect(2);

        assertThat(texts(plan.json().at("/plan/problems")))
                .singleElement()
                .asString()
                .contains("publishes ports itself", "18080", "--drop-ports");
        assertThat(texts(plan.json().at("/plan/warnings")))
                .anyMatch(warning -> warning.contains("traefik.enable=true"))
                .anyMatch(warning -> warning.contains("traefik.http.routers.shop.rule=Host(`shop.lab`)"))
                .anyMatch(warning -> warning.contains("com.df.notify=true"))
                .anyMatch(warning -> warning.contains("com.docker.stack.namespace=old-stack"))
                .anyMatch(warning -> warning.contains("[shop]"))
                .noneMatch(warning -> warning.contains("team=shop"));
        assertThat(deploy("2.0").expect(2).text()).contains("publishes ports itself", "--drop-ports");
        assertLive("blue 1.0", HANDMADE);
        assertThat(ServiceSnapshot.of(cluster, HANDMADE)).isEqualTo(adopted);
    }

    @Test
    void startsACandidateWithoutPortsAliasesAndStackLabels() {
        createService(RICH);
        cli("adopt", "--service", HANDMADE).expect(0);
        ServiceSnapshot adopted = ServiceSnapshot.of(cluster, HANDMADE);

        deploy("2.0", "--drop-ports").expect(0);

        assertLive("blue 1.0", HANDMADE, green());
        assertThat(Specs.changes(
                        adopted.service().path("Spec"),
                        cluster.api("/services/" + green()).path("Spec")))
                .containsExactlyInAnyOrder(
                        "~Name",
                        "~TaskTemplate/ContainerSpec/Image",
                        "~Labels/" + Labels.COLOR,
                        "~Labels/" + Labels.RELEASE,
                        "+Labels/" + Labels.DELIVERY,
                        "-EndpointSpec/Ports",
                        "-TaskTemplate/Networks/0/Aliases",
                        "-Labels/traefik.enable",
                        "-Labels/traefik.http.routers.shop.rule",
                        "-Labels/com.df.notify",
                        "-Labels/com.docker.stack.namespace",
                        "+Labels/io.jenkins.swarm-delivery.adopted");
        assertThat(ServiceSnapshot.of(cluster, HANDMADE)).as("the live service").isEqualTo(adopted);

        cli("register").expect(0);
        assertLive("green 2.0", green());
        cli("rollback", "--to", "1.0").expect(0);
        assertLive("blue 1.0", blue());
        assertThat(cluster.pages(app, "/version")).containsOnly("1.0");
    }

    @Test
    void leavesAServiceItCannotAdoptUnchanged() {
        assertThat(cli("adopt", "--service", "nobody").expect(2).text()).contains("nobody", "no service of this name");
        deliver("1.0").expect(0);
        createService("--network", "apps");
        ServiceSnapshot before = ServiceSnapshot.of(cluster, HANDMADE);

        assertThat(cli("adopt", "--service", HANDMADE).expect(2).text()).contains("has a release already: blue 1.0");

        assertLive("blue 1.0", blue());
        assertThat(ServiceSnapshot.of(cluster, HANDMADE)).isEqualTo(before);
    }

    private void createService(String... options) {
        List<String> command = new ArrayList<>(List.of(
                "service",
                "create",
                "--detach",
                "--quiet",
                "--name",
                HANDMADE,
                "--replicas",
                "2",
                "--with-registry-auth",
                "--endpoint-mode",
                "dnsrr",
                "--stop-grace-period",
                "3s"));
        command.addAll(List.of(options));
        command.add(LAB.image("1.0"));
        cluster.docker(command.toArray(String[]::new));
        Await.until(HANDMADE + " runs", () -> cluster.runningTasks(HANDMADE).size() == 2);
    }

    private List<String> env(String service) {
        return texts(cluster.api("/services/" + service).at("/Spec/TaskTemplate/ContainerSpec/Env"));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
