package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A delivery pins one image; a tag that moves later does not change it. */
@OnLab(cluster = "production", app = "it-images")
class ImagesIT extends LabTest {
    private static final String MOVING = "it-moving";

    @Test
    @Fault(value = "registry: the tag of the live release is moved", outcome = "restarted tasks run what was delivered")
    void pinsTheImageAgainstAMovingTag() {
        push("2.0", MOVING);
        deliver(MOVING).expect(0);
        assertLive("blue " + MOVING, blue());
        String pinned = LAB.image(MOVING) + "@" + digest("2.0");
        assertThat(cluster.spec(blue()).image()).isEqualTo(pinned);

        push("2.1", MOVING);
        // Tasks that start after that, and one that restarts.
        Task killed = cluster.runningTasks(blue()).get(0);
        LAB.lab("docker", cluster.hostname(killed), "kill", killed.containerId());
        cluster.docker("service", "scale", "--detach", blue() + "=3");
        Await.until(
                "three tasks run, the killed one not among them",
                () -> cluster.runningTasks(blue()).size() == 3
                        && !ids(cluster.runningTasks(blue())).contains(killed.id()));

        assertThat(cluster.spec(blue()).image()).isEqualTo(pinned);
        assertThat(cluster.runningTasks(blue())).extracting(Task::image).containsOnly(pinned);
        assertThat(cluster.runningTasks(blue())).extracting(this::imageId).containsOnly(imageId("2.0"));
        assertThat(cluster.pages(app, "/version")).containsOnly("2.0");
        assertThat(cli("status").expect(0).json().at("/applications/0/disagreements"))
                .isEmpty();

        deliver(MOVING).expect(0);
        assertLive("green " + MOVING, green());
        assertThat(cluster.spec(green()).image()).isEqualTo(LAB.image(MOVING) + "@" + digest("2.1"));
        assertThat(cluster.pages(app, "/version")).containsOnly("2.1");
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(strings = {":latest", ""})
    void refusesLatestAndNoVersionUnlessAllowed(String tag) {
        push("1.0", "latest");
        String image = repository() + tag;

        for (String command : List.of("plan", "deploy", "deliver")) {
            Cli.Outcome refused =
                    cli(command, "--image", image, "--spec", exampleSpec()).expect(2);
            assertThat(refused.text()).contains(image, "name a fixed version", "allow");
            assertNothingCreated();
        }

        cli("deliver", "--image", image, "--spec", spec(), "--allow-latest").expect(0);
        String digest = digest("1.0");
        assertLive("blue " + (tag.isEmpty() ? shortened(digest) : "latest"), blue());
        assertThat(cluster.spec(blue()).image()).isEqualTo(image + "@" + digest);
    }

    @Test
    void acceptsADigestAsVersion() {
        String digest = digest("2.2");

        cli("deliver", "--image", repository() + "@" + digest, "--spec", spec()).expect(0);

        assertLive("blue " + shortened(digest), blue());
        assertThat(cluster.runningTasks(blue())).extracting(Task::image).containsOnly(repository() + "@" + digest);
        assertThat(cluster.pages(app, "/version")).containsOnly("2.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-demo:no-such-version", "no-such-app:1.0"})
    @Fault(
            value = "registry: the image does not exist",
            outcome = "refused before anything changes",
            says = " has no image ")
    void reportsAMissingImageBeforeAnyChange(String missing) {
        String image = LAB.registry() + "/" + missing;
        assertThat(cli("deliver", "--image", image, "--spec", exampleSpec())
                        .expect(2)
                        .text())
                .contains("registry " + LAB.registry() + " has no image " + image);
        assertNothingCreated();

        deliver("1.0").expect(0);
        ServiceSnapshot live = ServiceSnapshot.of(cluster, blue());
        assertThat(cli("deliver", "--image", image).expect(2).text()).contains("has no image " + image);

        assertLive("blue 1.0", blue());
        assertThat(ServiceSnapshot.of(cluster, blue())).isEqualTo(live);
        assertThat(cluster.ledger(app).history()).hasSize(1);
        assertThat(cluster.ledgers.keptReleases(app)).containsExactly(1);
    }

    /** The image exists when it is resolved; the nodes receive the digest and the credentials. */
    @Test
    void pullsTheCandidateWithTheClustersCredentials() {
        for (String node : List.of("p1", "p2", "p3")) {
            LAB.lab("docker", node, "image", "prune", "--all", "--force");
        }

        deliver("2.0", "--spec", exampleSpec()).expect(0);

        assertLive("blue 2.0", blue());
        assertThat(cluster.runningTasks(blue())).hasSize(3);
    }

    private void assertNothingCreated() {
        assertThat(cluster.services(app)).isEmpty();
        assertThat(cluster.ledgers.read(app)).isEmpty();
        assertThat(cluster.docker("config", "ls", "--quiet", "--filter", "label=" + Labels.APPLICATION + "=" + app))
                .isEmpty();
    }

    private static String repository() {
        return LAB.property("goDemoImage");
    }

    /** Makes a tag in the registry refer to the image of a version. */
    private static void push(String version, String tag) {
        LAB.lab("docker", "s1", "tag", LAB.image(version), LAB.image(tag));
        LAB.lab("docker", "s1", "push", "--quiet", LAB.image(tag));
        LAB.lab("docker", "s1", "rmi", LAB.image(tag));
    }

    /** Node s1 has built all images, so it knows their digests in the registry without a request. */
    private static String digest(String version) {
        String known = LAB.lab(
                "docker",
                "s1",
                "image",
                "inspect",
                "--format",
                "{{range .RepoDigests}}{{.}} {{end}}",
                LAB.image(version));
        assertThat(known.strip().split(" ")).as("digests of %s", version).hasSize(1);
        return known.strip().substring(known.indexOf('@') + 1);
    }

    private static String imageId(String version) {
        return LAB.lab("docker", "s1", "image", "inspect", "--format", "{{.Id}}", LAB.image(version))
                .strip();
    }

    private String imageId(Task task) {
        return LAB.lab("docker", cluster.hostname(task), "inspect", "--format", "{{.Image}}", task.containerId())
                .strip();
    }

    private static String shortened(String digest) {
        return digest.substring("sha256:".length(), "sha256:".length() + 12);
    }

    private static List<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }
}
