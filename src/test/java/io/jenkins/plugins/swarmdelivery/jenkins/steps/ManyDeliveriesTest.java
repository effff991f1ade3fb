package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FakeConnection;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import java.time.Duration;
import java.util.Arrays;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** A waiting delivery occupies no thread, however many there are. */
class ManyDeliveriesTest extends SharedJenkins {
    private static final int FEW = 5;
    private static final int MANY = 100;

    private static FakeCluster fake;

    /** With a hundred ticks per second, its clock runs about as fast as real time. */
    @TestExtension
    public static class Connector implements ClusterConnector {
        private static final Duration PACE = Duration.ofMillis(10);

        @Override
        public ClusterConnection connection(SwarmCluster cluster) {
            fake.pass(PACE);
            return new FakeConnection(fake);
        }
    }

    @BeforeEach
    void begin() {
        ClusterInMemory.configure();
    }

    private WorkflowRun deliver(int applications) throws Exception {
        fake = new FakeCluster();
        fake.routeEachForItself();
        fake.neverHealthy("1.0");
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "def spec = '''" + FakeCluster.spec() + "'''\n"
                        + "def deliveries = [:]\n"
                        + "for (int i = 1; i <= " + applications + "; i++) {\n"
                        + "  def name = \"app-$i\"\n"
                        + "  deliveries[name] = { swarmBlueGreenDeploy(cluster: 'staging', application: name,"
                        + " image: 'registry:5000/go-demo:1.0', spec: spec, convergeTimeout: '1h') {} }\n"
                        + "}\n"
                        + "parallel deliveries",
                true));
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        while (fake.deliveriesIn(Phase.CONVERGING) < applications) {
            assertThat(build.isBuilding()).as(JenkinsRule.getLog(build)).isTrue();
            Thread.sleep(100);
        }
        return build;
    }

    private void finish(WorkflowRun build, int applications) throws Exception {
        fake.healthy("1.0");
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        assertThat(fake.deliveriesIn(Phase.READY)).isEqualTo(applications);
    }

    /** Without those of pools that have nothing to do: earlier classes may have left some, which would be used again. */
    private static long threads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .noneMatch(frame -> frame.getMethodName().equals("getTask")))
                .count();
    }

    /** Other clusters, of an earlier class, may still have threads of their own. */
    private static long ticking() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(DeliveryTicks.class.getName()) && name.contains(" staging"))
                .count();
    }

    @Test
    void hundredWaitingDeliveriesUseNoMoreThreads() throws Exception {
        WorkflowRun few = deliver(FEW);
        long before = threads();
        finish(few, FEW);

        WorkflowRun many = deliver(MANY);
        long during = threads();
        long ticking = ticking();

        System.out.printf(
                "busy threads: %d with %d deliveries waiting, %d with %d; %d advance deliveries%n",
                before, FEW, during, MANY, ticking);
        assertThat(ticking).isBetween(1L, (long) DeliveryTicks.ADVANCING + DeliveryTicks.RENEWING);
        // Other pools of Jenkins grow with the load; with one thread per delivery, there would be 95 more.
        assertThat(during - before).isLessThan((MANY - FEW) / 2);
        finish(many, MANY);
    }
}
