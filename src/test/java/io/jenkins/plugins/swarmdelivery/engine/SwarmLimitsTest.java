package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Swarm in memory refuses what a real one does. */
class SwarmLimitsTest {
    private final TestBed bed = new TestBed();

    private static ServiceSpec named(String name) {
        return TestBed.spec().edited(tree -> tree.put("Name", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "a.b", "a b", "a\u00e4"})
    void serviceNeedsANameThatDnsKnows(String name) {
        assertThatThrownBy(() -> bed.swarm.create(named(name)))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContaining("DNS name component");
    }

    @Test
    void nameOfAServiceIsTakenOnceAndBounded() {
        String longest = "a".repeat(63);
        bed.swarm.create(named(longest));

        assertThatThrownBy(() -> bed.swarm.create(named(longest))).isInstanceOf(SwarmException.Conflict.class);
        assertThatThrownBy(() -> bed.swarm.create(named(longest + "a")))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContaining("63 characters");
    }

    @Test
    void configIsBounded() {
        assertThat(SwarmLimits.config("go-demo.ledger", SwarmLimits.CONFIG_DATA - 1))
                .isEmpty();
        assertThat(SwarmLimits.config("go-demo.ledger", SwarmLimits.CONFIG_DATA))
                .hasValueSatisfying(text -> assertThat(text).contains("less than 1024000"));
        assertThat(SwarmLimits.config("go-demo.ledger", 0)).isPresent();
        assertThat(SwarmLimits.config("a".repeat(65), 1)).isPresent();
        assertThat(SwarmLimits.config("go demo", 1)).isPresent();
    }

    @Test
    void specThatIsTooLargeIsNotKept() {
        ServiceSpec large = TestBed.spec()
                .edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                        .put("Env", List.of("A=" + "a".repeat(500 << 10))));

        assertThat(bed.ledgers.objection(ReleaseSpec.of(large))).isPresent();
        assertThatThrownBy(() -> bed.ledgers.keep(TestBed.APP, 1, ReleaseSpec.of(large)))
                .isInstanceOf(RefusedException.class);
        assertThat(bed.ledgers.keptNow(TestBed.APP)).isEmpty();
    }
}
