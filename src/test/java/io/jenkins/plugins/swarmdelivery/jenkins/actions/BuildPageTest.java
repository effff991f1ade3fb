package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.fake;
import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PhaseRows.phases;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.InvisibleAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.model.experimentalflags.UserExperimentalFlagsProperty;
import net.sf.json.JSONObject;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;

/** The page of a build, and that of its job. */
class BuildPageTest extends SharedJenkins {
    private static final String DEPLOY =
            "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:3.0')";
    private static final String REGISTER = "swarmRegisterColor(cluster: 'staging', application: 'go-demo')";

    @TestExtension
    public static class Connector extends PagesCluster {}

    @BeforeEach
    void begin() {
        PagesCluster.begin();
    }

    @Test
    void cardShowsTheDeliveryPhaseByPhase() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job(DEPLOY + " {}\n" + REGISTER + " {}"));

        HtmlPage page = browser().getPage(build, "swarm-deliveries/");

        assertThat(page.getElementsByTagName("h2"))
                .anySatisfy(title -> assertThat(title.getTextContent()).isEqualTo("go-demo on staging"));
        String text = page.getElementById("main-panel").getTextContent();
        assertThat(text).contains("release", "3.0 (#3)", "blue", "green 2.0", "3 of 3", "sha256:");
        assertThat(phases(page))
                .hasSize(11)
                .anySatisfy(
                        phase -> assertThat(phase).matches("done converging wait until its tasks are healthy \\S+"));
        assertThat((DomElement) page.getFirstByXPath("//button[contains(@class, 'jenkins-copy-button')]"))
                .satisfies(button -> assertThat(button.getAttribute("text")).contains("go-demo:3.0@sha256:"));
    }

    @Test
    void failedTestsShowTheirLastOutputAndLogLink() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(
                Result.FAILURE,
                job(DEPLOY + " { echo 'far away'\n echo 'expected 1, was <img src=x>'\n error 'no good' }"));
        build.addAction(new TestReport());

        HtmlPage page = browser().getPage(build, "swarm-deliveries/");

        DomElement said = page.getFirstByXPath("//div[contains(@class, 'swarm-said')]/pre");
        assertThat(said.getTextContent().strip()).isEqualTo("expected 1, was <img src=x>");
        assertThat(page.getByXPath("//img[@src='x']")).isEmpty();
        HtmlAnchor log = page.getAnchorByText("Complete log of this step");
        assertThat(log.click().getWebResponse().getContentAsString()).contains("expected 1, was");
        assertThat(page.getAnchorByText("Test results").getHrefAttribute()).endsWith(build.getUrl() + "testReport/");
        JSONObject document = jenkins.getJSON(build.getUrl() + "swarm-deliveries/json")
                .getJSONObject()
                .getJSONArray("deliveries")
                .getJSONObject(0);
        assertThat(document.getJSONArray("lastLines").getString(0)).isEqualTo("expected 1, was <img src=x>");
        assertThat(document.getString("log")).matches("execution/node/\\d+/log/");
    }

    /** Added by the plugin that records test results. */
    private static final class TestReport extends InvisibleAction {
        @Override
        public String getUrlName() {
            return "testReport";
        }
    }

    @Test
    void openPageFollowsTheBuildToItsEnd() throws Exception {
        fake.neverHealthy("3.0");
        WorkflowRun build = job(DEPLOY + " {}").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("converging: 0 of 3", build);
        JenkinsRule.WebClient browser = browser();
        browser.getOptions().setFetchPolyfillEnabled(true);
        HtmlPage page = browser.getPage(build, "swarm-deliveries/");
        assertThat(phases(page)).anySatisfy(phase -> assertThat(phase).startsWith("running converging"));

        fake.healthy("3.0");
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        browser.waitForBackgroundJavaScript(10_000);

        assertThat(phases(page)).anySatisfy(phase -> assertThat(phase).startsWith("done converging"));
        assertThat(page.getElementById("main-panel").getTextContent()).contains("candidate is ready");
        DomElement news = page.getFirstByXPath("//p[@role='status']");
        assertThat(news.getTextContent()).isEqualTo("go-demo on staging: waiting");
    }

    @Test
    void failureShowsTheTasksOutput() throws Exception {
        fake.crashes("3.0");
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job(DEPLOY + " {}"));

        HtmlPage page = browser().getPage(build, "swarm-deliveries/");

        DomElement failure = page.getFirstByXPath("//div[contains(@class, 'swarm-failure')]");
        assertThat(failure.getTextContent()).contains("the candidate does not come up", "log: last words of 1");
        assertThat(phases(page)).anySatisfy(phase -> assertThat(phase).startsWith("failed converging"));
        assertThat(phases(page)).anySatisfy(phase -> assertThat(phase).startsWith("rolled back abandoning"));
    }

    @Test
    void outputOfTasksIsEscaped() throws Exception {
        WorkflowRun build =
                jenkins.buildAndAssertStatus(Result.FAILURE, job(DEPLOY + " { error '<img src=x onerror=alert(1)>' }"));

        HtmlPage page = browser().getPage(build, "swarm-deliveries/");

        assertThat(page.getElementById("main-panel").getTextContent()).contains("<img src=x onerror=alert(1)>");
        assertThat(page.getByXPath("//img[@src='x']")).isEmpty();
    }

    @Test
    void documentMatchesThePage() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job(DEPLOY + " {}\n" + REGISTER + " {}"));

        JSONObject document =
                jenkins.getJSON(build.getUrl() + "swarm-deliveries/json").getJSONObject();

        assertThat(document.getBoolean("live")).isFalse();
        JSONObject delivery = document.getJSONArray("deliveries").getJSONObject(0);
        assertThat(delivery.getString("state")).isEqualTo(RecordState.DONE.word());
        assertThat(delivery.getString("color")).isEqualTo("blue");
        assertThat(delivery.getString("version")).isEqualTo("3.0");
        assertThat(delivery.getInt("healthy")).isEqualTo(3);
        assertThat(delivery.getJSONArray("phases").getJSONObject(0).getString("phase"))
                .isEqualTo("starting");
    }

    @Test
    void jobShowsAndLinksTheLastDeliveries() throws Exception {
        WorkflowJob job = job(DEPLOY + " {}\n" + REGISTER + " {}");
        JenkinsRule.WebClient browser = browser();
        assertThat(browser.getPage(job).getElementById("main-panel").getTextContent())
                .doesNotContain("Deliveries");
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        HtmlPage page = browser.getPage(job);
        assertThat(page.getElementById("main-panel").getTextContent()).contains("go-demo on staging", "blue", "3.0");
        assertThat(page.getByXPath("//div[@id='tasks']//a[contains(@href, 'swarm-deliveries')]"))
                .isNotEmpty();
        HtmlPage list = browser.getPage(job, "swarm-deliveries/");
        assertThat(list.getElementById("main-panel").getTextContent()).contains("go-demo on staging", "sha256:");
        HtmlPage delivery = list.getAnchorByText(build.getDisplayName()).click();
        assertThat(delivery.getUrl().getPath()).endsWith(build.getUrl() + "swarm-deliveries/");
        JSONObject document =
                jenkins.getJSON(job.getUrl() + "swarm-deliveries/json").getJSONObject();
        assertThat(document.getJSONArray("deliveries").size()).isEqualTo(1);
    }

    @Test
    void idleDeliveryDoesNotHideThePreviousOne() throws Exception {
        WorkflowJob job = job(DEPLOY + " {}\n" + REGISTER + " {}");
        jenkins.buildAndAssertSuccess(job);
        job.setDefinition(new CpsFlowDefinition("swarmRollback cluster: 'staging', application: 'go-demo'", true));
        jenkins.assertLogContains("nothing to do", jenkins.buildAndAssertSuccess(job));

        assertThat(browser().getPage(job).getElementById("main-panel").getTextContent())
                .contains("go-demo on staging", "blue", "3.0");
    }

    @Test
    void newBuildPageShowsItAsTabAndCard() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job(DEPLOY + " {}\n" + REGISTER + " {}"));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        User.getById("alice", true)
                .addProperty(new UserExperimentalFlagsProperty(Map.of("new-build-page.flag", "true")));
        JenkinsRule.WebClient browser = browser().login("alice");

        HtmlPage overview = browser.getPage(build);
        DomElement card =
                overview.getFirstByXPath("//div[contains(@class, 'jenkins-card')][.//a[@href='swarm-deliveries']]");
        assertThat(card.getTextContent()).contains("go-demo on staging", "blue", "3.0");
        HtmlPage tab = browser.getPage(build, "swarm-deliveries/");
        assertThat(tab.getByXPath("//div[contains(@class, 'app-build-bar__tabs')]//a"))
                .isNotEmpty();
        assertThat(phases(tab)).hasSize(11);
    }

    @Test
    void buildWithoutDeliveriesHasNoPage() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job("echo 'nothing'"));

        JenkinsRule.WebClient browser = browser();
        browser.assertFails(build.getUrl() + "swarm-deliveries/", 404);
        assertThat(browser.getPage(build).getElementById("main-panel").getTextContent())
                .doesNotContain("Deliveries");
    }

    @Test
    void readersWithoutTheJobSeeNothing() throws Exception {
        WorkflowJob job = job(DEPLOY + " {}");
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger", "reader")
                .grant(Item.READ)
                .everywhere()
                .to("reader"));

        for (String page : List.of("", "json", "parts")) {
            browser().login("stranger").assertFails(build.getUrl() + "swarm-deliveries/" + page, 404);
            browser().login("stranger").assertFails(job.getUrl() + "swarm-deliveries/" + page, 404);
            assertThat(browser()
                            .login("reader")
                            .withJavaScriptEnabled(false)
                            .goTo(build.getUrl() + "swarm-deliveries/" + page, null)
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(200);
        }
    }
}
