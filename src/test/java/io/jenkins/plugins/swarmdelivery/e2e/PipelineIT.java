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
        admin.define("continuous", DeliverJob.DURABLE, pipeline(), "VERSION", "CONTINUOUS_DEPLOYMENT");
        deliver("1.0");
        try (Traffic users = Traffic.to(PRODUCTION, APP)) {
            deliver("2.0");
            assertThat(users.endWithoutFailure()).isEqualTo(List.of("blue 1.0", "green 2.0"));
        }
        STAGING.assertLive(APP, "green 2.0", "go-demo-green");
        PRODUCTION.assertLive(APP, "green 2.0", "go-demo-green");
    }

    private void deliver(String version) {
        int build = releaseManager.build("continuous", Map.of("VERSION", version, "CONTINUOUS_DEPLOYMENT", "true"));
        JENKINS.assertResult("continuous", build, "SUCCESS");
    }

    private static String pipeline() {
        return """
                pipeline {
                  agent any
                  stages {
                    stage('Staging') { steps {
                      swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: "%1$s:${params.VERSION}",
                                           spec: readFile("${GO_DEMO}/service.json")) { sh '$GO_DEMO/tests/smoke.sh' }
                      swarmRegisterColor(cluster: 'staging', application: 'go-demo') { sh '$GO_DEMO/tests/integration.sh' }
                    } }
                    stage('Promote') {
                      when { beforeInput true; expression { params.CONTINUOUS_DEPLOYMENT != 'true' } }
                      input { message 'Promote go-demo to production?'; submitter 'rita' }
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
                """.formatted(LAB.property("goDemoImage"));
    }
}
