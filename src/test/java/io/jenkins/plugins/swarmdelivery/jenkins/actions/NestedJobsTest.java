package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.fake;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import jenkins.branch.BranchSource;
import jenkins.model.Jenkins;
import jenkins.scm.impl.SingleSCMSource;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.SingleFileSCM;
import org.jvnet.hudson.test.TestExtension;

/** Jobs in folders, and jobs of branches whose names contain slashes: links, console and records. */
class NestedJobsTest extends SharedJenkins {
    private static final String SCRIPT =
            "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:3.0') {}\n"
                    + "swarmRegisterColor(cluster: 'staging', application: 'go-demo') {}\n";
    private static final String APPLICATION = "swarm-delivery/cluster/staging/application/go-demo/";

    @TestExtension
    public static class Connector extends PagesCluster {}

    @BeforeEach
    void begin() {
        PagesCluster.begin();
    }

    private static WorkflowRun buildInFolder(String folder, String name) throws Exception {
        WorkflowJob job = jenkins.createProject(Folder.class, folder).createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(SCRIPT, true));
        return jenkins.buildAndAssertSuccess(job);
    }

    private static WorkflowRun buildOfBranch(String branch) throws Exception {
        WorkflowMultiBranchProject project =
                jenkins.createProject(Folder.class, "team").createProject(WorkflowMultiBranchProject.class, "shop");
        project.getSourcesList()
                .add(new BranchSource(new SingleSCMSource(
                        branch, new SingleFileSCM("Jenkinsfile", SCRIPT.getBytes(StandardCharsets.UTF_8)))));
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();
        WorkflowRun build = project.getItemByBranchName(branch).getLastBuild();
        jenkins.assertBuildStatus(Result.SUCCESS, build);
        return build;
    }

    private void assertShown(WorkflowRun build) throws Exception {
        jenkins.assertLogContains("[go-demo@staging] go-demo 3.0 on staging: done", build);
        HistoryEntry entry = fake.history().get(0);
        assertThat(entry.author().build()).isEqualTo(jenkins.getURL() + build.getUrl());
        JenkinsRule.WebClient browser = browser();
        assertThat(browser.getPage(new URL(entry.author().build()))
                        .getWebResponse()
                        .getStatusCode())
                .isEqualTo(200);
        assertThat(browser.getPage(build, "swarm-deliveries/")
                        .getElementById("main-panel")
                        .getTextContent())
                .contains("go-demo on staging", "3.0 (#3)");
        assertThat(jenkins.getJSON(build.getUrl() + "swarm-deliveries/json")
                        .getJSONObject()
                        .getString("build"))
                .isEqualTo(build.getExternalizableId());
        PagesCluster.seenLive("blue 3.0");
        HtmlPage application = browser.goTo(APPLICATION);
        HtmlAnchor link = application.getFirstByXPath("//a[contains(@href, '" + build.getUrl() + "')]");
        assertThat(link.click().getWebResponse().getStatusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"release", "job", "Grüße und mehr"})
    void linksAndRecordsAJobInAFolder(String name) throws Exception {
        assertShown(buildInFolder("team of " + name, name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "feature/SHOP-7/new basket", "fix+100%"})
    void linksAndRecordsABranch(String branch) throws Exception {
        assertShown(buildOfBranch(branch));
    }

    @Test
    void failureReasonRequiresReadingTheBranch() throws Exception {
        WorkflowRun build = buildOfBranch("feature/secret");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, SwarmPermissions.VIEW)
                .everywhere()
                .to("stranger", "reader")
                .grant(Item.READ)
                .everywhere()
                .to("reader"));
        PagesCluster.seenLive("blue 3.0");

        assertThat(browser()
                        .login("stranger")
                        .goTo(APPLICATION)
                        .getWebResponse()
                        .getContentAsString())
                .doesNotContain(build.getUrl());
        assertThat(browser().login("reader").goTo(APPLICATION).getWebResponse().getContentAsString())
                .contains(build.getUrl());
    }
}
