package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import org.junit.jupiter.api.Test;

/** The result of Test Connection. */
class ConnectionReportTest {
    private final FakeCluster fake = new FakeCluster();
    private final FakeConnection connection = new FakeConnection(fake);

    private FormValidation report() {
        return ConnectionReport.on(() -> connection);
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
    void reportsAnUnreachableSwarmWithTheRemedyOnly() {
        fake.cutOff();

        FormValidation answer = report();

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.renderHtml()).contains("cut before", "check that the engine runs there");
        assertThat(answer.renderHtml()).doesNotContain("router");
    }
}
