package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PhaseRows.phases;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.console.LineTransformationOutputStream;
import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.steps.BuildEngineInMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** The page of a build that builds an image. */
class ImageBuildPageTest extends SharedJenkins {
    private static final String IMAGE = "127.0.0.1:1/go-demo";

    private final BuildEngineInMemory engine = new BuildEngineInMemory();

    @TestExtension
    public static class Connector extends PagesCluster {}

    /** Masks secrets as withCredentials does. */
    @TestExtension
    public static class Masks implements TaskListenerDecorator.Factory {
        @Override
        public TaskListenerDecorator of(FlowExecutionOwner owner) {
            return new Mask();
        }
    }

    private static final class Mask extends TaskListenerDecorator {
        private static final long serialVersionUID = 1L;

        @Override
        public OutputStream decorate(OutputStream log) {
            return new LineTransformationOutputStream.Delegating(log) {
                @Override
                protected void eol(byte[] line, int length) throws IOException {
                    String text = new String(line, 0, length, StandardCharsets.UTF_8);
                    out.write(text.replace("hush-hush", "****").getBytes(StandardCharsets.UTF_8));
                }
            };
        }
    }

    @BeforeEach
    void begin() {
        PagesCluster.begin();
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private WorkflowJob imageJob(String then) throws Exception {
        return job("node {\nwriteFile file: 'Dockerfile', text: 'FROM scratch'\n"
                + "swarmBuildTestImage cluster: 'staging', image: '" + IMAGE + "', version: '1.7',"
                + " builder: 'classic', engine: '" + engine.address() + "', tests: [dockerfile: 'Dockerfile']\n}\n"
                + then);
    }

    private static List<JSONObject> documents(String url) throws Exception {
        JSONArray all =
                jenkins.getJSON(url + "swarm-deliveries/json").getJSONObject().getJSONArray("deliveries");
        return IntStream.range(0, all.size()).mapToObj(all::getJSONObject).toList();
    }

    @Test
    void cardShowsTheBuildPhaseByPhase() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(imageJob(""));

        HtmlPage page = browser().getPage(build, "swarm-deliveries/");

        assertThat(page.getElementsByTagName("h2"))
                .anySatisfy(title -> assertThat(title.getTextContent()).isEqualTo("Image of go-demo"));
        assertThat(page.getElementById("main-panel").getTextContent())
                .contains("build: built and pushed", "1.7", "sha256:");
        assertThat(phases(page)).hasSize(3);
        assertThat(phases(page).get(0)).matches("done tests image build the image with the tests, and push it \\S+");
        assertThat(phases(page).get(1)).matches("done tests run the tests in it \\S+");
        assertThat(phases(page).get(2)).matches("done image build the image, and push it \\S+");
        JSONObject document = documents(build.getUrl()).get(0);
        assertThat(document.getString("kind")).isEqualTo("build");
        assertThat(document.getString("state")).isEqualTo("done");
        assertThat(document.getString("digest")).isEqualTo(engine.tags().get(IMAGE + ":1.7"));
        assertThat(document.getJSONArray("phases").getJSONObject(1).getString("phase"))
                .isEqualTo("tests");
        assertThat(document.getJSONArray("phases").getJSONObject(1).getDouble("seconds"))
                .isNotNegative();
    }

    @Test
    void openPageFollowsTheBuildToItsEnd() throws Exception {
        engine.testsHang();
        WorkflowRun build = imageJob("").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("tests run", build);
        JenkinsRule.WebClient browser = browser();
        browser.getOptions().setFetchPolyfillEnabled(true);
        HtmlPage page = browser.getPage(build, "swarm-deliveries/");
        assertThat(phases(page).get(0)).startsWith("done tests image");
        assertThat(phases(page).get(1)).startsWith("running tests");
        assertThat(phases(page).get(2)).startsWith("waiting image");
        assertThat(documents(build.getUrl()).get(0).getString("state")).isEqualTo("running");

        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        browser.waitForBackgroundJavaScript(10_000);

        assertThat(phases(page).get(1)).startsWith("aborted tests");
        assertThat(page.getElementById("main-panel").getTextContent()).contains("stopped by an abort in Jenkins");
        DomElement news = page.getFirstByXPath("//p[@role='status']");
        assertThat(news.getTextContent()).isEqualTo("image of go-demo: aborted");
    }

    @Test
    void failedTestsShowTheirLastOutputEscaped() throws Exception {
        engine.testsEndWith(3).testsSay("expected 1, was <img src=x onerror=alert(1)>, hush-hush");
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, imageJob(""));

        HtmlPage page = browser().getPage(build, "swarm-deliveries/");

        DomElement failure = page.getFirstByXPath("//div[contains(@class, 'swarm-failure')]");
        assertThat(failure.getTextContent()).contains("the tests of " + IMAGE + ":1.7 ended with 3");
        DomElement said = page.getFirstByXPath("//div[contains(@class, 'swarm-said')]");
        assertThat(said.getTextContent())
                .contains("was <img src=x onerror=alert(1)>, ****")
                .doesNotContain("hush");
        HtmlAnchor log = page.getAnchorByText("Complete log of this step");
        assertThat(log.click().getWebResponse().getContentAsString()).contains("expected 1, was");
        assertThat(page.getByXPath("//img[@src='x']")).isEmpty();
        assertThat(phases(page).get(1)).startsWith("failed tests");
        assertThat(phases(page).get(2)).startsWith("not run image");
        assertThat(documents(build.getUrl())
                        .get(0)
                        .getJSONArray("phases")
                        .getJSONObject(2)
                        .getString("state"))
                .isEqualTo("not-run");
    }

    /** Both views of a pipeline show the actions of its nodes. */
    @Test
    void stageOfFailedTestsIsMarkedIfTheScriptContinues() throws Exception {
        engine.testsEndWith(3);
        WorkflowJob job = imageJob("");
        job.setDefinition(new CpsFlowDefinition(
                "try {\n" + ((CpsFlowDefinition) job.getDefinition()).getScript() + "} catch (e) { echo 'goes on' }",
                true));
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        List<FlowNode> nodes = new ArrayList<>();
        new FlowGraphWalker(build.getExecution()).forEach(nodes::add);
        FlowNode step = nodes.stream()
                .filter(node -> node.getDisplayFunctionName().equals("swarmBuildTestImage"))
                .findFirst()
                .orElseThrow();

        assertThat(ArgumentsAction.getStepArgumentsAsString(step)).isEqualTo(IMAGE + ":1.7");
        assertThat(step.getError()).isNotNull();
        assertThat(step.getPersistentAction(WarningAction.class).getMessage())
                .isEqualTo("the tests of " + IMAGE + ":1.7 ended with 3; no image was built or pushed");
    }

    @Test
    void imageBuildIsNoDelivery() throws Exception {
        WorkflowJob job = imageJob("swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo') {}");
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        assertThat(documents(build.getUrl())).hasSize(2);
        assertThat(documents(job.getUrl())).hasSize(1);
        assertThat(documents(job.getUrl()).get(0).getString("kind")).isEqualTo("release");
        assertThat(browser().getPage(build).getElementById("main-panel").getTextContent())
                .contains("Image of go-demo", "go-demo on staging");
    }
}
