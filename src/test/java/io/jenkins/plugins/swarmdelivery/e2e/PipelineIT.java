package io.jenkins.plugins.swarmdelivery.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.lab.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pipeline that the project is made for, in a real Jenkins, from the commit to the users of two real Swarms. */
class PipelineIT {
    private static final Application APP = new Application("go-demo");

    private static final String JOB = "go-demo";
    private static final String BUTTON = "Promote to production";

    @RegisterExtension
    static final LabJenkins JENKINS = new LabJenkins();

    private final LabUser admin = JENKINS.as(LabJenkins.ADMIN);
    private final LabUser releaseManager = JENKINS.as(LabJenkins.RELEASE_MANAGER);

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        STAGING.forget(APP);
        PRODUCTION.forget(APP);
    }

    @Test
    void firstReleaseIsPromotedWithTheButtonAndTheNextDeployedWithoutIt() throws IOException {
        Path jenkinsfile = LAB.project().resolve("examples/go-demo/Jenkinsfile");
        admin.define(JOB, DeliverJob.DURABLE, Files.readString(jenkinsfile));

        int first = releaseManager.build(JOB, Map.of());
        JENKINS.awaitLog(JOB, first, "Promote go-demo to production?");
        STAGING.assertLive(APP, "blue 1." + first, "go-demo-blue");
        assertThat(PRODUCTION.ledgers.read(APP)).isEmpty();
        String input = "job/" + JOB + "/" + first + "/input/";
        assertThat(JENKINS.as(LabJenkins.DEVELOPER)
                        .post(input + "Promote/proceedEmpty", Map.of())
                        .statusCode())
                .as("a press by somebody else")
                .isGreaterThanOrEqualTo(400);
        try (Browser manager = Browser.of(JENKINS, LabJenkins.RELEASE_MANAGER)) {
            manager.open(input).getByText(BUTTON).click();
        }
        JENKINS.assertResult(JOB, first, "SUCCESS");
        assertThat(JENKINS.log(JOB, first)).contains("Approved by rita").doesNotContain("Approved by dev");
        PRODUCTION.assertLive(APP, "blue 1." + first, "go-demo-blue");

        int second;
        try (Traffic users = Traffic.to(PRODUCTION, APP)) {
            second = releaseManager.build(JOB, Map.of("CONTINUOUS_DEPLOYMENT", "true"));
            JENKINS.assertResult(JOB, second, "SUCCESS");
            assertThat(users.endWithoutFailure()).isEqualTo(List.of("blue 1." + first, "green 1." + second));
        }
        STAGING.assertLive(APP, "green 1." + second, "go-demo-green");
        PRODUCTION.assertLive(APP, "green 1." + second, "go-demo-blue", "go-demo-green");
    }
}
