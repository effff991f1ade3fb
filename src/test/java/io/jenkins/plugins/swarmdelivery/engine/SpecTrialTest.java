package io.jenkins.plugins.swarmdelivery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Docker says what it thinks of a spec, and nothing is left of the question. */
class SpecTrialTest {
    private final TestBed bed = new TestBed();
    private final SpecTrial trial = new SpecTrial(bed.swarm);
    private final ServiceSpec candidate = TestBed.spec()
            .withName("go-demo-green")
            .withLabels(Map.of(
                    Labels.APPLICATION,
                    "go-demo",
                    Labels.COLOR,
                    "green",
                    Labels.RELEASE,
                    "2.0",
                    Labels.DELIVERY,
                    "d1"));

    @Test
    void acceptedSpecLeavesNothingBehind() {
        assertThat(trial.refusal(candidate)).isEmpty();
        assertThat(bed.swarm.events).containsExactly("create go-demo-green-check", "remove go-demo-green-check");
        assertThat(bed.swarm.names()).isEmpty();
    }

    @Test
    void trialHasNoTasksAndIsTakenForNoRelease() {
        bed.swarm.beforeRemoval = service -> {
            assertThat(service.spec().mode()).isEqualTo(new ServiceSpec.Mode.Replicated(0));
            assertThat(service.spec().labels())
                    .containsEntry(Labels.DELIVERY, "d1")
                    .containsEntry(Labels.ROLE, "check")
                    .doesNotContainKeys(Labels.COLOR, Labels.RELEASE);
        };
        trial.refusal(candidate.edited(tree -> tree.put("Mode", Map.of("Global", Map.of()))));
        assertThat(bed.swarm.events).hasSize(2);
    }

    @Test
    void refusalIsToldInDockersWords() {
        ServiceSpec unknown = candidate.edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                .put("Secrets", List.of(Map.of("SecretName", "gone", "SecretID", "x"))));
        assertThat(trial.refusal(unknown)).contains("Docker refuses the candidate's spec: secret not found: gone");
        ServiceSpec nowhere = candidate.edited(
                tree -> Json.object(tree, "TaskTemplate").put("Networks", List.of(Map.of("Target", "nowhere"))));
        assertThat(trial.refusal(nowhere)).get().asString().contains("network nowhere not found");
        assertThat(bed.swarm.events).isEmpty();
    }

    @Test
    void leftoverOfAKilledTrialIsRemovedFirst() {
        bed.swarm.createByHand(candidate
                .withName("go-demo-green-check")
                .withLabels(Map.of(Labels.ROLE, "check", Labels.DELIVERY, "d0")));
        assertThat(trial.refusal(candidate)).isEmpty();
        assertThat(bed.swarm.names()).isEmpty();
    }

    @Test
    void strangersServiceOfThatNameStays() {
        bed.swarm.createByHand(TestBed.spec().withName("go-demo-green-check"));
        assertThat(trial.refusal(candidate)).get().asString().contains("go-demo-green-check exists");
        assertThat(bed.swarm.names()).containsExactly("go-demo-green-check");
    }

    @Test
    void lostAnswerIsNoRefusal() {
        bed.faults.rule((call, name) -> name.startsWith("create") ? Faults.Verdict.CUT_AFTER : Faults.Verdict.PASS);
        assertThatThrownBy(() -> trial.refusal(candidate)).isInstanceOf(SwarmException.Unavailable.class);
        bed.faults.rule(Faults.Rule.NONE);
        assertThat(trial.refusal(candidate)).isEmpty();
        assertThat(bed.swarm.names()).isEmpty();
    }
}
