package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import io.jenkins.plugins.swarmdelivery.lab.Traffic;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jenkins goes down during a rollback that a user started from the application's page. */
class PageRollbackIT {
    /**
     * Each application of a router costs the lab some work, so this one is reused from another test, which has ended.
     */
    private static final Application APP = new Application("it-rollback");

    private static final StallingProxy PROXY = new StallingProxy(APP, Phase.CONVERGING);
    private static final String CLUSTER = "cut";
    private static final String PAGE = "swarm-delivery/cluster/" + CLUSTER + "/application/" + APP + "/";
    private static final Pattern MARK = Pattern.compile("name=\"mark\"[^>]* value=\"([^\"]+)\"");

    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatGoesDown(Map.of(CLUSTER, PROXY.endpoint()));

    private final LabUser manager = JENKINS.as(LabJenkins.RELEASE_MANAGER);

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        PROXY.repair();
        PRODUCTION.forget(APP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "kill -9"})
    void rollbackResumesWithItsRecord(String how) throws Exception {
        DeliverJob job = DeliverJob.in(JENKINS, "page-rollback", manager, DeliverJob.DURABLE);
        for (String version : new String[] {"1.0", "2.0"}) {
            JENKINS.assertResult(job.name(), job.start(CLUSTER, APP.name(), version, Map.of()), "SUCCESS");
        }
        PROXY.arm();
        String mark = Await.given(this::mark);
        String record = manager.post(PAGE + "rollback", Map.of("to", "#1", "mark", mark))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        Await.until("the rollback converges", PROXY::cut);

        try (Traffic users = Traffic.to(PRODUCTION, APP)) {
            if (how.equals("restart")) {
                JENKINS.stop();
            } else {
                JENKINS.kill();
            }
            PROXY.repair();
            // Jenkins would wait for it up to a minute; RestartIT shows that it does.
            PRODUCTION.expireLease(APP);
            JENKINS.start();
            Await.passes(() -> PRODUCTION.assertLive(APP, "blue 1.0", APP + "-blue"));
            assertThat(users.endWithoutFailure()).containsExactlyInAnyOrder("green 2.0", "blue 1.0");
        }
        HistoryEntry rollback = PRODUCTION.ledger(APP).history().get(0);
        assertThat(rollback.event()).isEqualTo("rollback");
        assertThat(rollback.author().name()).isEqualTo(LabJenkins.RELEASE_MANAGER);
        Await.passes(() -> assertThat(manager.get(record).body())
                .contains(
                        "asked for by " + LabJenkins.RELEASE_MANAGER,
                        "continues after a restart of Jenkins",
                        "1.0: done"));
    }

    private String mark() {
        Matcher mark = MARK.matcher(manager.get(PAGE).body());
        assertThat(mark.find()).as("the page offers a rollback").isTrue();
        return mark.group(1);
    }
}
