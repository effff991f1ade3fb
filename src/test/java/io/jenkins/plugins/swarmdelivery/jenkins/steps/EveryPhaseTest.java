package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FakeConnection;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * One delivery per phase, each to a cluster of its own in memory, which stops responding once its delivery is in that
 * phase: there, Jenkins is restarted, or the delivery is aborted.
 */
class EveryPhaseTest {
    private static final List<Phase> PHASES = List.of(
            Phase.STARTING,
            Phase.CONVERGING,
            Phase.PREVIEWING,
            Phase.TESTING,
            Phase.READY,
            Phase.SWITCHING,
            Phase.PROVING,
            Phase.REGISTERING,
            Phase.VERIFYING,
            Phase.BAKING,
            Phase.RETIRING);

    private static final Map<Phase, FakeCluster> CLUSTERS = new EnumMap<>(Phase.class);

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    /** Like {@link ClusterInMemory}, with several clusters. */
    @TestExtension
    public static class Connector implements ClusterConnector {
        @Override
        public ClusterConnection connection(SwarmCluster cluster) {
            FakeCluster fake = CLUSTERS.get(Phase.valueOf(cluster.getName().toUpperCase(Locale.ROOT)));
            fake.pass(ClusterInMemory.PACE);
            return new FakeConnection(fake);
        }
    }

    @BeforeEach
    void begin() {
        for (Phase phase : PHASES) {
            FakeCluster fake = new FakeCluster();
            fake.deliver("1.0");
            fake.cutOffIn(phase);
            CLUSTERS.put(phase, fake);
        }
    }

    @Test
    void deliveriesResumeAfterARestart() throws Throwable {
        sessions.then(EveryPhaseTest::deliverUntilCutOff);
        CLUSTERS.values().forEach(FakeCluster::connect);
        sessions.then(jenkins -> {
            for (Phase phase : PHASES) {
                jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins, phase)));
            }
        });
        CLUSTERS.forEach((phase, fake) -> {
            assertThat(fake.live()).as("after a restart while %s", phase.word()).isEqualTo("green 2.0");
            fake.clean();
        });
    }

    @Test
    void abortedDeliveriesRollBackWherePossible() throws Throwable {
        sessions.then(jenkins -> {
            deliverUntilCutOff(jenkins);
            for (Phase phase : PHASES) {
                build(jenkins, phase).doStop();
            }
            for (Phase phase : PHASES) {
                Await.passes(() -> assertStopped(build(jenkins, phase)));
            }
            CLUSTERS.values().forEach(FakeCluster::connect);
            for (Phase phase : PHASES) {
                jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build(jenkins, phase)));
            }
        });
        CLUSTERS.forEach((phase, fake) -> {
            // A delivery that retires the old release has passed everything: it is finished.
            String live = phase == Phase.RETIRING ? "green 2.0" : "blue 1.0";
            assertThat(fake.live()).as("after an abort while %s", phase.word()).isEqualTo(live);
            fake.clean();
        });
    }

    /** Jenkins hands an abort over in the background: a delivery that had its cluster back before could end first. */
    private static void assertStopped(WorkflowRun build) {
        try {
            assertThat(build.getExecution().getCurrentExecutions(false).get())
                    .filteredOn(DeliveryExecution.class::isInstance)
                    .isNotEmpty()
                    .allMatch(step -> ((DeliveryExecution) step).stopped().isPresent());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The ledger contains it, but not yet what it would start. */
    @Test
    void losingTheClusterAtTheStartLeavesNothing() throws Throwable {
        FakeCluster fake = CLUSTERS.get(Phase.STARTING);
        fake.cutOffBeforeTheSpecIsKept();
        sessions.then(jenkins -> {
            SwarmDeliveryConfiguration.get().setClusters(List.of(cluster(Phase.STARTING)));
            WorkflowRun build = deliver(jenkins, Phase.STARTING);
            jenkins.waitForMessage("the cluster cannot be reached", build);
            fake.connect();
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
            jenkins.assertLogContains("continues after the cluster was out of reach", build);
            jenkins.assertLogContains("failed, previous state restored", build);
        });
        assertThat(fake.live()).isEqualTo("blue 1.0");
        fake.clean();
    }

    private static void deliverUntilCutOff(JenkinsRule jenkins) throws Exception {
        SwarmDeliveryConfiguration.get()
                .setClusters(PHASES.stream().map(EveryPhaseTest::cluster).toList());
        for (Phase phase : PHASES) {
            deliver(jenkins, phase);
        }
        for (Phase phase : PHASES) {
            Await.until(phase.word(), () -> CLUSTERS.get(phase).standsIn(phase));
        }
    }

    private static WorkflowRun deliver(JenkinsRule jenkins, Phase phase) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, phase.word());
        String where = "(cluster: '" + phase.word() + "', application: 'go-demo'";
        job.setDefinition(new CpsFlowDefinition(
                "swarmBlueGreenDeploy" + where + ", image: 'registry:5000/go-demo:2.0') {}\n" + "swarmRegisterColor"
                        + where + ") {}",
                true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static SwarmCluster cluster(Phase phase) {
        SwarmCluster cluster = new SwarmCluster(phase.word(), List.of("tcp://10.0.0.1:2375"));
        cluster.setAllowPlaintext(true);
        return cluster;
    }

    private static WorkflowRun build(JenkinsRule jenkins, Phase phase) {
        return jenkins.jenkins
                .getItemByFullName(phase.word(), WorkflowJob.class)
                .getLastBuild();
    }
}
