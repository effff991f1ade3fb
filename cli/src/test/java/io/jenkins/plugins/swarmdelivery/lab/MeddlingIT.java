package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Someone changes the services of a delivery in progress; {@link DriftIT} covers changes between deliveries. */
@OnLab(cluster = "production", app = "it-meddling")
class MeddlingIT extends LabTest {
    @TempDir
    Path folder;

    private Gate gate;
    private CliProcess delivery;

    /** 1.0 is live, and the candidate 2.0 is held before the switch until the gate opens. */
    @BeforeEach
    void startDelivery() {
        deliver("1.0").expect(0);
        gate = Gate.in(folder);
        delivery = CliProcess.start(
                folder,
                arguments("deliver", "--image", LAB.image("2.0"), "--pre-test", gate.command(), "--bake", "30s"));
        gate.awaitReached();
    }

    @AfterEach
    void closeDelivery() {
        delivery.close();
    }

    @Test
    @Fault(
            value = "drift: the candidate is removed before the switch",
            outcome = "users stay where they are",
            says = "service it-meddling-green of green 2.0 no longer exists")
    void neverSwitchesToARemovedCandidate() {
        cluster.docker("service", "rm", green());
        gate.open();
        delivery.expect(1);
        assertLive("blue 1.0", blue());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: the candidate is changed before the switch",
            outcome = "users stay where they are, because it is not what was tested",
            says = "service it-meddling-green has drifted")
    void neverSwitchesToAChangedCandidate() {
        cluster.docker("service", "update", "--detach", "--env-add", "BY=hand", green());
        gate.open();
        delivery.expect(1);
        assertLive("blue 1.0", blue());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: the candidate is scaled up before the switch",
            outcome = "it goes live once the new tasks are healthy, too")
    void scaledCandidateGoesLiveAsScaled() {
        cluster.docker("service", "scale", "--detach", green() + "=5");
        gate.open();
        delivery.expect(0);
        assertLive("green 2.0", green());
        assertThat(cluster.runningTasks(green())).hasSize(5);
    }

    @Test
    @Fault(value = "drift: the live service is removed before the switch", outcome = "users move to the candidate")
    void candidateReplacesARemovedLiveService() {
        cluster.docker("service", "rm", blue());
        gate.open();
        delivery.expect(0);
        assertLive("green 2.0", green());
        Proxies.assertServed(cluster, app, "green 2.0");
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: the new release is removed during the bake",
            outcome = "rolled back to the old release",
            says = "service it-meddling-green of green 2.0 no longer exists")
    void rollsBackARemovedRelease() {
        gate.open();
        delivery.awaitPhase("baking");
        cluster.docker("service", "rm", green());
        delivery.expect(1);
        assertLive("blue 1.0", blue());
        Proxies.assertServed(cluster, app, "blue 1.0");
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: the ledger is removed during a delivery",
            outcome = "the delivery changes nothing more; users stay where they are until the live service is"
                    + " adopted",
            says = "the lease was lost, its ledger was removed; this run changes nothing more")
    void lostLedgerStopsTheDelivery() {
        cluster.docker("config", "rm", app + ".ledger");
        gate.open();
        delivery.expect(4);
        Proxies.assertServed(cluster, app, "blue 1.0");
        assertThat(cluster.services(app)).containsExactly(blue(), green());
        assertThat(deliver("2.1").expect(2).text()).contains("the ledger does not know it");
        cluster.docker("service", "rm", green());
        cli("adopt", "--service", blue()).expect(0);
        deliver("2.1").expect(0);
        assertLive("green 2.1", green());
    }
}
