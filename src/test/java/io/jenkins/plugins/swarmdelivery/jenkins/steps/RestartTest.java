package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.ExecutorStepExecution;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Jenkins goes down during a delivery; the cluster in memory survives. */
class RestartTest {
    private static final String DEPLOY =
            "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:2.0')";
    private static final String REGISTER = "swarmRegisterColor(cluster: 'staging', application: 'go-demo')";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TempDir
    private Path folder;

    private final long waitingForNode = ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS;
    private AbsentAgent away;

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    @BeforeEach
    void begin() {
        ClusterInMemory.reset();
        fake.deliver("1.0");
        away = new AbsentAgent(folder);
    }

    @AfterEach
    void end() {
        ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS = waitingForNode;
    }

    private static WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        ClusterInMemory.configure();
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun build(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getLastBuild();
    }

    @Test
    void resumesAConvergingDelivery() throws Throwable {
        fake.neverHealthy("2.0");
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY + " {}\n" + REGISTER + " {}");
            jenkins.waitForMessage("converging: 0 of 3", build);
        });
        fake.healthy("2.0");
        sessions.then(jenkins -> {
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins)));
            jenkins.assertLogContains("continues after a restart of Jenkins", build(jenkins));
            assertThat(PhaseNodesTest.names(build(jenkins)))
                    .startsWith("starting", "converging", "previewing", "switching")
                    .doesNotHaveDuplicates();
        });
        assertThat(fake.live()).isEqualTo("green 2.0");
        fake.clean();
    }

    @Test
    void resumesADeliveryOfAStackWithoutItsFiles() throws Throwable {
        ClusterInMemory.fake = new FakeCluster();
        fake.routeToWeb();
        fake.neverHealthy("2.0");
        sessions.then(jenkins -> {
            SystemCredentialsProvider.getInstance().getCredentials().add(StackStepTest.password("shop-db"));
            WorkflowRun build = start(
                    jenkins,
                    "node {\n" + StackStepTest.files(StackStepTest.STACK)
                            + StackStepTest.deploy(", values: [VERSION: '2.0'], secrets: [db_password: 'shop-db']")
                            + StackStepTest.register("") + "}");
            jenkins.waitForMessage("converging: ", build);
            jenkins.jenkins.getWorkspaceFor(build.getParent()).deleteRecursive();
        });
        fake.healthy("2.0");
        sessions.then(jenkins -> {
            assertThat(StackStepTest.filesWithPassword(jenkins)).isEmpty();
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins)));
            jenkins.assertLogContains("continues after a restart of Jenkins", build(jenkins));
        });
        assertThat(fake.live()).isEqualTo("blue 2.0");
    }

    /** Until the lease is its own, a step keeps nothing of what it has read: among that are secrets. */
    @Test
    void readsItsStackAgainOnceItsAgentIsBackIfItWasWaitingForTheLease() throws Throwable {
        ClusterInMemory.fake = new FakeCluster();
        fake.routeToWeb();
        fake.leaveUnfinished("1.0", Phase.CONVERGING);
        ClusterInMemory.pace = Duration.ZERO;
        sessions.then(jenkins -> {
            SystemCredentialsProvider.getInstance().getCredentials().add(StackStepTest.password("shop-db"));
            SystemCredentialsProvider.getInstance().save();
            away.create(jenkins);
            WorkflowRun build = start(
                    jenkins,
                    "node('away') {\n" + StackStepTest.files(StackStepTest.STACK)
                            + StackStepTest.deploy(", values: [VERSION: '2.0'], secrets: [db_password: 'shop-db']")
                            + StackStepTest.register("") + "}");
            jenkins.waitForMessage("go-demo is locked by", build);
            away.keepAway();
        });
        ClusterInMemory.pace = ClusterInMemory.PACE;
        ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS =
                Duration.ofMinutes(5).toMillis();
        sessions.then(jenkins -> {
            jenkins.waitForMessage("Waiting for reconnection of away", build(jenkins));
            away.connect(jenkins);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins)));
        });
        assertThat(fake.live()).endsWith(" 2.0");
    }

    /** Both Jenkins run in one process here: the first would keep the lease that the second waits for. */
    @Test
    void stopsTickingWhenItsJenkinsHasEnded() throws Throwable {
        fake.neverHealthy("2.0");
        CountDownLatch caught = new CountDownLatch(1);
        CountDownLatch restarted = new CountDownLatch(1);
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY + " {}\n" + REGISTER + " {}");
            jenkins.waitForMessage("converging: 0 of 3", build);
            ClusterInMemory.connecting = () -> {
                caught.countDown();
                awaitQuietly(restarted);
            };
            assertThat(caught.await(1, TimeUnit.MINUTES)).isTrue();
            ClusterInMemory.connecting = () -> {};
        });
        sessions.then(jenkins -> {
            restarted.countDown();
            fake.healthy("2.0");
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins)));
            jenkins.assertLogContains("continues after a restart of Jenkins", build(jenkins));
        });
        assertThat(fake.live()).isEqualTo("green 2.0");
        fake.clean();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void resumesTestsAfterTheSwitch() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY + " {}\n" + REGISTER + " { semaphore 'after' }");
            SemaphoreStep.waitForStart("after/1", build);
            assertThat(fake.phase()).contains(Phase.VERIFYING);
        });
        sessions.then(jenkins -> {
            String kept = Files.readString(Path.of(build(jenkins).getRootDir().getPath(), "build.xml"));
            assertThat(kept).doesNotContain("swarmdelivery.engine", "DeliveryExecution");
            SemaphoreStep.failure("after/1", new AbortException("no good"));
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build(jenkins)));
            jenkins.assertLogContains("tests after the switch failed: no good", build(jenkins));
        });
        assertThat(fake.live()).isEqualTo("blue 1.0");
        fake.clean();
    }

    @Test
    void doesNotRepeatADeliveryThatEndedMeanwhile() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY + " { semaphore 'before' }");
            SemaphoreStep.waitForStart("before/1", build);
        });
        fake.supersede();
        sessions.then(jenkins -> {
            SemaphoreStep.success("before/1", null);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build(jenkins)));
            jenkins.assertLogContains("ended while Jenkins was down: failed, rolled back by somebody", build(jenkins));
        });
        assertThat(fake.live()).isEqualTo("blue 1.0");
        fake.clean();
    }
}
