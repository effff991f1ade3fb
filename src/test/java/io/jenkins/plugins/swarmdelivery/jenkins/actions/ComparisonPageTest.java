package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.APPLICATION;
import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ComparisonWatch;
import java.util.Optional;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** The page that compares two kept releases. */
class ComparisonPageTest extends SharedJenkins {
    private static final String STACK = """
            services:
              web: {image: "registry:5000/web:2.0", deploy: {labels: {swarm-delivery.route.port: "8080"}}}
              api: {image: "registry:5000/api:2.0", environment: [PASSWORD=marlin], stop_grace_period: 5s}
            """;

    @TestExtension
    public static class Connector extends PagesCluster {}

    @BeforeEach
    void begin() {
        PagesCluster.begin();
    }

    @AfterEach
    void unblock() {
        PagesCluster.unblock();
    }

    private HtmlPage page(String address) throws Exception {
        JenkinsRule.WebClient client = browser().withJavaScriptEnabled(false);
        return client.goTo(address);
    }

    private String text(int before, int after) throws Exception {
        compared(before, after);
        return PagesCluster.text(page(APPLICATION + "comparison/" + before + "-" + after + "/"));
    }

    /** Waits until the cluster has answered, and returns what is known. */
    static ComparisonWatch.Known compared(int before, int after) throws InterruptedException {
        ComparisonWatch.Pair pair = new ComparisonWatch.Pair("staging", "go-demo", before, after);
        Optional<ComparisonWatch.Known> known = ComparisonWatch.get().of(pair);
        while (known.isEmpty()) {
            Thread.sleep(50);
            known = ComparisonWatch.get().of(pair);
        }
        return known.get();
    }

    @Test
    void formOfTheApplicationLeadsToTheComparisonOfTwoReleases() throws Exception {
        fake.deliver("3.0");
        PagesCluster.seenLive("blue 3.0");
        compared(1, 3);
        HtmlPage page = page(APPLICATION);
        HtmlForm form = page.querySelector("[data-part=comparison] form");
        assertThat(form.getSelectByName("before").getDefaultValue()).isEqualTo("2");
        assertThat(form.getSelectByName("after").getDefaultValue()).isEqualTo("3");

        form.getSelectByName("before").setSelectedAttribute("1", true);
        HtmlPage compared = form.getButtonByName("").click();

        assertThat(compared.getUrl().getPath()).endsWith("/comparison/1-3/");
        assertThat(PagesCluster.text(compared))
                .contains("1.0 (#1) → 3.0 (#3)", "go-demo routed changed TaskTemplate.ContainerSpec.Image")
                .contains("registry:5000/go-demo:1.0@sha256:", "registry:5000/go-demo:3.0@sha256:");
    }

    @Test
    void showsEachServiceOfAStackWithoutValuesThatCanBeSecrets() throws Exception {
        PagesCluster.fake = new FakeCluster();
        PagesCluster.fake.catchUp();
        PagesCluster.fake.deliverStack("1.0");
        jenkins.buildAndAssertSuccess(job("node {\nwriteFile file: 's.yml', text: '''" + STACK
                + "'''\nswarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', stack: 's.yml') {}\n}\n"
                + "swarmRegisterColor(cluster: 'staging', application: 'go-demo') {}"));

        String text = text(1, 2);

        assertThat(text)
                .contains("api colored changed", "TaskTemplate.ContainerSpec.Env.PASSWORD (hidden)")
                .contains("TaskTemplate.ContainerSpec.StopGracePeriod 5000000000")
                .contains("web routed changed", "worker colored removed", "db shared left", "- config go-demo_page_")
                .doesNotContain("marlin");
        String json = jenkins.getJSON(APPLICATION + "comparison/1-2/json").getContentAsString();
        assertThat(json)
                .contains("\"path\":\"TaskTemplate.ContainerSpec.Env.PASSWORD\"")
                .doesNotContain("marlin");
        assertThat(compared(1, 2).comparison().orElseThrow().diff().parts().toString())
                .contains("(hidden)");
    }

    @Test
    void saysThatReleasesRunTheSame() throws Exception {
        assertThat(text(1, 1)).contains("1.0 (#1) and 1.0 (#1) run the same");
    }

    @Test
    void contactsNoClusterWhileItIsRendered() throws Exception {
        PagesCluster.seenLive("green 2.0");
        PagesCluster.block();

        HtmlPage page = page(APPLICATION + "comparison/1-2/");

        assertThat(page.<DomNode>querySelector(".swarm-skeletons")).isNotNull();
    }

    @Test
    void knowsNoReleaseThatIsNotKept() throws Exception {
        PagesCluster.seenLive("green 2.0");
        JenkinsRule.WebClient client = browser();

        for (String address : new String[] {"1-9", "0-1", "1", "1-2-3", "a-b", "99999999999-1"}) {
            client.assertFails(APPLICATION + "comparison/" + address + "/", 404);
        }
    }

    @Test
    void saysWhyReleasesCannotBeCompared() throws Exception {
        fake.cutOff();

        assertThat(text(1, 2)).contains("cut");
    }
}
