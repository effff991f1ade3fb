package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static io.jenkins.plugins.swarmdelivery.jenkins.steps.DeliveryStepsTest.deploy;
import static io.jenkins.plugins.swarmdelivery.jenkins.steps.DeliveryStepsTest.register;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import java.time.Duration;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** The rollback step in a Pipeline, against a cluster in memory. */
class RollbackStepTest extends SharedJenkins {
    @BeforeEach
    void begin() {
        ClusterInMemory.begin();
    }

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    private WorkflowRun run(Result expected, String script) throws Exception {
        return jenkins.buildAndAssertStatus(expected, job(script));
    }

    @Test
    void rollbackReportsThatTheBuildDidNothing() throws Exception {
        fake.deliver("1.0");
        fake.deliver("2.0");

        WorkflowRun build = run(
                Result.FAILURE,
                "pipeline { agent none\n stages { stage('Build') { steps { error 'broken' } } }\n"
                        + "post { failure { swarmRollback cluster: 'staging', application: 'go-demo' } } }");

        jenkins.assertLogContains("nothing to do for go-demo on staging", build);
        assertThat(fake.live()).isEqualTo("green 2.0");
        fake.clean();
    }

    @Test
    void rollbackInPostRollsTheBuildBackOnce() throws Exception {
        fake.deliver("1.0");

        WorkflowRun build = run(
                Result.FAILURE,
                "pipeline { agent none\n stages { stage('Staging') { steps {\n" + deploy("2.0", " {}") + register(" {}")
                        + "error 'a later stage is broken' } } }\npost { failure {\n"
                        + "swarmRollback cluster: 'staging', application: 'go-demo'\n"
                        + "swarmRollback cluster: 'staging', application: 'go-demo' } } }");

        jenkins.assertLogContains("nothing to do for go-demo on staging", build);
        assertThat(fake.live()).isEqualTo("blue 1.0");
        assertThat(fake.history()).hasSize(3);
        fake.clean();
    }

    @Test
    void rollbackToPreviousIgnoresWhoDelivered() throws Exception {
        fake.deliver("1.0");
        fake.deliver("2.0");

        run(Result.SUCCESS, "swarmRollback cluster: 'staging', application: 'go-demo', to: 'previous'");

        assertThat(fake.live()).isEqualTo("blue 1.0");
        fake.clean();
    }

    @Test
    void rollbackGivesUpAnExpiredCandidate() throws Exception {
        fake.deliver("1.0");
        fake.deployExpiring("2.0", Duration.ofMinutes(10));
        fake.pass(Duration.ofMinutes(10));

        run(Result.SUCCESS, "swarmRollback cluster: 'staging', application: 'go-demo', to: 'previous'");

        assertThat(fake.live()).isEqualTo("blue 1.0");
        assertThat(fake.history()).extracting(HistoryEntry::outcome).containsExactly("given-up", "done");
        fake.clean();
    }

    @Test
    void rollbackWorksAfterRetirementHasBegun() throws Exception {
        fake.deliver("1.0");
        fake.leaveUnfinished("2.0", Phase.RETIRING);

        run(Result.SUCCESS, "swarmRollback cluster: 'staging', application: 'go-demo', to: 'previous'");

        assertThat(fake.live()).isEqualTo("blue 1.0");
        assertThat(fake.history()).extracting(HistoryEntry::version).containsExactly("1.0", "2.0", "1.0");
        fake.clean();
    }

    @Test
    void rollbackKeepsOthersUnfinishedDeliveries() throws Exception {
        fake.deliver("1.0");
        fake.leaveUnfinished("2.0", Phase.RETIRING);

        WorkflowRun build = run(Result.SUCCESS, "swarmRollback cluster: 'staging', application: 'go-demo'");

        jenkins.assertLogContains("nothing to do for go-demo on staging", build);
        assertThat(fake.phase()).contains(Phase.RETIRING);
    }
}
