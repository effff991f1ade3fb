package io.jenkins.plugins.swarmdelivery.engine.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.FakeSwarm;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
    @ParameterizedTest
    @CsvSource({
        "node.labels.env==prod-like, true",
        "node.labels.env == PROD-LIKE, true",
        "node.labels.env!=prod-like, false",
        "node.labels.none==x, false",
        "node.labels.none!=x, true",
        "node.role==manager, true",
        "node.hostname==n1, true",
        "node.id!=n1, false",
        "node.platform.os==linux, true",
        "engine.labels.x==y, false",
    })
    void constraintsAsDockerReadsThem(String constraint, boolean matches) {
        assertThat(Placement.matches(constraint, FakeSwarm.node("n1", Map.of("env", "prod-like"))))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.label.env==prod", "node.labels.env=prod", "env==prod", "node.labels.env==", ""})
    void whatIsNoConstraintIsRefused(String text) {
        Placement.requireConstraint("placement", "node.labels.env == prod-like");

        assertThatThrownBy(() -> Placement.requireConstraint("placement", text))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("placement: \"" + text + "\"");
    }
}
