package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveriesAction;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecord;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.PhaseRecord;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** A build's records of its deliveries. */
class BuildRecordTest extends SharedJenkins {
    private static final String DEPLOY =
            "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:2.0')";
    private static final String REGISTER = "swarmRegisterColor(cluster: 'staging', application: 'go-demo')";

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    @BeforeEach
    void begin() {
        ClusterInMemory.begin();
        fake.deliver("1.0");
    }

    private static DeliveryRecord only(WorkflowRun build) {
        List<DeliveryRecord> records = DeliveriesAction.recorded(build);
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static List<String> phases(DeliveryRecord record, RecordState state) {
        return record.getPhases().stream()
                .filter(phase -> phase.getState() == state)
                .map(PhaseRecord::getName)
                .toList();
    }

    @Test
    void deployAndRegisterAreOneDelivery() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job(DEPLOY + " {}\n" + REGISTER + " {}"));

        DeliveryRecord record = only(build);
        assertThat(record.getState()).isEqualTo(RecordState.DONE);
        assertThat(record.getColor()).isEqualTo("green");
        assertThat(record.getPrevious()).isEqualTo("blue 1.0");
        assertThat(record.getVersion()).isEqualTo("2.0");
        assertThat(record.getDigest()).startsWith("sha256:");
        assertThat(record.getHealthy()).isEqualTo(3);
        assertThat(record.getWanted()).isEqualTo(3);
        assertThat(phases(record, RecordState.DONE))
                .containsExactly(
                        "starting",
                        "converging",
                        "previewing",
                        "testing",
                        "ready",
                        "switching",
                        "proving",
                        "registering",
                        "verifying",
                        "baking",
                        "retiring");
        assertThat(record.getPhases()).hasSize(11);
    }

    @Test
    void showsADeliveryInProgress() throws Exception {
        fake.neverHealthy("2.0");
        WorkflowRun build =
                job(DEPLOY + " { semaphore 'before' }").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("converging: 0 of 3", build);

        DeliveryRecord converging = only(build);
        assertThat(converging.getState()).isEqualTo(RecordState.RUNNING);
        assertThat(converging.getWaitingFor()).startsWith("0 of 3 tasks healthy");
        assertThat(converging.getHealthy()).isZero();
        assertThat(phases(converging, RecordState.RUNNING)).containsExactly("converging");
        assertThat(phases(converging, RecordState.WAITING)).startsWith("previewing", "testing", "ready", "switching");

        fake.healthy("2.0");
        SemaphoreStep.waitForStart("before/1", build);
        assertThat(phases(only(build), RecordState.RUNNING)).containsExactly("testing");
        SemaphoreStep.success("before/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(only(build).getState()).isEqualTo(RecordState.WAITING);
        assertThat(only(build).getOutcome()).isEqualTo("candidate is ready");
    }

    @Test
    void recordsARollbackWithItsReasonAndAWarning() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(
                Result.SUCCESS,
                job(DEPLOY + " {}\ntry { " + REGISTER + " { error 'no good' } } catch (e) { echo 'goes on' }"));

        DeliveryRecord record = only(build);
        assertThat(record.getState()).isEqualTo(RecordState.ROLLED_BACK);
        assertThat(record.getFailure()).isEqualTo("tests after the switch failed: no good");
        assertThat(phases(record, RecordState.FAILED)).containsExactly("verifying");
        assertThat(phases(record, RecordState.ROLLED_BACK)).containsExactly("reverting", "stopping");
        assertThat(warnings(build))
                .containsExactly("go-demo 2.0 on staging: rolled back to the old release:"
                        + " tests after the switch failed: no good");
    }

    @Test
    void recordsAnAbortWithTheUserNotAsFailedTests() throws Exception {
        WorkflowRun build = job(DEPLOY + " {}\n" + REGISTER + " { semaphore 'aborted' }")
                .scheduleBuild2(0)
                .waitForStart();
        SemaphoreStep.waitForStart("aborted/1", build);

        build.getExecutor().interrupt(Result.ABORTED, new CauseOfInterruption.UserInterruption("anna"));

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("aborted by anna during the tests after the switch, rolled back to the old", build);
        assertEnded(build, RecordState.ABORTED, "verifying", "aborted");
        assertThat(only(build).getFailure()).isEqualTo("aborted by anna during the tests after the switch");
    }

    @Test
    void recordsATimeoutInTheBlockNotAsFailedTests() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(
                Result.ABORTED, job(DEPLOY + " { timeout(time: 1, unit: 'SECONDS') { semaphore 'slow' } }"));

        assertEnded(build, RecordState.TIMED_OUT, "testing", "timed-out");
        assertThat(only(build).getOutcome())
                .isEqualTo("timed out during the tests before the switch, previous state restored");
    }

    @Test
    void recordsATimeoutAroundTheStepNotAsFailure() throws Exception {
        fake.neverHealthy("2.0");

        WorkflowRun build = jenkins.buildAndAssertStatus(
                Result.ABORTED, job("timeout(time: 2, unit: 'SECONDS') { " + DEPLOY + " {} }"));

        assertEnded(build, RecordState.TIMED_OUT, "converging", "timed-out");
        jenkins.assertLogContains("go-demo 2.0 on staging: timed out, previous state restored", build);
    }

    @Test
    void recordsAnAbortWhileWaitingForTheLock() throws Exception {
        WorkflowRun first =
                job(DEPLOY + " { semaphore 'holds' }").scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("holds/1", first);
        WorkflowRun second = job(DEPLOY + " {}").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("waiting: go-demo is locked by", second);

        second.getExecutor().interrupt(Result.ABORTED, new CauseOfInterruption.UserInterruption("bert"));

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(second));
        assertThat(only(second).getState()).isEqualTo(RecordState.ABORTED);
        assertThat(only(second).getFailure()).isEqualTo("aborted by bert");
        SemaphoreStep.success("holds/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
    }

    private static void assertEnded(WorkflowRun build, RecordState how, String phase, String outcome) {
        assertThat(only(build).getState()).isEqualTo(how);
        assertThat(phases(only(build), how)).containsExactly(phase);
        assertThat(fake.history().get(0).outcome()).isEqualTo(outcome);
        assertThat(fake.live()).isEqualTo("blue 1.0");
    }

    private static List<String> warnings(WorkflowRun build) {
        List<FlowNode> nodes = new java.util.ArrayList<>();
        new FlowGraphWalker(build.getExecution()).forEach(nodes::add);
        return nodes.stream()
                .map(node -> node.getAction(WarningAction.class))
                .filter(java.util.Objects::nonNull)
                .map(WarningAction::getMessage)
                .toList();
    }

    @Test
    void recordsFailedTasksWithTheirLastOutput() throws Exception {
        fake.crashes("2.0");

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job(DEPLOY + " {}"));

        DeliveryRecord record = only(build);
        assertThat(record.getState()).isEqualTo(RecordState.FAILED);
        assertThat(record.getOutcome()).isEqualTo("failed, previous state restored");
        assertThat(record.getFailure()).contains("task: non-zero exit (3)", "log: last words of 1");
        assertThat(record.getNotes()).isEmpty();
        assertThat(phases(record, RecordState.FAILED)).containsExactly("converging");
    }

    @Test
    void recordsARefusal() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job(REGISTER + " {}"));

        assertThat(only(build).getState()).isEqualTo(RecordState.FAILED);
        assertThat(only(build).getFailure()).isEqualTo("no candidate of go-demo is ready; deploy one first");
    }

    @Test
    void recordsTheLockItWaitsFor() throws Exception {
        WorkflowRun first =
                job(DEPLOY + " { semaphore 'held' }").scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("held/1", first);
        WorkflowRun second = job(DEPLOY + " {}").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("waiting: go-demo is locked by", second);

        assertThat(only(second).getState()).isEqualTo(RecordState.WAITING);
        assertThat(only(second).getWaitingFor()).contains("go-demo is locked by " + first.getExternalizableId());

        SemaphoreStep.success("held/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(second));
        // The first build's candidate was rolled back in favor of the second one's.
        assertThat(DeliveriesAction.recorded(second))
                .extracting(DeliveryRecord::getState)
                .containsExactly(RecordState.ABORTED, RecordState.WAITING);
        assertThat(fake.history().get(0).reason())
                .isEqualTo("left unfinished in ready, superseded by " + second.getExternalizableId()
                        + ": deploy registry:5000/go-demo:2.0");
    }

    @Test
    void recordsSurviveReloadingTheBuild() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job(DEPLOY + " {}\n" + REGISTER + " {}"));
        build.reload();

        assertThat(only(build).getPhases()).hasSize(11);
        assertThat(only(build).getPhases().get(0).getStartedAt()).isPositive();
        String xml = Files.readString(Path.of(build.getRootDir().getPath(), "build.xml"));
        assertThat(xml).contains("<color>green</color>").doesNotContain("swarmdelivery.engine", "dockerjava");
    }
}
