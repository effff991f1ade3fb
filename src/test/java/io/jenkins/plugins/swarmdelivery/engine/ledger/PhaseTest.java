package io.jenkins.plugins.swarmdelivery.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhaseTest {
    @Test
    void labelSaysNothingTwice() {
        assertThat(Phase.SWITCHING.label()).isEqualTo("switching: configure the router");
        assertThat(Phase.DONE.label()).isEqualTo("done");
    }
}
