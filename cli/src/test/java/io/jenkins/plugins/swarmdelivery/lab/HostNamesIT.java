package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same router has a second, healthy application of the same color and version: its responses prove nothing. */
@OnLab(cluster = "production", app = "it-names")
class HostNamesIT extends LabTest {
    private static final Application OTHER = new Application("go-demo");
    private static final String PAGE = "/demo/hello";

    @TempDir
    Path folder;

    @BeforeEach
    @AfterEach
    void forgetOther() {
        cluster.forget(OTHER);
    }

    private void deliverOther() {
        Cli.run("deliver", cluster.name, OTHER.name(), "--image", LAB.image("1.0"), "--spec", ONE_TASK)
                .expect(0);
        assertThat(cluster.pages(OTHER, "/version")).containsOnly("1.0");
    }

    /** The example's spec, but each page responds with an error. */
    private String brokenSpec() throws IOException {
        String well = Files.readString(Path.of(exampleSpec()));
        String broken = well.replaceFirst("\"ContainerSpec\" *: *\\{", "$0 \"Env\": [\"FAULT=errors\"],");
        assertThat(broken).isNotEqualTo(well);
        return Files.writeString(folder.resolve("broken.json"), broken).toString();
    }

    @Test
    void neverProvesABrokenReleaseByAnotherApplication() throws IOException {
        deliverOther();
        deploy("1.0", "--spec", brokenSpec()).expect(0);

        Cli.Outcome outcome = cli("register", "--probe", PAGE).expect(1);

        assertThat(outcome.json().path("outcome").asText()).isEqualTo("rolled-back");
        assertThat(outcome.json().path("delivery").path("failure").asText())
                .contains("GET http://it-names.lab:8080/demo/hello at ", " answers 500");
        assertLive("nothing");
    }

    @Test
    void probesAndTestsReachTheRightApplication() {
        deliverOther();
        String asks = "curl -fsS --noproxy '*' --connect-to $SWARM_CONNECT_TO $URL/version | grep -qx 2.0";

        deliver(
                        "2.0",
                        "--probe",
                        PAGE,
                        "--shell",
                        "--pre-test",
                        asks.replace("$URL", "$SWARM_CANDIDATE_URLS"),
                        "--post-test",
                        asks.replace("$URL", "$SWARM_SERVICE_URL"))
                .expect(0);

        assertLive("blue 2.0", blue());
    }

    @Test
    @Tag("slow")
    void testsWithoutTheHostNameReachNoApplication() {
        deliverOther();

        Cli.Outcome outcome = deliver("2.0", "--shell", "--post-test", "curl -fsS --noproxy '*' $SWARM_SERVICE_URL")
                .expect(1);

        assertThat(outcome.json().path("delivery").path("failure").asText()).contains("resolve");
        assertLive("nothing");
    }

    @Test
    void refusesAProbeOfAnotherHost() {
        assertThat(deliver("1.0", "--probe", "//" + OTHER + ".lab/healthz")
                        .expect(2)
                        .text())
                .contains("probe: ", "single slash");
        assertThat(cluster.services(app)).isEmpty();
    }
}
