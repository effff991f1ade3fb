package io.jenkins.plugins.swarmdelivery.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.TestOptions;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import org.junit.jupiter.api.Test;

class DeliveryOptionsTest {
    @Test
    void optionsAreChecked() {
        DeliveryOptions d = DeliveryOptions.DEFAULTS;
        assertThatThrownBy(() -> new TestOptions().bake(-1).build())
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("bake:");
        assertThatThrownBy(() -> new TestOptions().probe("healthz").build()).hasMessageStartingWith("probe:");
        assertThatThrownBy(() -> new TestOptions().keepReleases(0).build()).hasMessageStartingWith("keep releases:");
        assertThat(d.withAutoSwitch().autoSwitch()).isTrue();
    }
}
