package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what has been proved goes to production: marks in a real registry. */
@OnLab(cluster = "production", app = "it-mark")
class MarkIT extends LabTest {
    /** Tags stay in the registry; each run of these tests has its own. */
    private final String proved = "proved-" + Long.toHexString(System.nanoTime());

    @TempDir
    Path folder;

    private Cli.Outcome mark(String image, String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "mark";
        all[1] = cluster.name;
        all[2] = image;
        System.arraycopy(options, 0, all, 3, options.length);
        return Cli.run(all);
    }

    @Test
    void addsATagToTheSameDigest() throws IOException {
        Cli.Outcome first = mark(LAB.image("2.0"), "--as", proved).expect(0);
        String digest = first.json().path("digest").asText();
        assertThat(first.json().path("repository").asText()).isEqualTo(LAB.property("goDemoImage"));
        assertThat(first.json().path("before").isNull()).isTrue();
        assertThat(first.json().path("changed").asBoolean()).isTrue();
        assertThat(manifest(proved)).isEqualTo(manifest("2.0")).isEqualTo(manifest(digest));

        String pinned = LAB.property("goDemoImage") + "@" + digest;
        assertThat(mark(pinned, "--as", proved).expect(0).json().path("changed").asBoolean())
                .isFalse();

        assertThat(mark(LAB.image("2.1"), "--as", proved).expect(2).text())
                .contains(LAB.image(proved), digest, "--overwrite");
        assertThat(manifest(proved)).isEqualTo(manifest("2.0"));
        Cli.Outcome moved =
                mark(LAB.image("2.1"), "--as", proved, "--overwrite").expect(0);
        assertThat(moved.json().path("before").asText()).isEqualTo(digest);
        assertThat(manifest(proved)).isEqualTo(manifest("2.1"));
    }

    @Test
    void deliversOnlyAMarkedImage() {
        String[] order = {"--image", LAB.image("2.0"), "--spec", spec(), "--require-mark", proved + "-*"};
        Cli.Outcome plan = cli("plan", order).expect(2);
        assertThat(plan.json().at("/plan/problems/0").asText())
                .contains(LAB.image("2.0") + "@sha256:", proved + "-*", "--as " + proved + "-2.0");
        assertThat(cli("deploy", order).expect(2).text()).contains("does not carry the mark " + proved);
        // A mark of another image does not count for this one.
        mark(LAB.image("2.1"), "--as", proved + "-2.0").expect(0);
        assertThat(cli("deliver", order).expect(2).text()).contains("1 tags there match, none is this image's");
        assertThat(cluster.services(app)).isEmpty();
        assertThat(cluster.ledgers.read(app)).isEmpty();

        String digest = mark(LAB.image("2.0"), "--as", proved + "-too")
                .expect(0)
                .json()
                .path("digest")
                .asText();
        assertThat(cli("plan", order).expect(0).json().at("/plan/problems")).isEmpty();
        cli("deliver", order).expect(0);
        assertLive("blue 2.0", blue());
        assertThat(cluster.spec(blue()).image()).isEqualTo(LAB.image("2.0") + "@" + digest);
    }

    @Test
    @Tag("slow")
    void clusterRuleAppliesToReleasesNotToRollbacks() {
        Path clusters =
                clusters(text -> text.replace("production:\n", "production:\n  requireMark: " + proved + "-*\n"));
        assertThat(Cli.run(clusters, arguments("deliver", "--image", LAB.image("1.0"), "--spec", spec()))
                        .expect(2)
                        .text())
                .contains("does not carry the mark " + proved + "-*");
        mark(LAB.image("1.0"), "--as", proved + "-1").expect(0);
        mark(LAB.image("2.0"), "--as", proved + "-2").expect(0);
        // The option can only make the requirement stricter.
        assertThat(Cli.run(
                                clusters,
                                arguments(
                                        "deliver",
                                        "--image",
                                        LAB.image("1.0"),
                                        "--spec",
                                        spec(),
                                        "--require-mark",
                                        proved + "-2"))
                        .expect(2)
                        .text())
                .contains("does not carry the mark " + proved + "-2");
        Cli.run(clusters, arguments("deliver", "--image", LAB.image("1.0"), "--spec", spec()))
                .expect(0);
        Cli.run(clusters, arguments("deliver", "--image", LAB.image("2.0"))).expect(0);

        mark(LAB.image("2.0"), "--as", proved + "-1", "--overwrite").expect(0);
        assertThat(Cli.run(clusters, arguments("plan", "--image", LAB.image("1.0")))
                        .expect(2)
                        .text())
                .contains("does not carry");
        Cli.run(clusters, arguments("rollback", "--to", "1.0")).expect(0);
        assertLive("blue 1.0", blue());
    }

    @Test
    void reportsFailuresWithoutThePassword() throws IOException {
        assertThat(mark(LAB.image("no-such-version"), "--as", proved).expect(2).text())
                .contains("no image " + LAB.image("no-such-version"));
        assertThat(mark(LAB.property("goDemoImage"), "--as", proved).expect(2).text())
                .contains("name what was tested");
        assertThat(mark(LAB.image("2.0"), "--as", "not/a tag").expect(2).text()).contains("tag: ");

        Path wrong = Files.writeString(folder.resolve("password"), "not-the-password\n");
        Path wrongPassword = clusters(text -> text.replaceAll("passwordFile: .*", "passwordFile: " + wrong));
        assertThat(marked(wrongPassword, LAB.image("2.0")).expect(2).text())
                .contains("registry " + LAB.registry() + " does not let user deployer see", "says 401")
                .doesNotContain("not-the-password", LAB.password());

        Path withoutCa = clusters(text -> text.replaceAll("      ca: .*\n  router", "  router"));
        assertThat(marked(withoutCa, LAB.image("2.0")).expect(2).text())
                .contains("is not trusted here", "as the registry's CA");

        String nowhere = LAB.registry().replaceFirst(":.*", ":1") + "/go-demo:1.0";
        assertThat(mark(nowhere, "--as", proved).expect(5).text()).contains("no connection", "check that it runs");
    }

    private Cli.Outcome marked(Path clusters, String image) {
        return Cli.run(clusters, "mark", cluster.name, image, "--as", proved);
    }

    private Path clusters(UnaryOperator<String> change) {
        try {
            String text = Files.readString(LAB.clustersFile());
            String changed = change.apply(text);
            assertThat(changed).isNotEqualTo(text);
            return Files.writeString(folder.resolve("clusters.yml"), changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The registry's manifest, unchanged, requested without our own code. */
    private String manifest(String reference) throws IOException {
        Path login = folder.resolve("login");
        Files.writeString(login, "user = \"deployer:" + LAB.password() + "\"\n");
        String address = "https://" + LAB.property("goDemoImage").replaceFirst("/", "/v2/") + "/manifests/" + reference;
        return LAB.curl(
                "--config",
                login.toString(),
                "--cacert",
                LAB.property("caFile"),
                "--header",
                "Accept: application/vnd.docker.distribution.manifest.v2+json",
                address);
    }
}
