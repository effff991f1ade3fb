package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Level;
import jenkins.model.CauseOfInterruption;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.actions.ErrorAction;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.actions.TimingAction;
import org.jenkinsci.plugins.workflow.cps.CpsThreadGroup;
import org.jenkinsci.plugins.workflow.graph.AtomNode;
import org.jenkinsci.plugins.workflow.graph.BlockStartNode;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.TestExtension;

/** The phases of a delivery in the graph of its build, which the Pipeline views display. */
class PhaseNodesTest extends SharedJenkins {
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

    @Test
    void leavesNoPhaseInTheProgram() throws Exception {
        try (LogRecorder log =
                new LogRecorder().record(CpsThreadGroup.class, Level.WARNING).capture(10)) {
            jenkins.buildAndAssertSuccess(job(DEPLOY + " {}\n" + REGISTER + " {}"));
            assertThat(log.getMessages()).noneMatch(message -> message.contains("Stale closures"));
        }
    }

    private static List<FlowNode> phases(WorkflowRun build) {
        List<FlowNode> nodes = new ArrayList<>();
        for (FlowNode node : new FlowGraphWalker(build.getExecution())) {
            if (node instanceof AtomNode && node.getDisplayFunctionName().startsWith("swarmPhase")) {
                nodes.add(node);
            }
        }
        Collections.reverse(nodes);
        return nodes;
    }

    static List<String> names(WorkflowRun build) {
        return phases(build).stream()
                .map(node -> node.getAction(LabelAction.class).getDisplayName().replaceFirst(":.*", ""))
                .toList();
    }

    private static String log(FlowNode node) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        node.getAction(LogAction.class).getLogText().writeLogTo(0, text);
        return text.toString();
    }

    @Test
    void phasesAreStepsWithLabelDurationAndLog() throws Exception {
        WorkflowRun build =
                jenkins.buildAndAssertSuccess(job(DEPLOY + " { echo 'before' }\n" + REGISTER + " { echo 'after' }"));

        assertThat(names(build))
                .containsExactly(
                        "starting",
                        "converging",
                        "previewing",
                        "switching",
                        "proving",
                        "registering",
                        "baking",
                        "retiring");
        assertThat(phases(build)).allSatisfy(node -> {
            assertThat(node.getError()).isNull();
            assertThat(TimingAction.getStartTime(node)).isPositive();
            assertThat(node.isActive()).isFalse();
        });
        assertThat(log(phases(build).get(1)))
                .contains("[go-demo@staging] converging: wait until its tasks are healthy", "0 of 3 tasks healthy");
        String console = jenkins.getLog(build);
        assertThat(console.indexOf("converging:")).isLessThan(console.indexOf("tests before the switch begin"));
        assertThat(console.indexOf("retiring:")).isLessThan(console.indexOf("go-demo 2.0 on staging: done"));
    }

    @Test
    void failedPhaseIsRedWithItsReason() throws Exception {
        fake.crashes("2.0");

        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job(DEPLOY + " {}"));

        assertThat(names(build)).containsExactly("starting", "converging", "abandoning");
        ErrorAction error = phases(build).get(1).getError();
        assertThat(error.getError()).hasMessageContaining("the candidate does not come up");
        assertThat(phases(build).get(2).getError()).isNull();
    }

    @Test
    void abortStopsTheDeliveryAndMarksItsPhase() throws Exception {
        fake.neverHealthy("2.0");
        WorkflowRun build = job(DEPLOY + " {}").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("converging: 0 of 3", build);

        build.getExecutor().interrupt(Result.ABORTED, new CauseOfInterruption.UserInterruption("anna"));

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(names(build)).containsExactly("starting", "converging", "abandoning");
        assertThat(phases(build).get(1).getError().getError()).isInstanceOf(FlowInterruptedException.class);
        assertThat(fake.history().get(0).reason()).startsWith("aborted by anna");
        assertThat(fake.services()).containsExactly("go-demo-blue");
    }

    @Test
    void noPhaseRunsDuringTheTests() throws Exception {
        WorkflowRun build =
                job(DEPLOY + " { semaphore 'tests' }").scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("tests/1", build);

        assertThat(phases(build)).noneMatch(FlowNode::isActive);
        assertThat(build.getExecution().getCurrentHeads()).hasSize(1);
        SemaphoreStep.success("tests/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
    }

    @Test
    void stepsLinkToTheirCard() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job(DEPLOY + " {}\n" + REGISTER + " {}"));

        List<FlowNode> steps = new ArrayList<>();
        for (FlowNode node : new FlowGraphWalker(build.getExecution())) {
            if (node instanceof BlockStartNode && node.getDisplayFunctionName().matches("swarm[BR].*")) {
                steps.add(node);
            }
        }
        assertThat(steps).hasSize(2);
        for (FlowNode step : steps) {
            HtmlPage page = browser().goTo(build.getUrl() + "execution/node/" + step.getId() + "/");
            HtmlAnchor link = page.getFirstByXPath("//a[contains(@href, 'swarm-deliveries/#delivery-')]");
            HtmlPage card = link.click();
            assertThat(card.getElementById(card.getUrl().getRef())).isNotNull();
        }
    }

    @Test
    void scriptsCannotCallAPhase() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job("swarmPhase()"));

        jenkins.assertLogContains("PhaseNodes is missing", build);
    }
}
