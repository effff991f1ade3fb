package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may deliver to production, which is protected, and what Jenkins retires there by itself, in a real Jenkins. */
class SafetyIT {
    private static final Application APP = new Application("it-safety");
    private static final String JOB = "safety";

    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatStaysUp();

    private final LabUser admin = JENKINS.as(LabJenkins.ADMIN);
    private final LabUser releaseManager = JENKINS.as(LabJenkins.RELEASE_MANAGER);
    private final LabUser developer = JENKINS.as(LabJenkins.DEVELOPER);

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        PRODUCTION.forget(APP);
    }

    private static String deliver(String version, String more) {
        return """
                def spec = node { readFile("${GO_DEMO}/service.json") }
                swarmBlueGreenDeploy(cluster: 'production', application: 'it-safety', image: '%s', spec: spec) { }
                swarmRegisterColor(cluster: 'production', application: 'it-safety'%s) { }
                """.formatted(LAB.image(version), more);
    }

    @Test
    void developerNeedsAReleaseManagersApproval() {
        admin.define(JOB, DeliverJob.DURABLE, deliver("1.0", ""));
        int refused = developer.build(JOB, Map.of());
        JENKINS.assertResult(JOB, refused, "FAILURE");
        assertThat(JENKINS.log(JOB, refused))
                .contains(
                        "cluster production is protected: dev is missing the Docker Swarm Delivery/Deploy permission");
        assertThat(PRODUCTION.ledgers.read(APP)).isEmpty();

        admin.define(JOB, DeliverJob.DURABLE, "input id: 'Promote', message: 'Promote?'\n" + deliver("1.0", ""));
        int approved = developer.build(JOB, Map.of());
        JENKINS.awaitLog(JOB, approved, "Promote?");
        releaseManager.post("job/" + JOB + "/" + approved + "/input/Promote/proceedEmpty", Map.of());
        JENKINS.assertResult(JOB, approved, "SUCCESS");
        PRODUCTION.assertLive(APP, "blue 1.0", "it-safety-blue");
        assertThat(PRODUCTION.ledger(APP).history().get(0).author().approver()).isEqualTo("rita");
    }

    @Test
    void downstreamBuildHasItsStartersPermissions() {
        admin.define(JOB, DeliverJob.DURABLE, deliver("1.0", ""));
        admin.defineStarter("starter", JOB);
        int refused = lastBuild(JOB) + 1;
        developer.build("starter", Map.of());
        JENKINS.assertResult(JOB, refused, "FAILURE");
        assertRefused(JOB, refused, "dev is missing the Docker Swarm Delivery/Deploy permission");

        releaseManager.build("starter", Map.of());
        JENKINS.assertResult(JOB, refused + 1, "SUCCESS");
        PRODUCTION.assertLive(APP, "blue 1.0", "it-safety-blue");
    }

    @Test
    void refusesABuildStartedByATimer() {
        String timer = "properties([pipelineTriggers([cron('* * * * *')])])\nif (currentBuild.number > 1) {%s}";
        admin.define("timed", DeliverJob.DURABLE, timer.formatted(deliver("1.0", "")));
        int first = releaseManager.build("timed", Map.of());
        JENKINS.assertResult("timed", first, "SUCCESS");
        try {
            JENKINS.assertResult("timed", first + 1, "FAILURE");
            assertRefused("timed", first + 1, "nobody started timed");
        } finally {
            admin.define("timed", DeliverJob.DURABLE, "");
        }
    }

    @Test
    void refusesPullRequestsWhoeverStartsThem() throws Throwable {
        admin.define("PR-1", DeliverJob.DURABLE, deliver("1.0", ""));
        JENKINS.callPullRequest("PR-1");
        int refused = releaseManager.build("PR-1", Map.of());
        JENKINS.assertResult("PR-1", refused, "FAILURE");
        assertRefused("PR-1", refused, "PR-1 builds a change request");
    }

    @Test
    void deliversOnlyApplicationsOfTheJobsFolder() {
        admin.defineFolder("team", "shop-*", "deploy: it-safety");
        for (String job : List.of("team/job/other", "team/job/deploy")) {
            admin.define(job, DeliverJob.DURABLE, deliver("1.0", ""));
        }
        int refused = releaseManager.build("team/job/other", Map.of());
        JENKINS.assertResult("team/job/other", refused, "FAILURE");
        assertThat(JENKINS.log("team/job/other", refused)).contains("a folder of team/other limits the applications");
        assertThat(PRODUCTION.ledgers.read(APP)).isEmpty();

        JENKINS.assertResult("team/job/deploy", releaseManager.build("team/job/deploy", Map.of()), "SUCCESS");
        PRODUCTION.assertLive(APP, "blue 1.0", "it-safety-blue");
    }

    private static void assertRefused(String job, int build, String why) {
        assertThat(JENKINS.log(job, build)).contains("cluster production is protected: " + why);
        assertThat(PRODUCTION.ledgers.read(APP)).isEmpty();
    }

    private int lastBuild(String job) {
        return admin.json("job/" + job + "/api/json").at("/lastBuild/number").asInt();
    }

    @Test
    void retiresTheStandbyWhenItExpires() {
        admin.define(
                JOB,
                DeliverJob.DURABLE,
                deliver("1.0", "") + deliver("2.0", ", keepStandby: '30s'").replace("def ", ""));
        int build = releaseManager.build(JOB, Map.of());
        JENKINS.assertResult(JOB, build, "SUCCESS");
        PRODUCTION.assertLive(APP, "green 2.0", "it-safety-blue", "it-safety-green");

        Await.until(
                "Jenkins retires the standby",
                () -> PRODUCTION.services(APP).size() == 1
                        && PRODUCTION.ledger(APP).lease().isEmpty());
        PRODUCTION.assertLive(APP, "green 2.0", "it-safety-green");
        HistoryEntry retirement = PRODUCTION.ledger(APP).history().get(0);
        assertThat(retirement.event()).isEqualTo("retirement");
        assertThat(retirement.author().name()).isEqualTo("Jenkins");
    }
}
