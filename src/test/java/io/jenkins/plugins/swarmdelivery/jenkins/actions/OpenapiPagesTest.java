package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.Openapi;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operations;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.RouterOperations;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.RouterRequest;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;

/** The pages respond as {@code docs/openapi.yaml} describes. */
class OpenapiPagesTest extends SharedJenkins {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DELIVER =
            "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:3.0') {}\n"
                    + "swarmRegisterColor(cluster: 'staging', application: 'go-demo') {}";

    private final Openapi openapi = Openapi.read();
    private Map<String, String> names = Map.of();

    @TestExtension
    public static class Connector extends PagesCluster {}

    /** A build that has delivered, a rollback and a look at the router that users started from pages. */
    @BeforeEach
    void begin() throws Exception {
        PagesCluster.begin();
        Run<?, ?> build = jenkins.buildAndAssertSuccess(job(DELIVER));
        PagesCluster.seenLive("blue 3.0");
        String mark = new ClustersPage()
                .getCluster("staging")
                .getApplication("go-demo")
                .getMark();
        Operation rollback = Operations.get()
                .rollback("staging", "go-demo", Optional.of("2.0"), mark, new Author("anna", "", "", ""));
        Operation change = RouterOperations.plan(
                "staging", RouterRequest.of(Map.of("applications", "go-demo=8080")::get), Author.named("anna"));
        while (rollback.getState().isLive() || change.getState().isLive()) {
            Thread.sleep(50);
        }
        ComparisonPageTest.compared(1, 2);
        names = Map.of(
                "{cluster}",
                "staging",
                "{application}",
                "go-demo",
                "{operation}",
                rollback.getId(),
                "{change}",
                change.getId(),
                "{before}",
                "1",
                "{after}",
                "2",
                "{job}",
                build.getParent().getName(),
                "{build}",
                String.valueOf(build.getNumber()));
    }

    private String address(String path) {
        String address = path.substring(1);
        for (Map.Entry<String, String> name : names.entrySet()) {
            address = address.replace(name.getKey(), name.getValue());
        }
        return address;
    }

    @Test
    void everyPathReturnsItsDocument() throws Exception {
        for (String path : openapi.paths()) {
            Object document = JSON.readValue(jenkins.getJSON(address(path)).getContentAsString(), Object.class);
            assertThat(openapi.differences(openapi.schemaOf(path), document))
                    .as(path)
                    .isEmpty();
        }
    }

    @Test
    void everyPathRequiresPermission() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().to("stranger"));
        JenkinsRule.WebClient stranger = browser().login("stranger");
        for (String path : openapi.paths()) {
            stranger.assertFails(address(path), path.startsWith("/job/") ? 404 : 403);
        }
    }
}
