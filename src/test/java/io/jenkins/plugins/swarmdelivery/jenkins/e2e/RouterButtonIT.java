package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An administrator sets a router up in the browser; builds deliver through it. */
class RouterButtonIT {
    private static final Application APP = new Application("it-button");
    private static final String CLUSTER = "buttons";
    private static final String ROUTER = "button-router";
    private static final String PAGE = "swarm-delivery/cluster/" + CLUSTER + "/";
    private static final String USERS_PORT = "8380";
    private static final String DONE = "the router is up; every replica serves its routes";

    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatStaysUp();

    @BeforeAll
    static void addCluster() throws Throwable {
        JENKINS.addCluster(CLUSTER, ROUTER);
    }

    @BeforeEach
    @AfterEach
    void removeRouter() {
        STAGING.forget(APP);
        STAGING.swarm.service(ROUTER).map(Service::id).ifPresent(STAGING.swarm::remove);
        for (Swarm.Kind kind : List.of(Swarm.Kind.CONFIG, Swarm.Kind.SECRET)) {
            Await.passes(() -> STAGING.swarm
                    .labeled(kind, Map.of("swarm-delivery.router", ROUTER))
                    .forEach(object -> STAGING.swarm.remove(kind, object.id())));
        }
    }

    @Test
    void buildsDeliverThroughTheRouterThatAButtonHasSetUp() {
        try (Browser browser = Browser.of(JENKINS, LabJenkins.ADMIN)) {
            setUp(
                    browser,
                    "create service " + ROUTER,
                    Map.of(
                            "applications",
                            APP + "=8080,host=it-button.lab",
                            "image",
                            LAB.property("haproxyImage"),
                            "servicePort",
                            USERS_PORT,
                            "previewPort",
                            "8381",
                            "adminPort",
                            "9996"));
            deliver("1.0");
            setUp(
                    browser,
                    "replace the replicas of service " + ROUTER,
                    Map.of("applications", "it-button-other=8080,host=it-button-other.lab,sticky=cookie"));
            deliver("2.0");
        }
    }

    /** Fills the form in, reads the changes, and makes them. */
    private static void setUp(Browser browser, String change, Map<String, String> fields) {
        Page page = browser.open(PAGE);
        page.locator(".swarm-router details summary").all().forEach(summary -> summary.click());
        fields.forEach((name, text) ->
                page.locator(".swarm-router [name=" + name + "]").fill(text));
        Pictures.take(page, "router");
        page.locator("#router-plan-button").click();
        PlaywrightAssertions.assertThat(page.locator("body")).containsText("would " + change);
        page.locator("#router-button").click();
        page.locator("dialog[open] [data-id=ok]").click();
        PlaywrightAssertions.assertThat(page.locator("body")).containsText(DONE);
    }

    private static void deliver(String version) {
        DeliverJob job =
                DeliverJob.in(JENKINS, "router-button", JENKINS.as(LabJenkins.RELEASE_MANAGER), DeliverJob.DURABLE);
        JENKINS.assertResult(job.name(), job.start(CLUSTER, APP.name(), version, Map.of()), "SUCCESS");
        for (String node : List.of("s1", "s2", "s3")) {
            String address = LAB.property("node." + node + ".address");
            assertThat(LAB.curl("--header", "Host: it-button.lab", "http://" + address + ":" + USERS_PORT + "/version")
                            .strip())
                    .isEqualTo(version);
        }
    }
}
