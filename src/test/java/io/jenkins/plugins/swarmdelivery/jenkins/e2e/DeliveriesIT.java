package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import io.jenkins.plugins.swarmdelivery.lab.Gate;
import io.jenkins.plugins.swarmdelivery.lab.LabCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries in a real Jenkins that do not go as planned. */
class DeliveriesIT {
    private static final Application APP = new Application("it-jenkins");
    private static final List<LabCluster> BOTH = List.of(PRODUCTION, LabCluster.STAGING);

    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatStaysUp();

    @TempDir
    Path folder;

    private final DeliverJob job = DeliverJob.in(JENKINS, JENKINS.as(LabJenkins.RELEASE_MANAGER), DeliverJob.DURABLE);

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        BOTH.forEach(cluster -> cluster.forget(APP));
    }

    @Test
    void testsFailingBeforeTheSwitchKeepTheLiveRelease() {
        deliver("1.0", Map.of(), "SUCCESS");
        int build = deliver("2.0", Map.of("BEFORE", "exit 3"), "FAILURE");
        assertThat(JENKINS.log(job.name(), build))
                .contains("it-jenkins 2.0 on production: failed, previous state restored: tests before the switch")
                .contains("script returned exit code 3")
                .doesNotContain("switching:");
        PRODUCTION.assertLive(APP, "blue 1.0", "it-jenkins-blue");
        try (Browser manager = Browser.of(JENKINS, LabJenkins.RELEASE_MANAGER)) {
            Page page = manager.open("job/" + job.name() + "/" + build + "/swarm-deliveries/");
            PlaywrightAssertions.assertThat(page.locator("body")).containsText("script returned exit code 3");
            Pictures.take(page, "delivery-failed");
        }
    }

    @Test
    void formShowsThatBothClustersRespond() {
        try (Browser admin = Browser.of(JENKINS, LabJenkins.ADMIN)) {
            Page page = admin.open("manage/configure");
            for (LabCluster cluster : BOTH) {
                PlaywrightAssertions.assertThat(page.locator(".swarm-cluster__title", byText(cluster.name)))
                        .containsText("answers");
            }
            page.locator(".swarm-cluster__title", byText(PRODUCTION.name)).click();
            Pictures.take(page, "configure");
        }
    }

    private static Page.LocatorOptions byText(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    @Test
    void testsFailingAfterTheSwitchRollBack() {
        deliver("1.0", Map.of(), "SUCCESS");
        int build = deliver("2.0", Map.of("AFTER", "exit 4"), "FAILURE");
        assertThat(JENKINS.log(job.name(), build))
                .contains("it-jenkins 2.0 on production: rolled back to the old release: tests after the switch")
                .contains("script returned exit code 4");
        PRODUCTION.assertLive(APP, "blue 1.0", "it-jenkins-blue");
    }

    @Test
    void secondBuildWaitsForTheFirst() {
        Gate gate = Gate.in(folder);
        int first = start("1.0", Map.of("AFTER", gate.command()));
        gate.awaitReached();
        int second = start("2.0", Map.of());
        JENKINS.awaitLog(job.name(), second, "it-jenkins is locked by");
        gate.open();
        JENKINS.assertResult(job.name(), first, "SUCCESS");
        JENKINS.assertResult(job.name(), second, "SUCCESS");
        PRODUCTION.assertLive(APP, "green 2.0", "it-jenkins-green");
    }

    @Test
    void newerBuildSupersedesAReadyCandidate() {
        Gate gate = Gate.in(folder);
        int first = start("1.0", Map.of("BETWEEN", gate.command()));
        gate.awaitReached();
        deliver("2.0", Map.of(), "SUCCESS");
        gate.open();
        JENKINS.assertResult(job.name(), first, "FAILURE");
        assertThat(JENKINS.log(job.name(), first))
                .contains("no candidate of it-jenkins is ready; 1.0 has ended: aborted")
                .contains("superseded by ", ": deploy " + LAB.image("2.0"));
        PRODUCTION.assertLive(APP, "blue 2.0", "it-jenkins-blue");
    }

    @Test
    void permissionToBuildIsNotEnoughForAProtectedCluster() {
        DeliverJob theirs = DeliverJob.in(JENKINS, JENKINS.as(LabJenkins.DEVELOPER), DeliverJob.DURABLE);
        int build = theirs.start("production", APP.name(), "1.0", Map.of());
        JENKINS.assertResult(theirs.name(), build, "FAILURE");
        assertThat(JENKINS.log(theirs.name(), build))
                .contains("dev is missing the Docker Swarm Delivery/Deploy permission");
        assertThat(PRODUCTION.ledgers.read(APP)).isEmpty();

        int allowed = theirs.start("staging", APP.name(), "1.0", Map.of());
        JENKINS.assertResult(theirs.name(), allowed, "SUCCESS");
    }

    @Test
    void reportsAClusterThatIsDown() {
        LAB.lab("stop-node", "s1", "power");
        try {
            int build = job.start("staging", APP.name(), "1.0", Map.of());
            JENKINS.assertResult(job.name(), build, "FAILURE");
            assertThat(JENKINS.log(job.name(), build))
                    .contains(LAB.property("staging.managers"))
                    .contains("no manager of the Swarm answers");
        } finally {
            LAB.lab("start-node", "s1");
            Await.until(
                    "staging is back", () -> LabCluster.STAGING.router.view(APP).proves(TrafficRouter.Route.NONE));
        }
    }

    private int deliver(String version, Map<String, String> more, String result) {
        int build = start(version, more);
        JENKINS.assertResult(job.name(), build, result);
        return build;
    }

    private int start(String version, Map<String, String> more) {
        return job.start("production", APP.name(), version, more);
    }
}
