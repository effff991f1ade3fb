package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.e2e.Browser;
import io.jenkins.plugins.swarmdelivery.jenkins.e2e.Pictures;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.jvnet.hudson.test.TestExtension;

/** What Pipeline Graph View and Stage View show of a delivery. */
@EnabledIf(value = "installed", disabledReason = "there is no Chromium on this machine")
class GraphViewsTest extends SharedJenkins {
    private static final String PIPELINE = """
            stage('Deploy') {
              swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:2.0') {
                semaphore '%s'
              }
            }
            stage('Register') {
              swarmRegisterColor(cluster: 'staging', application: 'go-demo') { echo 'after' }
            }
            """;

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    private Browser browser;

    static boolean installed() {
        return Browser.installed();
    }

    @BeforeEach
    void begin() throws Exception {
        ClusterInMemory.begin();
        fake.deliver("1.0");
        browser = Browser.at(jenkins.getURL().toURI());
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private static LocatorAssertions see(Locator there) {
        return PlaywrightAssertions.assertThat(there);
    }

    /** By its whole label: an open step also shows it in its log. */
    private static Locator step(Page page, String label) {
        return page.getByText(label, new Page.GetByTextOptions().setExact(true));
    }

    private Page graph(WorkflowRun build) {
        return browser.open(build.getUrl() + "pipeline-overview/");
    }

    private static WorkflowRun failed() throws Exception {
        fake.crashes("2.0");
        return jenkins.buildAndAssertStatus(Result.FAILURE, job(PIPELINE.formatted("never")));
    }

    @Test
    void graphViewShowsThePhasesBesideTheTests() throws Exception {
        WorkflowRun build = job(PIPELINE.formatted("running")).scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("running/1", build);
        Page page = graph(build);
        for (String label : List.of(
                "starting: start the candidate beside the live release",
                "converging: wait until its tasks are healthy",
                "previewing: register the candidate with the router's preview",
                "Test step")) {
            see(step(page, label)).isVisible();
        }
        see(page.getByText("switching: ")).hasCount(0);
        Pictures.take(page, "graph-view");

        SemaphoreStep.success("running/1", null);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        page = graph(build);
        see(step(page, "switching: configure the router")).isVisible();
        see(step(page, "retiring: drain, stop and deregister the old release")).isVisible();
    }

    @Test
    void graphViewOpensTheFailedPhase() throws Exception {
        Page page = graph(failed());

        see(page.getByText("the candidate does not come up").first()).isVisible();
        see(step(page, "abandoning: stop and deregister the candidate")).isVisible();
        see(step(page, "starting: start the candidate beside the live release")).isVisible();
        Pictures.take(page, "graph-view-failed");
    }

    @Test
    void stageViewListsThePhasesOfAStage() throws Exception {
        Page page = browser.open(failed().getParent().getUrl());
        Locator stage = page.locator(".stage-cell.FAILED");

        stage.hover();
        see(page.getByText("Failed with the following error")).isVisible();
        Pictures.take(page, "stage-view");
        page.getByText("Logs").last().click();
        Locator phases = page.locator(".cbwf-stage-logs-dialog .node-name");
        see(phases.filter(new Locator.FilterOptions().setHasText("starting: "))).isVisible();
        see(page.locator(".cbwf-stage-logs-dialog .node-log-frame.FAILED")
                        .filter(new Locator.FilterOptions().setHasText("converging: ")))
                .isVisible();
        Pictures.take(page, "stage-view-logs");
    }
}
