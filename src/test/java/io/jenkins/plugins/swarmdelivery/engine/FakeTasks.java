package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The tasks of services in memory, which fare as their image's version says. */
final class FakeTasks {
    /** More than its nodes bear do not come to be, however many replicas a spec demands. */
    private static final long MOST_TASKS = 1000;

    /** @param created when its tasks began to come up */
    record Running(Service service, Instant created) {}

    private final TestClock clock;
    private final List<Node> nodes;
    private final Set<String> unstoppable;
    private final Map<String, FakeSwarm.Behavior> behaviors = new TreeMap<>();
    private final Map<String, List<Instant>> failed = new TreeMap<>();

    /** @param unstoppable versions whose containers cannot be killed */
    FakeTasks(TestClock clock, List<Node> nodes, Set<String> unstoppable) {
        this.clock = clock;
        this.nodes = nodes;
        this.unstoppable = unstoppable;
    }

    void behave(String version, FakeSwarm.Behavior behavior) {
        behaviors.put(version, behavior);
    }

    void heal() {
        behaviors.clear();
        failed.clear();
    }

    void failOnce(String version, int number) {
        failed.computeIfAbsent(version, key -> new ArrayList<>()).addAll(Collections.nCopies(number, clock.instant()));
    }

    List<Task> of(Running running) {
        ServiceSpec spec = running.service().spec();
        if ("pull".equals(spec.labels().get(Labels.ROLE))) {
            return Placement.eligible(spec, nodes).stream()
                    .map(node -> task(running, 0, node.id(), "failed", "shutdown", "no such command"))
                    .toList();
        }
        if (Json.at(spec.tree(), "Mode", "ReplicatedJob") != null) {
            return job(running);
        }
        List<Task> tasks = new ArrayList<>(failed(running));
        List<Node> eligible = Placement.eligible(spec, nodes);
        long wanted = Math.min(Convergence.wanted(running.service(), nodes), MOST_TASKS);
        for (int slot = 1; slot <= wanted; slot++) {
            String node = eligible.isEmpty()
                    ? ""
                    : eligible.get(slot % eligible.size()).id();
            tasks.addAll(simulate(running, slot, node));
        }
        return tasks;
    }

    private List<Task> failed(Running running) {
        List<Task> tasks = new ArrayList<>();
        for (Instant at : failedOf(running)) {
            tasks.add(new Task(
                    running.service().id() + "-failed-" + tasks.size(),
                    new Task.Place(1, "n1"),
                    new Task.Condition("failed", "shutdown", "task: non-zero exit (9)", at),
                    new Task.Container("c", running.service().spec().image(), Optional.of(9L), List.of())));
        }
        return tasks;
    }

    private List<Instant> failedOf(Running running) {
        return failed.isEmpty()
                ? List.of()
                : failed.getOrDefault(tag(running.service().spec()), List.of());
    }

    private List<Task> simulate(Running running, int slot, String node) {
        Duration age = Duration.between(running.created(), clock.instant());
        boolean up = age.compareTo(FakeSwarm.UP_AFTER) >= 0;
        return switch (behavior(running.service())) {
            case HEALTHY -> List.of(task(running, slot, node, up ? "running" : "starting", "running", ""));
            case NEVER_HEALTHY -> List.of(task(running, slot, node, "starting", "running", ""));
            case ONE_COMES_UP ->
                List.of(task(running, slot, node, up && slot == 1 ? "running" : "starting", "running", ""));
            case PENDING -> List.of(task(running, slot, "", "pending", "running", "no suitable node"));
            case REJECTED ->
                List.of(
                        task(running, slot, node, "rejected", "shutdown", "No such image"),
                        task(running, slot, node, "preparing", "running", ""));
            case CRASHES ->
                List.of(
                        task(running, slot, node, "failed", "shutdown", "task: non-zero exit (3)"),
                        task(running, slot, node, "starting", "running", ""));
            case DIES_LATER ->
                age.compareTo(FakeSwarm.DIES_AFTER) >= 0
                        ? List.of(task(running, slot, node, "failed", "shutdown", "task: non-zero exit (7)"))
                        : List.of(task(running, slot, node, up ? "running" : "starting", "running", ""));
        };
    }

    /** One that hangs runs for ever. If it has to complete several times, that happens one after the other. */
    private List<Task> job(Running running) {
        ServiceSpec spec = running.service().spec();
        if (Placement.eligible(spec, nodes).isEmpty() && !unstoppable.contains(tag(spec))) {
            return List.of(task(running, 1, "", "pending", "complete", "no suitable node"));
        }
        return switch (behavior(running.service())) {
            case CRASHES -> List.of(task(running, 1, "n1", "failed", "shutdown", "task: non-zero exit (3)"));
            case NEVER_HEALTHY -> List.of(task(running, 1, "n1", "running", "complete", ""));
            default ->
                LongStream.rangeClosed(1, completions(running))
                        .mapToObj(slot -> completing(running, (int) slot))
                        .toList();
        };
    }

    private static long completions(Running running) {
        return Json.number(running.service().spec().tree(), "Mode", "ReplicatedJob", "TotalCompletions")
                .orElse(1L);
    }

    private Task completing(Running running, int slot) {
        Instant end = running.created().plus(FakeSwarm.UP_AFTER.multipliedBy(slot));
        return task(running, slot, "n1", clock.instant().isBefore(end) ? "running" : "complete", "complete", "");
    }

    private Task task(Running running, int slot, String node, String state, String desired, String error) {
        return new Task(
                running.service().id() + "-" + slot + "-" + state,
                new Task.Place(slot, node, attachments(running, slot, node)),
                new Task.Condition(state, desired, error, clock.instant()),
                new Task.Container(
                        "c" + slot,
                        running.service().spec().image(),
                        error.contains("exit") ? Optional.of(3L) : Optional.empty(),
                        List.of()));
    }

    /** A task that is placed has an address, and one that replaces a failed task has another. */
    private List<Task.Attachment> attachments(Running running, int slot, String node) {
        String address =
                running.service().name() + "-" + slot + "-" + failedOf(running).size();
        return !node.isEmpty() ? List.of(new Task.Attachment("apps", "apps", address)) : List.of();
    }

    FakeSwarm.Behavior behavior(Service service) {
        return behaviors.isEmpty()
                ? FakeSwarm.Behavior.HEALTHY
                : behaviors.getOrDefault(tag(service.spec()), FakeSwarm.Behavior.HEALTHY);
    }

    private static String tag(ServiceSpec spec) {
        return ImageReference.parse(spec.image()).tag().orElse("");
    }
}
