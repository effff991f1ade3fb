package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.APPLICATION;
import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.fake;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.security.Permission;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operations;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** Who may see the page of an application, and who may press Roll back and Unlock on it. */
class ButtonPermissionsTest extends ButtonsTestBed {
    @TestExtension
    public static class Connector extends PagesCluster {}

    private int get(String user, String what) throws Exception {
        WebRequest request = new WebRequest(URI.create(jenkins.getURL() + what).toURL(), HttpMethod.GET);
        return browser(user)
                .withJavaScriptEnabled(false)
                .getPage(request)
                .getWebResponse()
                .getStatusCode();
    }

    @Test
    void pageRequiresThePermissionToView() throws Exception {
        PagesCluster.seen();
        Stream<String> pages = Stream.of("", "cluster/staging/", "cluster/staging/application/go-demo/")
                .flatMap(page -> Stream.of(page, page + "json", page + "parts"));
        for (String page : pages.toList()) {
            assertThat(get("anonymous", "swarm-delivery/" + page)).as(page).isEqualTo(403);
            assertThat(get("reader", "swarm-delivery/" + page)).as(page).isEqualTo(200);
            assertThat(get("admin", "swarm-delivery/" + page)).as(page).isEqualTo(200);
        }
    }

    @Test
    void buttonsAppearOnlyWithTheirPermission() throws Exception {
        fake.pass(Duration.ofHours(1)); // It must be held for the whole test.
        fake.leaveUnfinished("3.0", Phase.CONVERGING);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.lease())
                .isPresent());
        for (String user : List.of("reader", "deployer", "roller")) {
            assertThat(application(user).getByXPath("//form[@action='unlock']"))
                    .as(user)
                    .isEmpty();
        }
        for (String user : List.of("unlocker", "admin")) {
            assertThat(application(user).getByXPath("//form[@action='unlock']"))
                    .as(user)
                    .hasSize(1);
        }
        assertThat(application("admin").getByXPath("//form[@action='rollback']"))
                .isEmpty();

        fake.supersede();
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .filter(ledger -> ledger.lease().isEmpty())
                .isPresent());
        for (String user : List.of("reader", "deployer", "unlocker")) {
            assertThat(application(user).getByXPath("//form[@action='rollback']"))
                    .as(user)
                    .isEmpty();
        }
        for (String user : List.of("roller", "admin")) {
            assertThat(application(user).getByXPath("//form[@action='rollback']"))
                    .as(user)
                    .hasSize(1);
        }
    }

    @Test
    void actionsRequirePostAndTheirPermission() throws Exception {
        PagesCluster.seen();
        NameValuePair mark = new NameValuePair("mark", "nothing");
        NameValuePair reason = new NameValuePair("reason", "hangs");
        for (String method : List.of("rollback", "unlock")) {
            assertThat(get("admin", APPLICATION + method)).as(method).isEqualTo(405);
            for (String user : List.of("anonymous", "reader", "deployer")) {
                assertThat(post(user, method, mark, reason)).as(user).isEqualTo(403);
            }
        }
        assertThat(get("admin", APPLICATION + "share")).isEqualTo(405);
        for (String user : List.of("anonymous", "reader", "roller", "unlocker")) {
            assertThat(post(user, "share", mark, new NameValuePair("share", "5")))
                    .as(user)
                    .isEqualTo(403);
        }
        assertThat(post("unlocker", "rollback", mark)).isEqualTo(403);
        assertThat(post("roller", "unlock", mark, reason)).isEqualTo(403);
        assertThat(Operations.get().of("staging", "go-demo")).isEmpty();

        assertThat(post("roller", "rollback", mark)).isEqualTo(200);
        assertThat(post("unlocker", "unlock", mark, reason)).isEqualTo(200);
        assertThat(post("admin", "unlock", mark, new NameValuePair("reason", " ")))
                .isEqualTo(400);
        assertThat(Operations.get().of("staging", "go-demo")).hasSize(2);
    }

    @Test
    void permissionsImplyOthersAsDocumented() {
        for (Permission permission : List.of(
                SwarmPermissions.VIEW, SwarmPermissions.PROMOTE, SwarmPermissions.ROLLBACK, SwarmPermissions.UNLOCK)) {
            assertThat(permission.impliedBy).isEqualTo(Jenkins.ADMINISTER);
        }
    }
}
