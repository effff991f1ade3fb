package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveriesAction;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecord;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Jenkins goes down during an image build. */
class ImageBuildRestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final BuildEngineInMemory engine = new BuildEngineInMemory().testsHang();

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void stepReportsThatItWasInterrupted() throws Throwable {
        sessions.then(jenkins -> {
            ClusterInMemory.begin();
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
            job.setDefinition(new CpsFlowDefinition(
                    "node {\nwriteFile file: 'Dockerfile', text: 'FROM scratch'\n"
                            + "swarmBuildTestImage cluster: 'staging', image: '127.0.0.1:1/go-demo', version: '1.7',"
                            + " builder: 'classic', engine: '" + engine.address()
                            + "', dockerfile: 'Dockerfile', tests: [dockerfile: 'Dockerfile']\n}",
                    true));
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("tests run", build);
        });
        sessions.then(jenkins -> {
            WorkflowRun build =
                    jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getLastBuild();
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
            DeliveryRecord shown = DeliveriesAction.recorded(build).get(0);
            assertThat(shown.getState()).isEqualTo(RecordState.FAILED);
            assertThat(shown.getFailure()).contains("interrupted by a restart of Jenkins");
            assertThat(shown.getPhases())
                    .extracting(
                            phase -> phase.getName() + " " + phase.getState().word())
                    .containsExactly("tests image done", "tests failed", "image not-run");
            jenkins.assertLogContains(
                    "the build of 127.0.0.1:1/go-demo:1.7 was interrupted by a restart of Jenkins", build);
        });
        assertThat(engine.tags()).containsOnlyKeys("127.0.0.1:1/go-demo:1.7-tests");
    }
}
