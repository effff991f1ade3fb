package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Someone changes what the engine relies on: it refuses, reports what it sees, and names a remedy that works. */
@OnLab(cluster = "production", app = "it-hands")
class DriftIT extends LabTest {
    private static final String ACTIVE = "swarm-delivery.it-hands.active";

    @Test
    @Fault(
            value = "drift: the live service runs another image",
            outcome = "refused until it is adopted",
            says = "service it-hands-blue has drifted: it runs ")
    void refusesAChangedImageUntilAdopted() {
        deliver("1.0").expect(0);
        String released = cluster.spec(blue()).image();
        update(blue(), "--image", LAB.image("2.1"), "--with-registry-auth");
        String running = cluster.spec(blue()).image();

        assertRefused("service it-hands-blue has drifted: it runs " + running + ", but " + released + " was released");
        assertRefused("adopt CLUSTER it-hands --service it-hands-blue");

        ServiceSnapshot changed = ServiceSnapshot.of(cluster, blue());
        cli("adopt", "--service", blue()).expect(0);
        assertThat(ServiceSnapshot.of(cluster, blue()).service().at("/Spec/TaskTemplate"))
                .as("adopting changes no task")
                .isEqualTo(changed.service().at("/Spec/TaskTemplate"));
        assertLive("blue 2.1", blue());
        assertThat(disagreements()).isEmpty();
        deliver("2.2").expect(0);
        assertLive("green 2.2", green());
        Proxies.assertServed(cluster, app, "green 2.2");
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: the live service has another environment",
            outcome = "refused until it is restored",
            says = "service it-hands-blue has drifted: its task template differs from what was released")
    void refusesAChangedEnvironmentUntilRestored() {
        deliver("1.0").expect(0);
        update(blue(), "--env-add", "COLOR=pink");
        assertRefused("service it-hands-blue has drifted: its task template differs from what was released");

        update(blue(), "--env-rm", "COLOR");
        assertThat(disagreements()).isEmpty();
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: the live service is removed",
            outcome = "refused until its release is started again",
            says = "service it-hands-blue of blue 1.0 no longer exists")
    void refusesARemovedServiceUntilItsReleaseIsRestarted() {
        deliver("1.0").expect(0);
        String released = cluster.spec(blue()).image();
        cluster.docker("service", "rm", blue());

        assertRefused("service it-hands-blue of blue 1.0 no longer exists");
        assertRefused("rollback CLUSTER it-hands --to 1.0");

        cli("rollback", "--to", "1.0").expect(0);
        assertLive("green 1.0", green());
        assertThat(cluster.spec(green()).image()).isEqualTo(released);
        Proxies.assertServed(cluster, app, "green 1.0");
        deliver("2.0").expect(0);
        assertLive("blue 2.0", blue());
    }

    @Test
    @Tag("slow")
    @Fault(value = "drift: the standby is removed", outcome = "rollback starts it again from its kept spec")
    void restartsARemovedStandby() {
        deliver("1.0").expect(0);
        deliver("2.0", "--keep-standby", "1h").expect(0);
        cluster.docker("service", "rm", blue());

        try (Traffic traffic = Traffic.to(cluster, app)) {
            cli("rollback").expect(0);
            assertThat(traffic.endWithoutFailure()).contains("blue 1.0");
        }
        assertLive("blue 1.0", blue());
    }

    @Test
    @Fault(
            value = "drift: a service has the candidate's name",
            outcome = "refused, and the service is left alone",
            says = "service it-hands-green exists, but the ledger does not know it")
    void neverReplacesAServiceTheLedgerDoesNotKnow() {
        deliver("1.0").expect(0);
        String stranger = cluster.docker(
                "service",
                "create",
                "--detach",
                "--quiet",
                "--with-registry-auth",
                "--name",
                green(),
                "--endpoint-mode",
                "dnsrr",
                "--network",
                LAB.property("network"),
                LAB.image("2.1"));
        try {
            assertThat(deliver("2.0").expect(2).text())
                    .contains("service it-hands-green exists, but the ledger does not know it");
            assertThat(cluster.service(green()).id())
                    .isEqualTo(stranger.lines().findFirst().orElseThrow());
            assertLive("blue 1.0", blue());
        } finally {
            cluster.docker("service", "rm", green());
        }
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: the router's label is changed",
            outcome = "refused until the active release is adopted again",
            says = "ledger and router disagree")
    void refusesAChangedRouterLabelUntilReadopted() {
        deliver("1.0").expect(0);
        update(HaproxySettings.SERVICE, "--label-add", ACTIVE + "=green/9.9");
        assertRefused("ledger and router disagree: the ledger says blue 1.0; router label says green 9.9; replica ");
        Proxies.assertServed(cluster, app, "blue 1.0");

        cli("adopt", "--service", blue()).expect(0);
        assertLive("blue 1.0", blue());
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: one replica of the router serves another color",
            outcome = "refused until the active release is adopted again",
            says = "serves green 9.9")
    void refusesAChangedReplicaMapUntilReadopted() {
        deliver("1.0").expect(0);
        Proxies.setMap("p2", "it-hands.active", "green/9.9");
        String host = LAB.property("node.p2.address");
        assertRefused("replica p2 " + host + " serves green 9.9");
        assertRefused("serves blue 1.0");

        cli("adopt", "--service", blue()).expect(0);
        assertLive("blue 1.0", blue());
        Proxies.assertServed(cluster, app, "blue 1.0");
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "drift: the ledger is removed",
            outcome =
                    "refused until the live service is adopted, never taken for a first release; no request" + " fails",
            says = "service it-hands-blue exists, but the ledger does not know it; adopt it")
    void lostLedgerIsNotTreatedAsAFirstRelease() {
        deliver("1.0").expect(0);
        ServiceSnapshot live = ServiceSnapshot.of(cluster, blue());
        try (Traffic traffic = Traffic.to(cluster, app)) {
            cluster.docker("config", "rm", "it-hands.ledger");
            assertThat(cli("deliver", "--image", LAB.image("2.0"), "--spec", spec())
                            .expect(2)
                            .text())
                    .contains("service it-hands-blue exists, but the ledger does not know it; adopt it")
                    .contains("the ledger says nothing is live; router label says blue 1.0");
            cli("adopt", "--service", blue()).expect(0);
            assertThat(traffic.endWithoutFailure()).containsExactly("blue 1.0");
        }
        assertThat(ServiceSnapshot.of(cluster, blue()).tasks()).isEqualTo(live.tasks());
        assertLive("blue 1.0", blue());
        deliver("2.0").expect(0);
        assertLive("green 2.0", green());
    }

    /** Every command that would rely on it refuses, reports this, and changes nothing; status shows it too. */
    private void assertRefused(String seen) {
        List<String> services = cluster.services(app);
        assertThat(deliver("2.0").expect(2).text()).contains(seen);
        assertThat(deploy("2.0").expect(2).text()).contains(seen);
        assertThat(cli("plan", "--image", LAB.image("2.0")).text()).contains(seen);
        assertThat(disagreements()).isNotEmpty();
        assertThat(cluster.services(app)).isEqualTo(services);
        assertThat(cluster.ledger(app).history()).hasSize(1);
        assertThat(cluster.ledger(app).delivery()).isEmpty();
        assertThat(cluster.ledger(app).lease()).isEmpty();
    }

    private JsonNode disagreements() {
        return cli("status").expect(0).json().path("applications").path(0).path("disagreements");
    }

    private void update(String service, String... change) {
        List<String> all = new java.util.ArrayList<>(List.of("service", "update", "--detach", "--quiet"));
        all.addAll(List.of(change));
        all.add(service);
        cluster.docker(all.toArray(String[]::new));
    }
}
