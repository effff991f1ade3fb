package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.StuckException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
    @ParameterizedTest
    @CsvSource({
        "DONE, 0",
        "READY, 0",
        "FAILED, 1",
        "GIVEN_UP, 1",
        "ROLLED_BACK, 1",
        "STUCK, 3",
        "ABANDONING, 3",
        "REVERTING, 3",
        "BAKING, 3"
    })
    void reportsTheOutcomeOfADelivery(Phase phase, int code) {
        Delivery delivery = Samples.delivery(phase);
        assertThat(ExitStatus.of(delivery, delivery.achieved()).code()).isEqualTo(code);
    }

    @Test
    void reportsFailuresBeforeTheStart() {
        assertThat(code(new RefusedException("no"))).isEqualTo(2);
        assertThat(code(new SwarmException.Rejected("no", null))).isEqualTo(2);
        assertThat(code(new SwarmException.NotFound("no", null))).isEqualTo(2);
        assertThat(code(new StuckException(Samples.APPLICATION, Samples.NOW, "no route")))
                .isEqualTo(3);
        assertThat(code(new LockedException(Samples.APPLICATION, "lost"))).isEqualTo(4);
        assertThat(code(new SwarmException.Unavailable("no", null))).isEqualTo(5);
        assertThat(code(new SwarmException.Conflict("no", null))).isEqualTo(1);
        assertThat(code(new RouterException("no"))).isEqualTo(1);
        assertThat(code(new IllegalStateException("no"))).isEqualTo(1);
    }

    @Test
    void reportsFailuresMidway() {
        assertThat(code(unfinished(new RefusedException("has drifted")))).isEqualTo(3);
        assertThat(code(unfinished(new IllegalStateException("no")))).isEqualTo(3);
        assertThat(code(unfinished(new LockedException(Samples.APPLICATION, "lost"))))
                .isEqualTo(4);
        assertThat(code(unfinished(new SwarmException.Unavailable("no", null)))).isEqualTo(5);
    }

    private static UnfinishedException unfinished(RuntimeException cause) {
        return new UnfinishedException(Samples.delivery(Phase.SWITCHING), cause);
    }

    private static int code(Throwable failure) {
        return ExitStatus.of(failure).code();
    }
}
