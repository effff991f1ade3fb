package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static io.jenkins.plugins.swarmdelivery.router.TraefikCheck.Verdict.OK;
import static io.jenkins.plugins.swarmdelivery.router.TraefikCheck.Verdict.WARNING;
import static io.jenkins.plugins.swarmdelivery.router.TraefikCheck.Verdict.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck;
import org.junit.jupiter.api.Test;

/** The result of Test Connection. */
class ConnectionReportTest {
    private final FakeCluster fake = new FakeCluster();
    private final FakeConnection connection = new FakeConnection(fake);

    private FormValidation report() {
        return ConnectionReport.on(new Haproxy().remedies(), () -> connection);
    }

    private FormValidation reportOfTraefik() {
        return ConnectionReport.on(new Traefik().remedies(), () -> connection);
    }

    @Test
    void describesAHealthyCluster() {
        FormValidation answer = report();

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(answer.getMessage())
                .contains("Docker Engine", "API", "nodes", "managers take part in the quorum")
                .contains("3 router replicas answer", "registry login releaser at registry:5000 accepted")
                .contains("registry login builder at registry:5000 accepted");
        assertThat(connection.closed()).isTrue();
    }

    @Test
    void reportsARegistryThatRefusesTheLogin() {
        connection.refuseLogin("registry registry:5000: correct the credentials");

        FormValidation answer = report();

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.renderHtml())
                .contains("correct the credentials", "3 router replicas answer")
                .contains("registry login builder at registry:5000 accepted");
    }

    @Test
    void reportsAnUnresponsiveReplicaWithTheRemedy() {
        fake.unreachableReplica(1);

        FormValidation answer = report();

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.renderHtml()).contains("replica r1: connection refused; check that the admin port");
    }

    @Test
    void reportsWhatTraefikLacksWithTheLineToAdd() {
        TraefikCheck.Finding fine = new TraefikCheck.Finding(OK, "Traefik's API", "answers only who may ask", "");
        TraefikCheck.Finding late =
                new TraefikCheck.Finding(WARNING, "refreshSeconds", "both serve for 15s", "add --refreshSeconds=1");
        TraefikCheck.Finding gone = new TraefikCheck.Finding(WRONG, "preview", "does not exist", "add <preview>");

        connection.behindTraefik(fine);
        assertThat(reportOfTraefik().kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(reportOfTraefik().getMessage()).contains("API: answers only who may ask");

        connection.behindTraefik(fine, late);
        assertThat(reportOfTraefik().kind).isEqualTo(FormValidation.Kind.WARNING);
        assertThat(reportOfTraefik().renderHtml())
                .contains("refreshSeconds: both serve for 15s; add --refreshSeconds=1", "answers only who may ask");

        connection.behindTraefik(late, gone);
        assertThat(reportOfTraefik().kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(reportOfTraefik().renderHtml())
                .contains("preview: does not exist; add &lt;preview&gt;<br>refreshSeconds: both serve");
    }

    @Test
    void reportsASilentReplicaOfTraefikWithItsOwnRemedy() {
        fake.unreachableReplica(1);
        connection.behindTraefik();

        assertThat(reportOfTraefik().renderHtml())
                .contains("replica r1: connection refused; check that the port of Traefik")
                .doesNotContain("admin port");
    }

    @Test
    void reportsAnUnreachableSwarmWithTheRemedyOnly() {
        fake.cutOff();

        FormValidation answer = report();

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.renderHtml()).contains("cut before", "check that the engine runs there");
        assertThat(answer.renderHtml()).doesNotContain("router");
    }
}
