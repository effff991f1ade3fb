package io.jenkins.plugins.swarmdelivery.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.lab.Traffic;
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
    void deploysContinuouslyWithoutTheButton() {
        admin.define(JOB, DeliverJob.DURABLE, pipeline(), "VERSION", "CONTINUOUS_DEPLOYMENT");
        deliver("1.0");
        try (Traffic users = Traffic.to(PRODUCTION, APP)) {
            deliver("2.0");
            assertThat(users.endWithoutFailure()).isEqualTo(List.of("blue 1.0", "green 2.0"));
        }
        STAGING.assertLive(APP, "green 2.0", "go-demo-green");
        PRODUCTION.assertLive(APP, "green 2.0", "go-demo-green");
    }

    @Test
    void releaseManagerPromotesWithTheButton() {
        admin.define(JOB, DeliverJob.DURABLE, pipeline(), "VERSION", "CONTINUOUS_DEPLOYMENT");
        int build = releaseManager.build(JOB, Map.of("VERSION", "1.0", "CONTINUOUS_DEPLOYMENT", "false"));
        JENKINS.awaitLog(JOB, build, "Promote go-demo to production?");
        STAGING.assertLive(APP, "blue 1.0", "go-demo-blue");
        assertThat(PRODUCTION.ledgers.read(APP)).isEmpty();

        String input = "job/" + JOB + "/" + build + "/input/";
        assertThat(JENKINS.as(LabJenkins.DEVELOPER)
                        .post(input + "Promote/proceedEmpty", Map.of())
                        .statusCode())
                .as("a press by somebody else")
                .isGreaterThanOrEqualTo(400);
        try (Browser manager = Browser.of(JENKINS, LabJenkins.RELEASE_MANAGER)) {
            manager.open(input).getByText(BUTTON).click();
        }
        JENKINS.assertResult(JOB, build, "SUCCESS");
        assertThat(JENKINS.log(JOB, build)).contains("Approved by rita").doesNotContain("Approved by dev");
        PRODUCTION.assertLive(APP, "blue 1.0", "go-demo-blue");
    }

    private void deliver(String version) {
        int build = releaseManager.build(JOB, Map.of("VERSION", version, "CONTINUOUS_DEPLOYMENT", "true"));
        JENKINS.assertResult(JOB, build, "SUCCESS");
    }

    private static String pipeline() {
        return """
                pipeline {
                  agent any
                  stages {
                    stage('Build and test') { steps {
                      sh 'cp -r "$GO_DEMO/." .'
                      swarmBuildTestImage cluster: 'staging', image: '%1$s', version: params.VERSION,
                          engine: '%2$s', engineCredentialsId: 'build-engine', overwrite: true,
                          buildArgs: ['BASE=%3$s', "VERSION=${params.VERSION}"],
                          testsDockerfile: 'Dockerfile.test', reports: '/reports/*.xml'
                    } }
                    stage('Staging') { steps {
                      swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo',
                                           spec: readFile("${GO_DEMO}/service.json")) { sh '$GO_DEMO/tests/smoke.sh' }
                      swarmRegisterColor(cluster: 'staging', application: 'go-demo') { sh '$GO_DEMO/tests/integration.sh' }
                    } }
                    stage('Promote') {
                      when { beforeInput true; expression { params.CONTINUOUS_DEPLOYMENT != 'true' } }
                      input { id 'Promote'; message 'Promote go-demo to production?'; ok '%4$s'; submitter 'rita' }
                      steps { echo 'promoted' }
                    }
                    stage('Production') { steps {
                      swarmBlueGreenDeploy(cluster: 'production', application: 'go-demo',
                                           spec: readFile("${GO_DEMO}/service.json")) { sh '$GO_DEMO/tests/smoke.sh' }
                      swarmRegisterColor(cluster: 'production', application: 'go-demo') { sh '$GO_DEMO/tests/integration.sh' }
                    } }
                  }
                  post { failure { swarmRollback cluster: 'production', application: 'go-demo' } }
                }
                """.formatted(
                        LAB.registry() + "/e2e/go-demo",
                        LAB.property("staging.managers"),
                        LAB.property("busyboxImage"),
                        BUTTON);
    }
}
