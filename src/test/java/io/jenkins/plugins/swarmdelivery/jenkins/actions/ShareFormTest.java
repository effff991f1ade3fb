package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.APPLICATION;
import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ApplicationView;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operations;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.sf.json.JSONObject;
import org.htmlunit.Page;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** A candidate that waits for its promotion, and its part of the users, on the page of its application. */
class ShareFormTest extends ButtonsTestBed {
    private static final String OBJECTION = "router replica r0 has no rule to share users of go-demo; add share=cookie";

    private static final String FORM = "//form[@action='share']";

    @TestExtension
    public static class Connector extends PagesCluster {}

    @BeforeEach
    void deploy() throws Exception {
        fake.deploy("3.0");
        seenWith(0);
    }

    /** Waits until the page has seen the candidate with so many per cent of the users. */
    private static void seenWith(int percent) throws InterruptedException {
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.status())
                .filter(status -> status.ledger()
                        .delivery()
                        .filter(delivery -> delivery.parked()
                                && percent
                                        == delivery.share()
                                                .map(share -> share.percent())
                                                .orElse(0))
                        .isPresent())
                .isPresent());
    }

    private HtmlPage press(HtmlPage page, String percentage) throws Exception {
        HtmlForm form = (HtmlForm) page.getFirstByXPath(FORM);
        form.getInputByName("share").setValue(percentage);
        return page.getWebClient().getPage(form.getWebRequest(null));
    }

    private static Operation ended() throws InterruptedException {
        Operation operation = Operations.get().of("staging", "go-demo").get(0);
        while (operation.getState().isLive()) {
            Thread.sleep(50);
        }
        return operation;
    }

    private static List<String> log(Operation operation) {
        return operation.getLines().stream().map(Operation.Line::text).toList();
    }

    private static String card(HtmlPage page, String role) {
        DomElement card = page.getFirstByXPath("//section[@data-part='service-" + role + "']");
        return card.asNormalizedText().replaceAll("\\s+", " ");
    }

    @Test
    void sendsAPartOfTheUsersToTheCandidate() throws Exception {
        HtmlPage page = application("deployer");
        assertThat(PagesCluster.text(page)).contains("blue 3.0 waits for its promotion. All users get green 2.0.");
        assertThat(card(page, "candidate")).doesNotContain("Users");

        HtmlPage shown = press(page, "5");

        assertThat(shown.getUrl().getPath()).contains(APPLICATION + "operation/");
        Operation operation = ended();
        assertThat(operation.getState()).as("%s", log(operation)).isEqualTo(RecordState.DONE);
        assertThat(log(operation))
                .startsWith("Share 5% of the users of go-demo on staging, asked for by deployer")
                .anyMatch(line -> line.startsWith("sharing"))
                .endsWith("blue 3.0 gets 5% of the users");
        assertThat(fake.shared()).isEqualTo(5);
        assertThat(fake.phase()).contains(Phase.READY);
        assertThat(fake.live()).isEqualTo("green 2.0");
        HistoryEntry entry = fake.history().get(0);
        assertThat(entry.event()).isEqualTo("share");
        assertThat(entry.reason()).isEqualTo("5% of the users");
        assertThat(entry.author().name()).isEqualTo("deployer");
        assertThat(entry.author().build()).isEqualTo(jenkins.getURL() + APPLICATION);
        assertThat(operation.getRecords())
                .as("the delivery of the candidate, which goes on")
                .isEmpty();
        seenWith(5);
        DomElement newest = application("reader").getFirstByXPath("//*[@data-part='history']//tbody/tr");
        assertThat(newest.asNormalizedText().replaceAll("\\s+", " "))
                .contains("share 3.0 blue green 2.0 done 5% of the users");
    }

    @Test
    void everyReaderSeesWhoGetsWhichRelease() throws Exception {
        fake.share(5);
        fake.unreachableReplica(1);
        seenWith(5);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.status())
                .filter(status -> !status.disagreements().isEmpty())
                .isPresent());

        HtmlPage page = application("reader");

        assertThat(PagesCluster.text(page))
                .contains(
                        "blue 3.0 gets 5% of the users. The others get green 2.0.",
                        "requires the permission Docker Swarm Delivery/Promote");
        assertThat(page.getByXPath(FORM)).isEmpty();
        assertThat(card(page, "active")).contains("Users 95%, on 2 of 3 router replicas");
        assertThat(card(page, "candidate")).contains("Users 5%, on 2 of 3 router replicas");
        assertThat(PagesCluster.text(browser("reader").goTo("swarm-delivery/cluster/staging/")))
                .contains("release blue 3.0: ready, 5% of the users");
        JSONObject json = JSONObject.fromObject(browser("reader")
                .goTo(APPLICATION + "json", "application/json")
                .getWebResponse()
                .getContentAsString());
        assertThat(json.getJSONObject("delivery").getInt("share")).isEqualTo(5);
        JSONObject shared =
                json.getJSONObject("router").getJSONObject("durable").getJSONObject("share");
        assertThat(shared.getString("color")).isEqualTo("blue");
        assertThat(shared.getInt("percent")).isEqualTo(5);
        assertThat(json.getString("news")).endsWith("release in ready with 5% of the users");
    }

    @Test
    void takesTheShareBack() throws Exception {
        fake.share(30);
        seenWith(30);
        HtmlPage page = application("deployer");
        HtmlForm form = (HtmlForm) page.getFirstByXPath(FORM);
        assertThat(form.getInputByName("share").getValue()).isEqualTo("30");

        press(page, "0");

        assertThat(log(ended())).endsWith("blue 3.0 gets none of the users");
        assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        assertThat(fake.shared()).isZero();
        assertThat(fake.phase()).contains(Phase.READY);
    }

    @Test
    void refusesWhatIsNoPercentageBeforeAnythingBegins() throws Exception {
        NameValuePair mark = new NameValuePair("mark", "any");
        for (String wrong : List.of("five", "101", "")) {
            Page answer = send("deployer", "share", mark, new NameValuePair("share", wrong));
            assertThat(answer.getWebResponse().getStatusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.getWebResponse().getContentAsString())
                    .contains("is not valid; use a whole number from 0% to 100%");
        }
        assertThat(post("deployer", "share", mark)).isEqualTo(400);
        assertThat(Operations.get().of("staging", "go-demo")).isEmpty();
    }

    @Test
    void tellsWhyTheRouterCannotShare() throws Exception {
        HtmlPage old = application("deployer");
        fake.refuseShares(OBJECTION);

        press(old, "5");

        assertThat(ended().getState()).isEqualTo(RecordState.FAILED);
        assertThat(log(ended())).endsWith("no users are sent to blue 3.0 of go-demo: " + OBJECTION);
        assertThat(fake.phase()).as("the candidate waits on").contains(Phase.READY);
    }

    @Test
    void hasNoFormIfTheRouterCannotShare() throws Exception {
        fake.refuseShares(OBJECTION);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(ApplicationView::status)
                .flatMap(status -> status.routing().shareObjection())
                .isPresent());

        HtmlPage page = application("deployer");

        assertThat(page.getByXPath("//form[@action='share']")).isEmpty();
        assertThat(PagesCluster.text(page)).contains("Users cannot be shared: " + OBJECTION);
    }

    @Test
    void refusesIfTheShareHasChangedMeanwhile() throws Exception {
        HtmlPage old = application("deployer");
        fake.share(20);

        press(old, "5");

        assertThat(ended().getState()).isEqualTo(RecordState.FAILED);
        assertThat(log(ended()))
                .endsWith(
                        "nothing was done: the page was out of date when the button was pressed; now green 2.0 is live,"
                                + " a release of blue 3.0 is ready with 20% of the users");
        assertThat(fake.shared()).isEqualTo(20);
    }

    @Test
    void setsAShareAgainThatWasLeftUnfinished() throws Exception {
        fake.leaveSharing(20);
        PagesCluster.seen(view -> view.application("go-demo")
                .filter(application -> application.held(Instant.now()))
                .isPresent());
        assertThat(PagesCluster.text(application("deployer")))
                .contains("blue 3.0 is to get 20% of the users.", "once the holder of the lease is done");

        fake.pass(Duration.ofMinutes(2));
        PagesCluster.seen(view -> view.application("go-demo")
                .filter(application -> !application.held(Instant.now()))
                .isPresent());
        HtmlPage page = application("deployer");
        assertThat(PagesCluster.text(page))
                .contains("A change of the share was interrupted: blue 3.0 was to get 20% of the users.");
        press(page, "10");

        assertThat(ended().getState()).as("%s", log(ended())).isEqualTo(RecordState.DONE);
        assertThat(fake.shared()).isEqualTo(10);
    }

    @Test
    void offersNothingToShareWithoutACandidate() throws Exception {
        fake.supersede();
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .filter(ledger -> ledger.delivery().isEmpty() && ledger.lease().isEmpty())
                .isPresent());

        assertThat(PagesCluster.text(application("admin"))).doesNotContain("Share users");
    }
}
