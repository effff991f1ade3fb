package io.jenkins.plugins.swarmdelivery.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.FakeSwarm;
import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConvergenceTest {
    @Test
    void tasksOnNodesThatAreDownOnlyLookAsIfTheyRan() {
        Node down = new Node(
                "n1",
                new Node.Host("n1", "", "linux", ""),
                new Node.Condition("worker", "active", "down", true),
                new Node.LabelSets(Map.of(), Map.of()),
                new Node.Resources(0, 0));
        Task task = new Task(
                "t1",
                new Task.Place(1, "n1"),
                new Task.Condition("running", "running", "", java.time.Instant.EPOCH),
                new Task.Container("", "", java.util.Optional.empty(), List.of()));
        Service service = new Service("s", 1, TestBed.spec());
        assertThat(Convergence.of(service, List.of(task), List.of(down)).healthy())
                .isZero();
        assertThat(Convergence.of(service, List.of(task), List.of(FakeSwarm.node("n1", Map.of())))
                        .healthy())
                .isEqualTo(1);
    }

    @Test
    void taskThatCompletesIsNoServer() {
        Task task = new Task(
                "t1",
                new Task.Place(1, "n1"),
                new Task.Condition("complete", "shutdown", "", java.time.Instant.EPOCH),
                new Task.Container("", "", java.util.Optional.of(0L), List.of()));
        Convergence seen = Convergence.of(
                new Service("s", 1, TestBed.spec()), List.of(task), List.of(FakeSwarm.node("n1", Map.of())));
        assertThat(seen.failures()).containsExactly(task);
        assertThat(seen).hasToString("0 of 3 tasks healthy, 1 failed: complete, exit code 0");
    }
}
