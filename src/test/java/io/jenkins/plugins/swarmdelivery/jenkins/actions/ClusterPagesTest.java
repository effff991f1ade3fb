package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.APPLICATION;
import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.BackgroundThreads;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.sf.json.JSONNull;
import net.sf.json.JSONObject;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** What the pages of the clusters show. */
class ClusterPagesTest extends SharedJenkins {
    @TestExtension
    public static class Connector extends PagesCluster {}

    @BeforeEach
    void begin() {
        PagesCluster.begin();
    }

    private String text(String address) throws Exception {
        return PagesCluster.text(browser().goTo(address));
    }

    @Test
    void rootLinksToTheClusters() throws Exception {
        PagesCluster.seen();
        JenkinsRule.WebClient browser = browser();

        assertThat(browser.goTo("").getWebResponse().getContentAsString())
                .contains("href=\"" + jenkins.contextPath + "/swarm-delivery\"");
        HtmlPage clusters = browser.goTo("swarm-delivery");
        HtmlPage cluster = clusters.getAnchorByText("staging").click();
        HtmlPage application = cluster.getAnchorByText("go-demo").click();

        assertThat(clusters.getElementById("main-panel").getTextContent()).contains("answers");
        assertThat(application.getUrl().getPath()).endsWith("/" + APPLICATION);
    }

    @Test
    void linkIsHiddenWithoutClusters() throws Exception {
        SwarmDeliveryConfiguration.get().setClusters(List.of());

        assertThat(browser().goTo("").getWebResponse().getContentAsString()).doesNotContain("/swarm-delivery");
        assertThat(text("swarm-delivery/")).contains("No cluster is configured");
    }

    @Test
    void clusterListsLiveReleases() throws Exception {
        fake.deliverOver("3.0");
        PagesCluster.seenLive("blue 3.0");

        String text = text("swarm-delivery/cluster/staging/");

        assertThat(text).contains("go-demo blue 3.0 3 of 3", "anna", "green 2.0");
    }

    @Test
    void applicationShowsLiveStandbyLeaseAndHistory() throws Exception {
        fake.deliverOver("3.0");
        fake.deploy("4.0");
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.delivery())
                .filter(delivery -> delivery.phase() == Phase.READY)
                .isPresent());

        String text = text(APPLICATION);

        assertThat(text).contains("Live 3 of 3 blue 3.0 (#3)", "go-demo-blue", "sha256:");
        assertThat(text).contains("Candidate release: green 4.0, candidate is ready");
        assertThat(text).contains("Free: nobody is changing this application.");
        assertThat(text).contains("release 3.0 (#3) blue green 2.0 done");
        assertThat(text).contains("release 1.0 (#1) blue done");
    }

    @Test
    void pageNeverQueriesTheCluster() throws Exception {
        PagesCluster.seen();
        fake.cutOff();
        PagesCluster.seen(view -> !view.problem().isEmpty());

        assertThat(text("swarm-delivery/")).contains("does not answer", "cut before");
        assertThat(text("swarm-delivery/cluster/staging/"))
                .contains("staging cannot be read completely: cut before", "Last seen:", "2.0");
        assertThat(text(APPLICATION)).contains("green 2.0 (#2)", "cut before");

        fake.connect();
        PagesCluster.seen(view -> view.problem().isEmpty());
        assertThat(text("swarm-delivery/")).doesNotContain("does not answer");
    }

    @Test
    void pageReportsThatAClusterNeverResponded() throws Exception {
        fake.cutOff();
        PagesCluster.seen(view -> !view.problem().isEmpty());

        assertThat(text("swarm-delivery/cluster/staging/")).contains("Nothing is known about it yet");
        assertThat(text(APPLICATION)).doesNotContain("Roll back");
    }

    @Test
    void showsAnUnfinishedDeliveryWithoutAnOwner() throws Exception {
        fake.pass(Duration.ofHours(1)); // It must be held for the whole test.
        fake.leaveUnfinished("3.0", Phase.CONVERGING);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.lease())
                .isPresent());
        assertThat(text(APPLICATION))
                .contains("In progress release: blue 3.0", "Held by somebody: deliver", "unless renewed")
                .contains("You can roll back once the holder of the lease is done");

        fake.supersede();
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .filter(ledger -> ledger.lease().isEmpty())
                .isPresent());
        assertThat(text(APPLICATION))
                .contains("failed", "rolled back by somebody")
                .doesNotContain("In progress");
    }

    @Test
    void claimsNothingAboutAClusterNotYetSeen() throws Exception {
        PagesCluster.block();
        try {
            HtmlPage clusters = browser().withJavaScriptEnabled(false).goTo("swarm-delivery/");
            DomElement row = clusters.getFirstByXPath("//tbody/tr");
            assertThat(row.asNormalizedText()).contains("staging", "connecting").doesNotContain("0");
            assertThat((List<?>) row.getByXPath(".//span[@class='swarm-skeleton']"))
                    .hasSize(2);
            assertThat(jenkins.getJSON("swarm-delivery/json")
                            .getJSONObject()
                            .getJSONArray("clusters")
                            .getJSONObject(0)
                            .get("applications"))
                    .isEqualTo(JSONNull.getInstance());
            HtmlPage cluster = browser().withJavaScriptEnabled(false).goTo("swarm-delivery/cluster/staging/");
            assertThat((Object) cluster.getFirstByXPath("//div[@class='swarm-skeletons']"))
                    .isNotNull();
        } finally {
            PagesCluster.unblock();
        }
        PagesCluster.seen();
        assertThat(text("swarm-delivery/")).contains("staging 1 0 answers");
    }

    @Test
    void collapsesEndedTasksOnAHealthyCard() throws Exception {
        fake.failOnce("2.0");
        PagesCluster.seen(view -> view.application("go-demo").flatMap(application -> application.status()).stream()
                .flatMap(status -> status.services().stream())
                .anyMatch(service -> !service.troubles().isEmpty() && service.healthy() == service.wanted()));

        DomElement ended = browser().goTo(APPLICATION).getFirstByXPath("//details[@class='swarm-troubles']");

        assertThat(ended.hasAttribute("open")).isFalse();
        assertThat(ended.getFirstElementChild().getTextContent()).isEqualTo("Tasks that have ended");
    }

    @Test
    void frontPageLinksToTheClusters() throws Exception {
        DomElement link = browser()
                .goTo("")
                .getFirstByXPath("//div[@id='side-panel']//a[@href='" + jenkins.contextPath + "/swarm-delivery']");

        assertThat(link.asNormalizedText()).isEqualTo("Docker Swarm");
    }

    @Test
    void showsDisagreements() throws Exception {
        fake.unreachableReplica(1);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.status())
                .filter(status -> !status.disagreements().isEmpty())
                .isPresent());

        assertThat(text(APPLICATION)).contains("Ledger, services and router disagree", "connection refused");
        assertThat(text("swarm-delivery/cluster/staging/")).contains("disagrees");
    }

    @Test
    void showsThatAnApplicationIsPaused() throws Exception {
        assertThat(text(APPLICATION)).doesNotContain("Paused");
        fake.pause(new Pause(Instant.now(), "anna", Optional.of("Back at <b>8</b>.")));
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.status())
                .flatMap(status -> status.router().pause().durable())
                .isPresent());

        assertThat(text(APPLICATION))
                .contains("Paused: users get a maintenance page, since", "by anna: Back at <b>8</b>.");
        assertThat(text("swarm-delivery/cluster/staging/")).contains("paused");
        assertThat(jenkins.getJSON(APPLICATION + "json")
                        .getJSONObject()
                        .getJSONObject("paused")
                        .getString("by"))
                .isEqualTo("anna");
    }

    @Test
    void documentsMatchThePages() throws Exception {
        PagesCluster.seen();

        JSONObject clusters = jenkins.getJSON("swarm-delivery/json").getJSONObject();
        assertThat(clusters.getJSONArray("clusters").getJSONObject(0).getString("cluster"))
                .isEqualTo("staging");
        JSONObject cluster =
                jenkins.getJSON("swarm-delivery/cluster/staging/json").getJSONObject();
        assertThat(cluster.getJSONArray("applications")
                        .getJSONObject(0)
                        .getJSONObject("active")
                        .getString("version"))
                .isEqualTo("2.0");
        JSONObject application = jenkins.getJSON(APPLICATION + "json").getJSONObject();
        assertThat(application.getString("application")).isEqualTo("go-demo");
        assertThat(application.getJSONArray("history").size()).isEqualTo(2);
        assertThat(application.getJSONArray("services").getJSONObject(0).getInt("healthy"))
                .isEqualTo(3);
        assertThat(application.has("seenAt")).isTrue();
        assertThat(application.toString()).doesNotContain("token");
    }

    @Test
    void respondsNotFoundToUnknownNames() throws Exception {
        PagesCluster.seen();
        JenkinsRule.WebClient browser = browser();

        browser.assertFails("swarm-delivery/cluster/nowhere/", 404);
        browser.assertFails("swarm-delivery/cluster/staging/application/nothing/", 404);
        browser.assertFails("swarm-delivery/cluster/staging/application/No%20Name/", 404);
        browser.assertFails(APPLICATION + "operation/12345678/", 404);
    }

    @Test
    void showsTwoHundredApplicationsWithoutQueryingTheCluster() throws Exception {
        fake.copies(199);
        PagesCluster.seen(view -> view.applications().size() == 200
                && view.applications().stream()
                        .allMatch(application -> application.status().isPresent()));

        HtmlPage page = browser().withJavaScriptEnabled(false).goTo("swarm-delivery/cluster/staging/");

        List<DomElement> rows = page.getByXPath("//tbody/tr");
        assertThat(rows)
                .hasSize(200)
                .allSatisfy(row -> assertThat(row.getTextContent()).contains("green", "2.0", "3 of 3"));
        long front = millis("");
        long cluster = millis("swarm-delivery/cluster/staging/");
        System.out.printf(
                "a page of 200 applications: %d ms, %.1f times as long as Jenkins' own front page%n",
                cluster, (double) cluster / front);
        assertThat(fake.calls().keySet())
                .as("who has asked the cluster: this test, which prepared it, and the watch")
                .contains(Thread.currentThread().getName())
                .anyMatch(ClusterPagesTest::isWatchThread)
                .allMatch(name -> name.equals(Thread.currentThread().getName()) || isWatchThread(name));
    }

    private static boolean isWatchThread(String thread) {
        return thread.startsWith(BackgroundThreads.class.getName());
    }

    /** Jenkins' response time, the fastest of several, after the page was rendered once. */
    private static long millis(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(jenkins.getURL().toURI().resolve(address))
                .build();
        long best = Long.MAX_VALUE;
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 8; i++) {
            long start = System.nanoTime();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
            best = Math.min(best, System.nanoTime() - start);
            assertThat(status).isEqualTo(200);
        }
        return TimeUnit.NANOSECONDS.toMillis(best);
    }

    @Test
    void pagesContainNoInlineScriptOrStyle() throws Exception {
        fake.deliverOver("3.0");
        PagesCluster.seenLive("blue 3.0");
        for (String address : List.of("swarm-delivery/", "swarm-delivery/cluster/staging/", APPLICATION)) {
            HtmlPage page = browser().goTo(address);
            assertThat(page.getWebResponse().getResponseHeaderValue("Content-Security-Policy"))
                    .contains("script-src")
                    .doesNotContain("unsafe-eval");
            DomElement parts = page.getFirstByXPath("//div[contains(@class, 'swarm-live')]");
            assertThat((List<?>) parts.getByXPath(".//script[not(@src)] | .//style | .//*[@style]"))
                    .isEmpty();
            assertThat(parts.asXml()).doesNotContain("javascript:").doesNotContainPattern("\\son[a-z]+=\"");
        }
    }
}
