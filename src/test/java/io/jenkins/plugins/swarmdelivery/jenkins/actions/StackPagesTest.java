package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import java.nio.file.Files;
import java.nio.file.Path;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** The pages of a release that is a stack show each of its services. */
class StackPagesTest extends SharedJenkins {
    static final String STACK = """
            services:
              web: {image: "registry:5000/web:3.0", deploy: {labels: {swarm-delivery.route.port: "8080"}}}
              api: {image: "registry:5000/api:3.0", environment: [PASSWORD=swordfish]}
            """;

    @TestExtension
    public static class Connector extends PagesCluster {}

    @BeforeEach
    void begin() {
        PagesCluster.begin();
        PagesCluster.fake = new FakeCluster();
        PagesCluster.fake.catchUp();
        PagesCluster.fake.deliverStack("2.0");
    }

    private HtmlPage page(String address) throws Exception {
        JenkinsRule.WebClient client = browser().withJavaScriptEnabled(false);
        return client.goTo(address);
    }

    @Test
    void applicationPageShowsEachServiceWithItsRole() throws Exception {
        PagesCluster.seenLive("blue 2.0");

        String text = PagesCluster.text(page(PagesCluster.APPLICATION));

        assertThat(text)
                .contains("8 of 8", "go-demo-web-blue routed 2 of 2 web:2.0")
                .contains("go-demo-api-blue colored 2 of 2 api:2.0", "go-demo_db shared 2 of 2 db:15")
                .containsOnlyOnce("go-demo-api-blue");
    }

    @Test
    void deliveryPageShowsWhatChangesAndStoresNoValues() throws Exception {
        Run<?, ?> build = jenkins.buildAndAssertSuccess(job("node {\nwriteFile file: 's.yml', text: '''"
                + STACK.replace("swordfish", "sword''' + '''fish")
                + "'''\nswarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', stack: 's.yml') {}\n}\n"
                + "swarmRegisterColor(cluster: 'staging', application: 'go-demo') {}"));

        // Folded: the delivery is done.
        String services = page(build.getUrl() + "swarm-deliveries/")
                .<DomNode>querySelector(".swarm-card__services")
                .getTextContent()
                .replaceAll("\\s+", " ");
        assertThat(services)
                .contains("5 services", "webroutedchanged", "web:3.0", "apicoloredchanged", "workercoloredremoved")
                .contains("dbsharedleft", "TaskTemplate.ContainerSpec.Image");
        // Its script is in the build's record, too, where the password is in two parts.
        String record = Files.readString(Path.of(build.getRootDir().getPath(), "build.xml"));
        assertThat(record).contains("registry:5000/api:3.0").doesNotContain("swordfish", "swarmdelivery.engine");
        assertThat(record.length()).isLessThan(20_000);
    }
}
