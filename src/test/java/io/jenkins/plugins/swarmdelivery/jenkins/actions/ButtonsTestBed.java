package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.APPLICATION;

import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Browsers of users with one permission each, and of an administrator. */
abstract class ButtonsTestBed extends SharedJenkins {
    private final Map<String, JenkinsRule.WebClient> browsers = new HashMap<>();

    @BeforeEach
    void begin() {
        PagesCluster.begin();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, SwarmPermissions.VIEW)
                .everywhere()
                .to("reader", "deployer", "roller", "unlocker")
                .grant(SwarmPermissions.DEPLOY, SwarmPermissions.PROMOTE)
                .everywhere()
                .to("deployer")
                .grant(SwarmPermissions.ROLLBACK)
                .everywhere()
                .to("roller")
                .grant(SwarmPermissions.UNLOCK)
                .everywhere()
                .to("unlocker")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
    }

    /** Each user logs in once. */
    JenkinsRule.WebClient browser(String user) throws Exception {
        if (!browsers.containsKey(user)) {
            browsers.put(user, open(user));
        }
        return browsers.get(user).withJavaScriptEnabled(true);
    }

    private JenkinsRule.WebClient open(String user) throws Exception {
        JenkinsRule.WebClient browser = browser();
        browser.setThrowExceptionOnFailingStatusCode(false);
        // Users who may not see a page are redirected to the login.
        browser.setRefreshHandler((page, url, seconds) -> {});
        return user.equals("anonymous") ? browser : browser.login(user);
    }

    HtmlPage application(String user) throws Exception {
        return browser(user).goTo(APPLICATION);
    }

    int post(String user, String what, NameValuePair... parameters) throws Exception {
        return send(user, what, parameters).getWebResponse().getStatusCode();
    }

    Page send(String user, String what, NameValuePair... parameters) throws Exception {
        JenkinsRule.WebClient browser = browser(user);
        WebRequest request =
                new WebRequest(URI.create(jenkins.getURL() + APPLICATION + what).toURL(), HttpMethod.POST);
        request.setRequestParameters(List.of(parameters));
        return browser.withJavaScriptEnabled(false).getPage(browser.addCrumb(request));
    }
}
