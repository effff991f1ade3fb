package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.APPLICATION;
import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operations;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecord;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.util.List;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** Roll back and Unlock on the page of an application: what they do, and what is refused. */
class ButtonsTest extends ButtonsTestBed {
    @TestExtension
    public static class Connector extends PagesCluster {}

    /** Skips the browser's confirmation dialog. */
    private static HtmlPage press(HtmlPage page, String form) throws Exception {
        HtmlForm found = (HtmlForm) page.getFirstByXPath("//form[@action='" + form + "']");
        WebRequest request = found.getWebRequest(null);
        return page.getWebClient().getPage(request);
    }

    private static Operation ended() throws InterruptedException {
        Operation operation = Operations.get().of("staging", "go-demo").get(0);
        while (operation.getState().isLive()) {
            Thread.sleep(50);
        }
        return operation;
    }

    @Test
    void rollsBackToTheChosenRelease() throws Exception {
        PagesCluster.seenLive("green 2.0");
        HtmlPage page = application("roller");
        List<DomElement> options = page.getByXPath("//select[@name='to']/option");
        assertThat(options).extracting(DomElement::getTextContent).containsExactly("1.0 (#1)");

        HtmlPage shown = press(page, "rollback");

        assertThat(shown.getUrl().getPath()).contains(APPLICATION + "operation/");
        Operation operation = ended();
        assertThat(operation.getState()).isEqualTo(RecordState.DONE);
        assertThat(fake.live()).isEqualTo("blue 1.0");
        HistoryEntry entry = fake.history().get(0);
        assertThat(entry.event()).isEqualTo("rollback");
        assertThat(entry.author().name()).isEqualTo("roller");
        assertThat(entry.author().build()).isEqualTo(jenkins.getURL() + APPLICATION);
        fake.clean();

        HtmlPage log = browser("reader").goTo(APPLICATION + "operation/" + operation.getId() + "/");
        assertThat(log.getElementById("main-panel").getTextContent())
                .contains("Roll back go-demo on staging, asked for by roller", "blue 1.0: done", "switching");
        PagesCluster.seenLive("blue 1.0");
        List<DomElement> next = application("roller").getByXPath("//select[@name='to']/option");
        assertThat(next)
                .extracting(DomElement::getTextContent)
                .containsExactly("Choose a release", "2.0 (#2), was rolled back from");
    }

    @Test
    void rollsBackToTheStandbyImmediately() throws Exception {
        fake.deliverOver("3.0");
        PagesCluster.seenLive("blue 3.0");
        HtmlPage page = application("roller");
        DomElement form = page.getFirstByXPath("//form[@action='rollback']");
        assertThat(form.getAttribute("data-message"))
                .isEqualTo(
                        "Users are switched away from blue 3.0. Any release other than the standby green 2.0 gives up the standby,"
                                + " because it needs its color.");

        press(page, "rollback");

        assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        assertThat(fake.live()).isEqualTo("green 2.0");
        assertThat(ended().getRecords().get(0).getPhases())
                .noneMatch(phase -> phase.getName().equals("starting"));
    }

    @Test
    void refusesIfTheStateHasChangedMeanwhile() throws Exception {
        PagesCluster.seenLive("green 2.0");
        HtmlPage old = application("roller");
        fake.deliver("3.0");

        press(old, "rollback");

        assertThat(ended().getState()).isEqualTo(RecordState.FAILED);
        assertThat(ended().getLines())
                .extracting(Operation.Line::text)
                .last()
                .isEqualTo(
                        "nothing was done: the page was out of date when the button was pressed; now blue 3.0 is live");
        assertThat(fake.live()).isEqualTo("blue 3.0");
    }

    @Test
    void rollsBackWhatADeadJenkinsLeft() throws Exception {
        fake.pass(Duration.ofMinutes(-5));
        fake.leaveUnfinished("3.0", Phase.VERIFYING);
        fake.catchUp();
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.delivery())
                .filter(delivery -> delivery.phase() == Phase.VERIFYING)
                .isPresent());
        HtmlPage page = application("roller");
        assertThat(page.getElementById("main-panel").getTextContent()).contains("Nobody is working on it");

        press(page, "rollback");

        assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        assertThat(fake.live()).isEqualTo("green 2.0");
        fake.clean();
    }

    @Test
    void finishesAStartedRetirementFirst() throws Exception {
        fake.pass(Duration.ofMinutes(-5));
        fake.leaveUnfinished("3.0", Phase.RETIRING);
        fake.catchUp();
        PagesCluster.seenLive("blue 3.0");
        press(application("roller"), "rollback");

        assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        assertThat(fake.live()).isEqualTo("green 2.0");
        assertThat(fake.history())
                .extracting(HistoryEntry::event)
                .containsExactly("rollback", "release", "release", "release");
        assertThat(ended().getRecords()).hasSize(2);
        fake.clean();
    }

    @Test
    void givesUpAWaitingCandidate() throws Exception {
        fake.deploy("3.0");
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.delivery())
                .filter(delivery -> delivery.phase() == Phase.READY)
                .isPresent());
        HtmlPage page = application("roller");
        assertThat(page.getElementById("main-panel").getTextContent()).contains("Give up the candidate");

        press(page, "rollback");

        assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        assertThat(fake.services()).containsExactly("go-demo-green");
        fake.clean();
    }

    @Test
    void givesUpAnExpiredCandidate() throws Exception {
        // Otherwise Jenkins itself, which checks every minute, may come first.
        SwarmDeliveryConfiguration.get().cluster("staging").setRetireDue(false);
        fake.deployExpiring("3.0", Duration.ofMinutes(10));
        fake.pass(Duration.ofMinutes(10));
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.delivery())
                .filter(delivery -> delivery.phase() == Phase.READY)
                .isPresent());

        press(application("roller"), "rollback");

        assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        assertThat(ended().getRecords())
                .singleElement()
                .extracting(DeliveryRecord::getState)
                .isEqualTo(RecordState.GIVEN_UP);
        assertThat(fake.history().get(0).outcome()).isEqualTo("given-up");
        fake.clean();
    }

    private static void seenStuck() throws InterruptedException {
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.delivery())
                .filter(delivery -> delivery.phase() == Phase.STUCK)
                .isPresent());
    }

    @Test
    void acceptsTheServingReleaseOfAStuckDelivery() throws Exception {
        fake.leaveStuck("3.0");
        seenStuck();
        HtmlPage page = application("roller");
        ((HtmlForm) page.getFirstByXPath("//form[@action='accept']"))
                .getInputByName("reason")
                .setValue("3.0 is good enough");

        press(page, "accept");

        assertThat(ended().getState()).as("%s", ended().getLines()).isEqualTo(RecordState.DONE);
        assertThat(fake.live()).isEqualTo("blue 3.0");
        assertThat(fake.history().get(0).reason()).contains("3.0 is good enough");
        assertThat(fake.history().get(0).author().name()).isEqualTo("roller");
    }

    @Test
    void restartsAKeptReleaseAfterAStuckDelivery() throws Exception {
        fake.leaveStuck("3.0");
        seenStuck();
        HtmlPage page = application("roller");
        List<DomElement> options = page.getByXPath("//select[@name='to']/option");
        assertThat(options)
                .extracting(DomElement::getTextContent)
                .startsWith("green 2.0, as it was tried")
                .contains("1.0 (#1), started again");
        ((HtmlSelect) page.getFirstByXPath("//select[@name='to']")).setSelectedAttribute("#1", true);

        press(page, "rollback");

        assertThat(ended().getState()).as("%s", ended().getLines()).isEqualTo(RecordState.DONE);
        assertThat(fake.live()).endsWith(" 1.0");
    }

    private static List<String> offered(HtmlPage page) {
        List<DomElement> options = page.getByXPath("//select[@name='to']/option");
        return options.stream().map(DomElement::getTextContent).toList();
    }

    @Test
    void showsWhatAKeptReleaseMissesWithoutPreselectingIt() throws Exception {
        fake.deliver("3.0");
        fake.imageGone("2.0");
        PagesCluster.seenLive("blue 3.0");
        PagesCluster.seenMissing(missing -> missing.containsKey(2));

        HtmlPage page = application("roller");

        assertThat(offered(page)).containsExactly("1.0 (#1)", "2.0 (#2), something of it is missing");
        assertThat(page.getElementById("main-panel").asNormalizedText())
                .contains("Something that these releases need no longer exists:")
                .containsPattern(
                        "2.0 \\(#2\\)\\s+missing: image registry:5000/go-demo:2.0@sha256:\\w+ is no longer in its registry");
        assertThat(browser("roller")
                        .goTo(APPLICATION + "json", "application/json")
                        .getWebResponse()
                        .getContentAsString())
                .contains("\"missing\":{\"2\":[\"image registry:5000/go-demo:2.0@sha256:");

        fake.imageGone("1.0");
        forgetMissing();
        PagesCluster.seenMissing(missing -> missing.containsKey(1));
        assertThat(offered(application("roller")))
                .containsExactly(
                        "Choose a release",
                        "2.0 (#2), something of it is missing",
                        "1.0 (#1), something of it is missing");
    }

    @Test
    void offersAReleaseThatDiffersOnlyInConfiguration() throws Exception {
        fake.deliverConfigured("2.0", "MODE=other");
        PagesCluster.seenLive("blue 2.0");

        assertThat(offered(application("roller"))).containsExactly("2.0 (#2)", "1.0 (#1)");
    }

    @Test
    void unlockBreaksTheLeaseSeen() throws Exception {
        fake.leaveUnfinished("3.0", Phase.CONVERGING);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.lease())
                .isPresent());
        HtmlPage page = application("unlocker");
        HtmlForm form = (HtmlForm) page.getFirstByXPath("//form[@action='unlock']");
        form.getInputByName("reason").setValue("its holder hangs");

        press(page, "unlock");

        assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        assertThat(fake.history().get(0).event()).isEqualTo("unlock");
        assertThat(fake.history().get(0).reason()).isEqualTo("its holder hangs");
        assertThat(fake.history().get(0).author().name()).isEqualTo("unlocker");
    }

    @Test
    void unlockRefusesAnotherHoldersLease() throws Exception {
        fake.leaveUnfinished("3.0", Phase.CONVERGING);
        PagesCluster.seen();

        post(
                "unlocker",
                "unlock",
                new NameValuePair("mark", "another~2026-01-01T00:00:00Z"),
                new NameValuePair("reason", "hangs"));

        assertThat(ended().getState()).isEqualTo(RecordState.FAILED);
        assertThat(ended().getLines())
                .extracting(Operation.Line::text)
                .last()
                .asString()
                .startsWith("nothing was done: another lease is held now, by somebody");
        assertThat(fake.phase()).contains(Phase.CONVERGING);
    }

    @Test
    void operationReportsAnUnreachableCluster() throws Exception {
        PagesCluster.seenLive("green 2.0");
        HtmlPage page = application("roller");
        fake.cutOff();

        press(page, "rollback");

        assertThat(ended().getState()).isEqualTo(RecordState.FAILED);
        assertThat(ended().getLines())
                .extracting(Operation.Line::text)
                .last()
                .asString()
                .startsWith("cut before");
    }
}
