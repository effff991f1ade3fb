package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;

/** What the pages of the clusters show about builds, and to whom. */
class BuildsOnPagesTest extends SharedJenkins {
    @TestExtension
    public static class Connector extends PagesCluster {}

    @BeforeEach
    void begin() {
        PagesCluster.begin();
    }

    @Test
    void leaseNamesItsHolderAndWaitingBuilds() throws Exception {
        WorkflowJob holder = job("swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo',"
                + " image: 'registry:5000/go-demo:3.0') { semaphore 'held' }");
        WorkflowRun holding = holder.scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("held/1", holding);
        WorkflowJob other = job("swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo',"
                + " image: 'registry:5000/go-demo:4.0') {}");
        WorkflowRun waiting = other.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("is locked by", waiting);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.lease())
                .isPresent());

        HtmlPage page = browser().goTo(APPLICATION);
        DomElement lease = page.getFirstByXPath("//section[@data-part='lease']");
        assertThat(lease.asNormalizedText())
                .contains("Held by " + holding.getFullDisplayName())
                .containsPattern("Waiting for it\\s+(1. )?" + waiting.getFullDisplayName() + ", since");
        List<DomElement> links = lease.getByXPath(".//a");
        assertThat(links)
                .extracting(link -> link.getAttribute("href"))
                .containsExactly(
                        jenkins.contextPath + "/" + holding.getUrl(), jenkins.contextPath + "/" + waiting.getUrl());
        assertThat(jenkins.getJSON(APPLICATION + "json")
                        .getJSONObject()
                        .getJSONArray("waiting")
                        .getJSONObject(0)
                        .getString("build"))
                .isEqualTo(waiting.getExternalizableId());
        waiting.doKill();
        SemaphoreStep.success("held/1", null);
        jenkins.waitForCompletion(holding);
    }

    @Test
    void showsAWaitingBuildToItsReaders() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "release");
        job.setDefinition(new CpsFlowDefinition(
                "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo',"
                        + " image: 'registry:5000/go-demo:3.0') {}\ninput 'Promote?'",
                true));
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Promote?", build);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.delivery())
                .filter(delivery -> delivery.phase() == Phase.READY)
                .isPresent());

        HtmlPage page = browser().goTo(APPLICATION);
        HtmlPage question = page.getAnchorByText("release #1 waits for a person: 3.0 may be intended for this cluster")
                .click();
        assertThat(question.getElementById("main-panel").getTextContent()).contains("Promote?");
        assertThat(jenkins.getJSON(APPLICATION + "json")
                        .getJSONObject()
                        .getJSONArray("waitingForPromotion")
                        .toString())
                .contains("job/release/1/input/");

        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, SwarmPermissions.VIEW)
                .everywhere()
                .to("stranger"));
        HtmlPage stranger = browser().login("stranger").goTo(APPLICATION);
        assertThat(stranger.getElementById("main-panel").getTextContent()).doesNotContain("waits for a person");
        build.doKill();
    }

    @Test
    void showsAWaitingBuildOfANewApplication() throws Exception {
        PagesCluster.addElsewhere();
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "newcomer");
        job.setDefinition(new CpsFlowDefinition(
                "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo',"
                        + " image: 'registry:5000/go-demo:3.0') {}\ninput 'Promote?'",
                true));
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Promote?", build);
        PagesCluster.seen("elsewhere", view -> view.seenAt().isPresent());

        HtmlPage page = browser().goTo("swarm-delivery/cluster/elsewhere/");
        HtmlPage question = page.getAnchorByText(
                        "newcomer #1 waits for a person: go-demo 3.0 may be intended for this cluster, which does not have it yet")
                .click();
        assertThat(question.getElementById("main-panel").getTextContent()).contains("Promote?");
        assertThat(jenkins.getJSON("swarm-delivery/cluster/elsewhere/json")
                        .getJSONObject()
                        .getJSONArray("waitingForPromotion")
                        .toString())
                .contains("job/newcomer/1/input/");
        PagesCluster.seen();
        assertThat(PagesCluster.text(browser().goTo("swarm-delivery/cluster/staging/")))
                .doesNotContain("does not have it yet");
        build.doKill();
    }

    @Test
    void failureReasonRequiresReadingTheJob() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "secret");
        job.setDefinition(new CpsFlowDefinition(
                "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo',"
                        + " image: 'registry:5000/go-demo:3.0') { error 'the password is wrong' }",
                true));
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .filter(ledger -> ledger.history().get(0).outcome().equals("failed"))
                .isPresent());
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, SwarmPermissions.VIEW)
                .everywhere()
                .to("stranger", "reader")
                .grant(Item.READ)
                .onItems(job)
                .to("reader"));

        JenkinsRule.WebClient reader = browser().login("reader");
        assertThat(reader.goTo(APPLICATION).getElementById("main-panel").getTextContent())
                .contains("the password is wrong");
        JenkinsRule.WebClient stranger = browser().login("stranger");
        HtmlPage page = stranger.goTo(APPLICATION);
        assertThat(page.getElementById("main-panel").getTextContent())
                .contains("failed")
                .doesNotContain("password");
        assertThat(page.asXml()).doesNotContain(build.getUrl());
        assertThat(stranger.goTo(APPLICATION + "json", "application/json")
                        .getWebResponse()
                        .getContentAsString())
                .contains("failed")
                .doesNotContain("password", build.getUrl());
    }
}
