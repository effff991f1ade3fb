package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.proxies;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.config.Traefik;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.RouterOperations;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.RouterRequest;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import io.jenkins.plugins.swarmdelivery.router.RouterInMemory;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomAttr;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** An administrator sets the router of a cluster up from its page. */
class RouterButtonTest extends ButtonsTestBed {
    private static final String CLUSTER = "swarm-delivery/cluster/staging/";

    @TestExtension
    public static class Connector extends PagesCluster {}

    @BeforeEach
    void noRouter() {
        proxies = new RouterInMemory();
    }

    @AfterEach
    void stopProxies() {
        proxies.close();
    }

    private Page send(String user, HttpMethod method, String what, NameValuePair... parameters) throws Exception {
        WebRequest request =
                new WebRequest(URI.create(jenkins.getURL() + CLUSTER + what).toURL(), method);
        request.setRequestParameters(List.of(parameters));
        JenkinsRule.WebClient browser = browser(user).withJavaScriptEnabled(false);
        return browser.getPage(method == HttpMethod.POST ? browser.addCrumb(request) : request);
    }

    private int post(String user, String what, String name, String value) throws Exception {
        return send(user, HttpMethod.POST, what, new NameValuePair(name, value))
                .getWebResponse()
                .getStatusCode();
    }

    /** The newest operation, when it has ended. */
    private static Operation ended() throws InterruptedException {
        Operation newest = RouterOperations.of("staging").get(0);
        while (newest.getState().isLive()) {
            Thread.sleep(50);
        }
        return newest;
    }

    private Operation planned(String applications) throws Exception {
        assertThat(post("admin", "router/plan", "applications", applications)).isEqualTo(200);
        return ended();
    }

    private static List<String> log(Operation operation) {
        return operation.getLines().stream().map(Operation.Line::text).toList();
    }

    @Test
    void showsWhatWillChangeThenSetsTheRouterUp() throws Exception {
        Operation plan = planned("shop=8080,host=shop.example.com\nblog=80,host=blog.example.com");

        assertThat(plan.getState()).isEqualTo(RecordState.DONE);
        assertThat(plan.getTitle()).isEqualTo("Show changes to the router of staging");
        assertThat(log(plan))
                .contains("would write credentials swarm-router-staging", "would create secret swarm-router-ca-…")
                .anyMatch(line -> line.startsWith("would create service swarm-router"));
        assertThat(proxies.events()).isEmpty();
        assertThat(SystemCredentialsProvider.getInstance().getCredentials()).isEmpty();

        HtmlPage shown = browser("admin").goTo(CLUSTER + "operation/" + plan.getId() + "/");
        assertThat(PagesCluster.text(shown)).contains("would create service swarm-router", "Set up the router");
        assertThat(post("admin", "router/setUp", "plan", plan.getId())).isEqualTo(200);
        Operation done = ended();

        assertThat(log(done)).last().isEqualTo("the router is up; every replica serves its routes");
        assertThat(done.getState()).isEqualTo(RecordState.DONE);
        assertThat(done.getTitle()).isEqualTo("Set up the router of staging");
        assertThat(log(done)).contains("wrote credentials swarm-router-staging", "created service swarm-router");
        assertThat(proxies.routed("swarm-router")).containsExactly("blog", "shop");
        assertThat(log(planned("shop=8080,host=shop.example.com")))
                .last()
                .isEqualTo("nothing to change: the router is as asked for");
        assertThat(post("admin", "router/setUp", "plan", ended().getId())).isEqualTo(400);
        assertThat(PagesCluster.text(browser("reader").goTo(CLUSTER))).contains("Set up the router of staging");
    }

    @Test
    void everyFieldOfTheFormCounts() throws Exception {
        proxies.secret("shop-tls");
        Page answer = send(
                "admin",
                HttpMethod.POST,
                "router/plan",
                new NameValuePair("applications", "shop=8080"),
                new NameValuePair("servicePort", " 8280 "),
                new NameValuePair("adminPort", "9997"),
                new NameValuePair("tlsSecrets", "shop-tls\n"),
                new NameValuePair("httpsPort", "8643"),
                new NameValuePair("redirectPort", "8680"),
                new NameValuePair("trustedProxies", "10.0.0.5\n10.1.0.0/16"),
                new NameValuePair("proxyProtocol", "10.2.0.0/16"));
        assertThat(answer.getWebResponse().getStatusCode()).isEqualTo(200);
        assertThat(log(ended()))
                .contains(
                        "would serve users over HTTPS, with the certificates of shop-tls",
                        "would redirect users to HTTPS on port 8643",
                        "would trust X-Forwarded-* headers of 10.0.0.5, 10.1.0.0/16",
                        "would expect the PROXY protocol from 10.2.0.0/16");
        assertThat(post("admin", "router/setUp", "plan", ended().getId())).isEqualTo(200);
        assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        assertThat(proxies.published("swarm-router"))
                .isEqualTo(Map.of(8080, 8280, 8081, 8081, 9999, 9997, 8443, 8643, 8082, 8680));
    }

    @Test
    void makesOnlyTheChangesThatWereShown() throws Exception {
        Operation plan = planned("shop=8080");
        Operation other = planned("blog=80,host=blog.example.com");
        assertThat(post("admin", "router/setUp", "plan", other.getId())).isEqualTo(200);
        assertThat(ended().getState()).isEqualTo(RecordState.DONE);

        assertThat(post("admin", "router/setUp", "plan", plan.getId())).isEqualTo(200);

        assertThat(ended().getState()).isEqualTo(RecordState.FAILED);
        assertThat(log(ended()))
                .last()
                .asString()
                .contains("has changed since the changes were shown; show them again");
        assertThat(proxies.routed("swarm-router")).containsExactly("blog");
    }

    @Test
    void refusesAsTheEngineDoes() throws Exception {
        assertThat(post("admin", "router/plan", "adminPort", "many")).isEqualTo(200);
        assertThat(log(ended())).last().asString().contains("adminPort: \"many\" is not valid; use a number");
        assertThat(log(planned("shop"))).last().asString().contains("\"shop\" is not valid; write NAME=PORT");
        assertThat(log(planned(""))).last().asString().contains("name an application");
        assertThat(ended().getState()).isEqualTo(RecordState.FAILED);
        assertThat(post("admin", "router/setUp", "plan", ended().getId())).isEqualTo(400);
        assertThat(post("admin", "router/setUp", "plan", "nothing")).isEqualTo(400);
        assertThat(proxies.events()).isEmpty();
    }

    @Test
    void requiresAnAdministratorAndPost() throws Exception {
        for (String method : List.of("router/plan", "router/setUp", "router/rotate")) {
            for (String user : List.of("anonymous", "reader", "deployer", "roller", "unlocker")) {
                assertThat(post(user, method, "applications", "shop=8080"))
                        .as(user + ", " + method)
                        .isEqualTo(403);
            }
            assertThat(send("admin", HttpMethod.GET, method).getWebResponse().getStatusCode())
                    .as(method)
                    .isEqualTo(405);
        }
        assertThat(RouterOperations.of("staging")).isEmpty();
    }

    @Test
    void onlyAdministratorsSeeTheForm() throws Exception {
        PagesCluster.seen();
        HtmlPage page = browser("admin").goTo(CLUSTER);

        assertThat(page.getByXPath("//form[@action='router/plan']")).hasSize(1);
        assertThat(page.<DomAttr>getByXPath("//form[@action='router/plan']//*[@aria-describedby]/@name"))
                .extracting(DomAttr::getValue)
                .containsExactlyElementsOf(RouterRequest.FIELDS);
        assertThat(browser("roller").goTo(CLUSTER).getByXPath("//form[@action='router/plan']"))
                .isEmpty();

        SwarmDeliveryConfiguration.get().cluster("staging").setRouter(new Traefik());
        assertThat(browser("admin").goTo(CLUSTER).getByXPath("//form[@action='router/plan']"))
                .isEmpty();
    }

    @Test
    void certificatesOfARouterThatIsMissingAreNotRenewed() throws Exception {
        assertThat(post("admin", "router/rotate", "any", "")).isEqualTo(200);

        assertThat(log(ended())).last().asString().contains("the Swarm has no service swarm-router");
    }
}
