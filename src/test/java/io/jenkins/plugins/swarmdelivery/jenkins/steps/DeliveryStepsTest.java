package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;

/** The steps in a Pipeline, against a cluster in memory. */
class DeliveryStepsTest extends SharedJenkins {
    private static final String IMAGE = "registry:5000/go-demo:";

    @BeforeEach
    void begin() {
        ClusterInMemory.begin();
    }

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    private WorkflowRun run(Result expected, String script) throws Exception {
        return jenkins.buildAndAssertStatus(expected, job(script));
    }

    static String deploy(String version, String block) {
        return "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: '" + IMAGE + version + "')"
                + block + "\n";
    }

    static String register(String block) {
        return "swarmRegisterColor(cluster: 'staging', application: 'go-demo')" + block + "\n";
    }

    @Test
    void deploysAFirstReleaseFromASpec() throws Exception {
        run(
                Result.SUCCESS,
                "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: '" + IMAGE + "1.0', spec: '''"
                        + FakeCluster.spec() + "''') {}\n" + register(" {}"));

        assertThat(fake.live()).isEqualTo("blue 1.0");
        fake.clean();
    }

    @Test
    void bringsTheRoutesOfAReleaseUnlessTheRouterMustNotChange() throws Exception {
        fake.lacksRoutes();
        String spec = FakeCluster.spec().replace("\"team\"", "\"swarm-delivery.route.port\":\"8080\",\"team\"");
        String step = "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: '" + IMAGE
                + "1.0', spec: '''" + spec + "'''";

        jenkins.assertLogContains(
                "the router lacks the new route */ to port 8080",
                run(Result.FAILURE, step + ", noRouterChange: true) {}"));
        assertThat(fake.knowsRoutes()).isFalse();
        assertThat(fake.phase()).isEqualTo(Optional.empty());
        run(Result.SUCCESS, step + ") {}");

        assertThat(fake.knowsRoutes()).isTrue();
    }

    @Test
    void logNamesApplicationAndClusterAndStepParameters() throws Exception {
        WorkflowRun refused = run(Result.FAILURE, deploy("1.0", " {}"));
        jenkins.assertLogContains("give the service's spec with spec: readFile('FILE.json')", refused);
        jenkins.assertLogNotContains("--spec", refused);

        fake.deliver("1.0");
        WorkflowRun build = run(Result.SUCCESS, deploy("2.0", " {}"));
        jenkins.assertLogContains("[go-demo@staging] starting: start the candidate", build);
        jenkins.assertLogContains("[go-demo@staging] go-demo 2.0 on staging: candidate is ready", build);
    }

    @Test
    void runsTestsAroundTheSwitchAndReturnsResults() throws Exception {
        fake.deliver("1.0");

        WorkflowRun build = run(
                Result.SUCCESS,
                "def candidate = "
                        + deploy("2.0", " { echo \"before: ${env.SWARM_COLOR} at ${env.SWARM_CANDIDATE_URLS}\" }")
                        + "echo \"ready: ${candidate.color} after ${candidate.previousColor}, ${candidate.release}\"\n"
                        + "def live = "
                        + register(" { echo \"after: ${env.SWARM_RELEASE} at ${env.SWARM_SERVICE_URL}\" }")
                        + "echo \"digest: ${live.digest}, verified in ${live.durations.verifying}\"");

        jenkins.assertLogContains("before: green at http://preview", build);
        jenkins.assertLogContains("ready: green after blue, 2.0", build);
        jenkins.assertLogContains("after: 2.0 at http://service", build);
        jenkins.assertLogContains("digest: sha256:", build);
        assertThat(fake.live()).isEqualTo("green 2.0");
        assertThat(fake.history().get(0).author().build()).isEqualTo(jenkins.getURL() + build.getUrl());
        fake.clean();
    }

    @Test
    void reportsAStandbyThatIsGivenUp() throws Exception {
        fake.deliver("1.0");
        fake.deliverOver("2.0");

        WorkflowRun build =
                run(Result.SUCCESS, "def done = " + deploy("3.0", " {}") + "echo \"gave up ${done.standbyGivenUp}\"");

        jenkins.assertLogContains("the standby blue 1.0 is given up, because the candidate needs its color", build);
        jenkins.assertLogContains("gave up blue 1.0", build);
        run(Result.FAILURE, register(" { error 'no good' }"));
        assertThat(fake.history().get(0).reason()).contains("; the standby blue 1.0 was given up");
    }

    @Test
    void failureBeforeTheSwitchRestoresEverything() throws Exception {
        fake.deliver("1.0");

        WorkflowRun build = run(Result.FAILURE, deploy("2.0", " { error 'no good' }"));

        jenkins.assertLogContains(
                "go-demo 2.0 on staging: failed, previous state restored: tests before the switch failed: no good",
                build);
        assertThat(fake.live()).isEqualTo("blue 1.0");
        fake.clean();
    }

    @Test
    void failureAfterTheSwitchRollsBack() throws Exception {
        fake.deliver("1.0");

        WorkflowRun build = run(Result.FAILURE, deploy("2.0", " {}") + register(" { error 'no good' }"));

        jenkins.assertLogContains("tests after the switch failed: no good", build);
        assertThat(fake.live()).isEqualTo("blue 1.0");
        fake.clean();
    }

    @Test
    void registersOnlyItsOwnCandidate() throws Exception {
        fake.deliver("1.0");

        WorkflowRun build = job(deploy("2.0", " {}") + "semaphore 'between'\n" + register(" {}"))
                .scheduleBuild2(0)
                .waitForStart();
        SemaphoreStep.waitForStart("between/1", build);
        run(Result.SUCCESS, deploy("3.0", " {}"));
        SemaphoreStep.success("between/1", null);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));

        jenkins.assertLogContains("the ready candidate of go-demo is 3.0 of", build);
        assertThat(fake.live()).isEqualTo("blue 1.0");
    }

    @Test
    void laterStepsUseTheBuildsReleaseByDigest() throws Exception {
        fake.deliver("1.0");

        WorkflowRun build = run(
                Result.SUCCESS,
                deploy("2.0", " {}") + register(" {}")
                        + "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo') {}\n" + register(" {}"));

        assertThat(fake.live()).isEqualTo("blue 2.0");
        assertThat(fake.history().get(0).image())
                .isEqualTo(fake.history().get(1).image());
        assertThat(fake.history().get(0).image()).contains("@sha256:");
        assertThat(build.getResult()).isEqualTo(Result.SUCCESS);
        fake.clean();
    }

    @Test
    void abortWhileConvergingRemovesTheCandidate() throws Exception {
        fake.deliver("1.0");
        fake.neverHealthy("2.0");
        WorkflowRun build = job(deploy("2.0", " {}")).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("converging: 0 of 3", build);

        build.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(fake.live()).isEqualTo("blue 1.0");
        assertThat(fake.services()).containsExactly("go-demo-blue");
        fake.clean();
    }

    @Test
    void abortDuringTestsAfterTheSwitchRollsBack() throws Exception {
        fake.deliver("1.0");
        WorkflowRun build = job(deploy("2.0", " {}") + register(" { semaphore 'after' }"))
                .scheduleBuild2(0)
                .waitForStart();
        SemaphoreStep.waitForStart("after/1", build);
        assertThat(fake.phase()).contains(Phase.VERIFYING);

        build.doStop();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(fake.live()).isEqualTo("blue 1.0");
        fake.clean();
    }

    @Test
    void twoBuildsOfOneApplicationTakeTurns() throws Exception {
        fake.deliver("1.0");
        WorkflowRun first =
                job(deploy("2.0", " { semaphore 'held' }")).scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("held/1", first);
        WorkflowRun second =
                job(deploy("3.0", " {}") + register(" {}")).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("waiting: go-demo is locked by " + first.getExternalizableId(), second);

        SemaphoreStep.success("held/1", null);

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(second));
        assertThat(fake.live()).isEqualTo("green 3.0");
        fake.clean();
    }

    @Test
    void failsImmediatelyIfItMayNotWaitForTheLock() throws Exception {
        fake.deliver("1.0");
        WorkflowRun first =
                job(deploy("2.0", " { semaphore 'kept' }")).scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("kept/1", first);

        WorkflowRun second = run(
                Result.FAILURE,
                "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:3.0',"
                        + " waitForLock: '0') {}");

        jenkins.assertLogContains("go-demo is locked by", second);
        SemaphoreStep.success("kept/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
    }

    @Test
    void protectedClusterRequiresMoreThanBuildPermission() throws Exception {
        fake.deliver("1.0");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        MockAuthorizationStrategy rights = new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("carl", "bert")
                .grant(SwarmPermissions.DEPLOY)
                .everywhere()
                .to("bert");
        jenkins.jenkins.setAuthorizationStrategy(rights);
        WorkflowJob job = job(deploy("2.0", " {}").replace("staging", "production"));

        WorkflowRun refused = jenkins.assertBuildStatus(Result.FAILURE, startedBy("carl", job));
        WorkflowRun allowed = jenkins.assertBuildStatus(Result.SUCCESS, startedBy("bert", job));

        jenkins.assertLogNotContains("starting:", refused);
        jenkins.assertLogContains("carl is missing the Docker Swarm Delivery/Deploy permission", refused);
        jenkins.assertLogContains("go-demo 2.0 on production: candidate is ready", allowed);
    }

    private static WorkflowRun startedBy(String user, WorkflowJob job) throws Exception {
        try (ACLContext as = ACL.as2(User.getById(user, true).impersonate2())) {
            return job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause()))
                    .get();
        }
    }

    @Test
    void refusesInvalidParametersBeforeAnyChange() throws Exception {
        jenkins.assertLogContains(
                "cluster: \"nowhere\" is not valid",
                run(Result.FAILURE, "swarmRollback cluster: 'nowhere', application: 'go-demo'"));
        jenkins.assertLogContains(
                "application: \"Go Demo\" is not valid",
                run(Result.FAILURE, "swarmRollback cluster: 'staging', application: 'Go Demo'"));
        jenkins.assertLogContains(
                "bake: \"soon\" is not valid",
                run(Result.FAILURE, "swarmRegisterColor(cluster: 'staging', application: 'go-demo', bake: 'soon') {}"));
        jenkins.assertLogContains(
                "this build has made no release of go-demo yet",
                run(Result.FAILURE, "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo') {}"));
        assertThat(fake.phase()).isEqualTo(Optional.empty());
    }

    @Test
    void buildRecordContainsNoEngineClasses() throws Exception {
        fake.deliver("1.0");
        WorkflowRun build = run(Result.SUCCESS, deploy("2.0", " { echo 'tested' }") + register(" {}"));

        String record = Files.readString(Path.of(build.getRootDir().getPath(), "build.xml"));

        assertThat(record).contains("<string>" + fake.history().get(0).image() + "</string>");
        assertThat(record).doesNotContain("swarmdelivery.engine", "DeliveryExecution", "dockerjava");
    }
}
