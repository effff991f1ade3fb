package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.User;
import hudson.scm.ChangeLogParser;
import hudson.scm.NullSCM;
import hudson.scm.SCMRevisionState;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import java.io.File;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Whom the history names as author of a delivery. */
class AuthorTest extends SharedJenkins {
    private static final String DELIVER =
            "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:2.0') {}\n"
                    + "swarmRegisterColor(cluster: 'staging', application: 'go-demo') {}\n";

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    @BeforeEach
    void begin() {
        ClusterInMemory.begin();
        fake.deliver("1.0");
    }

    private static Author last() {
        return fake.history().get(0).author();
    }

    @Test
    void recordsStarterApproverAndCommit() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        User.getById("anna", true);
        WorkflowJob job = job("node { checkout([$class: 'FakeScm', commit: 'c42ac1d3']) }\n"
                + "input id: 'Promote', message: 'Promote?'\n" + DELIVER);
        WorkflowRun build = job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("anna")))
                .waitForStart();
        jenkins.waitForMessage("Promote?", build);
        while (build.getAction(InputAction.class) == null
                || build.getAction(InputAction.class).getExecutions().isEmpty()) {
            Thread.onSpinWait();
        }

        try (ACLContext as = ACL.as2(User.getById("carol", true).impersonate2())) {
            build.getAction(InputAction.class).getExecutions().get(0).proceed(Map.of());
        }

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(last()).isEqualTo(new Author("anna", jenkins.getURL() + build.getUrl(), "c42ac1d3", "carol"));
    }

    @Test
    void prefersTheEnvironmentsCommitAndIgnoresAmbiguousOnes() throws Exception {
        jenkins.buildAndAssertSuccess(job("node { checkout([$class: 'FakeScm', commit: 'library'])\n"
                + "checkout([$class: 'FakeScm', commit: 'source']) }\n"
                + DELIVER + "withEnv(['GIT_COMMIT=given']) { " + DELIVER.replace("2.0", "3.0") + " }"));

        assertThat(fake.history())
                .extracting(entry -> entry.version() + " of " + entry.author().commit())
                .startsWith("3.0 of given", "2.0 of ");
    }

    @Test
    void recordsTheCauseOfAnUnattendedBuild() throws Exception {
        jenkins.assertBuildStatusSuccess(
                job(DELIVER).scheduleBuild2(0, new CauseAction(new TimerTrigger.TimerTriggerCause())));

        assertThat(last().name()).isEqualTo("jenkins: Started by timer");
        assertThat(last().approver()).isEmpty();
    }

    /** Checks out nothing, but records a commit as git does. */
    public static class FakeScm extends NullSCM {
        private final String commit;

        @DataBoundConstructor
        public FakeScm(String commit) {
            this.commit = commit;
        }

        public String getCommit() {
            return commit;
        }

        @Override
        public String getKey() {
            return commit;
        }

        @Override
        public void checkout(
                Run<?, ?> build,
                Launcher launcher,
                FilePath workspace,
                TaskListener listener,
                File changelog,
                SCMRevisionState baseline) {
            // Nothing to do.
        }

        @Override
        public void buildEnvironment(Run<?, ?> build, Map<String, String> env) {
            env.put("GIT_COMMIT", commit);
        }

        @Override
        public ChangeLogParser createChangeLogParser() {
            return hudson.scm.NullChangeLogParser.INSTANCE;
        }

        @TestExtension
        public static class DescriptorImpl extends NullSCM.DescriptorImpl {}
    }
}
