package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.lab.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pipeline that the project exists for, in a real Jenkins, from the commit to the users of two real Swarms. */
class PipelineIT {
    private static final Application APP = new Application("go-demo");

    private static final String JOB = "go-demo";
    private static final String PAGE = "swarm-delivery/cluster/production/application/go-demo/";
    private static final int FIRST_ERROR = 400;
    private static final int FORBIDDEN = 403;

    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatStaysUp();

    private final LabUser admin = JENKINS.as(LabJenkins.ADMIN);
    private final LabUser releaseManager = JENKINS.as(LabJenkins.RELEASE_MANAGER);
    private final LabUser developer = JENKINS.as(LabJenkins.DEVELOPER);

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        STAGING.forget(APP);
        PRODUCTION.forget(APP);
    }

    @Test
    void deliversACommitWithAndWithoutApprovalAndRollsBack() throws IOException {
        admin.define(JOB, DeliverJob.DURABLE, Files.readString(LAB.project().resolve("examples/go-demo/Jenkinsfile")));
        int first = releaseManager.build(JOB, Map.of());
        JENKINS.awaitLog(JOB, first, "Promote go-demo to production?");
        STAGING.assertLive(APP, "blue 1." + first, "go-demo-blue");
        assertThat(PRODUCTION.ledgers.read(APP)).isEmpty();
        promote(first);
        PRODUCTION.assertLive(APP, "blue 1." + first, "go-demo-blue");

        try (Traffic users = Traffic.to(PRODUCTION, APP)) {
            int second = releaseManager.build(JOB, Map.of("CONTINUOUS_DEPLOYMENT", "true"));
            JENKINS.assertResult(JOB, second, "SUCCESS");
            STAGING.assertLive(APP, "green 1." + second, "go-demo-green");
            PRODUCTION.assertLive(APP, "green 1." + second, "go-demo-blue", "go-demo-green");
            developerSeesWhatIsLiveAndMayNotChangeIt(second);
            rollBack();
            PRODUCTION.assertLive(APP, "blue 1." + first, "go-demo-blue");
            assertThat(users.endWithoutFailure()).isEqualTo(List.of("blue 1." + first, "green 1." + second));
        }
    }

    private void promote(int build) {
        String input = "job/" + JOB + "/" + build + "/input/";
        assertThat(developer.post(input + "Promote/proceedEmpty", Map.of()).statusCode())
                .as("a press by somebody else")
                .isGreaterThanOrEqualTo(FIRST_ERROR);
        try (Browser manager = Browser.of(JENKINS, LabJenkins.RELEASE_MANAGER)) {
            Page inputPage = manager.open(input);
            Pictures.take(inputPage, "promote");
            inputPage.getByText("Promote to production").click();
            JENKINS.awaitLog(JOB, build, "go-demo@production] converging");
            Page deliveries = manager.open("job/" + JOB + "/" + build + "/swarm-deliveries/");
            Pictures.take(deliveries, "delivery-live");
            JENKINS.assertResult(JOB, build, "SUCCESS");
            PlaywrightAssertions.assertThat(deliveries.locator("body"))
                    .containsText(Pattern.compile("go-demo on staging.*go-demo on production", Pattern.DOTALL));
        }
        assertThat(JENKINS.log(JOB, build)).contains("Approved by rita").doesNotContain("Approved by dev");
    }

    private void developerSeesWhatIsLiveAndMayNotChangeIt(int live) {
        try (Browser browser = Browser.of(JENKINS, LabJenkins.DEVELOPER)) {
            Page page = browser.open(PAGE);
            PlaywrightAssertions.assertThat(page.locator("[data-part=service-active]"))
                    .containsText("green 1." + live);
            assertThat(page.locator("button:has-text('Roll back')").count()).isZero();
        }
        assertThat(developer.post(PAGE + "rollback", Map.of("mark", "any")).statusCode())
                .isEqualTo(FORBIDDEN);
        assertThat(developer
                        .post(PAGE + "unlock", Map.of("mark", "any", "reason", "any"))
                        .statusCode())
                .isEqualTo(FORBIDDEN);
    }

    /** As a person on call does: the page offers the previous release, which is still warm. */
    private void rollBack() {
        try (Browser manager = Browser.of(JENKINS, LabJenkins.RELEASE_MANAGER)) {
            Page page = manager.open(PAGE);
            Pictures.take(page, "application");
            page.locator("#rollback-button").click();
            page.locator("dialog[open] [data-id=ok]").click();
            PlaywrightAssertions.assertThat(page.locator("body")).containsText("rollback: done");
        }
    }
}
