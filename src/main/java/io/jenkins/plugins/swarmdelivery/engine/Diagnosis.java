package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.ArrayList;
import java.util.List;

/** Why tasks of a service fail: read before anything is cleaned up, because Docker keeps it no longer than the task. */
final class Diagnosis {
    private static final int TASKS = 3;
    private static final int LOG_LINES = 10;

    private Diagnosis() {}

    /** Lines for people; empty if nothing is wrong. Never throws: a failure must not prevent the rollback. */
    static List<String> of(Swarm swarm, PlacedRelease placed) {
        try {
            List<String> lines = new ArrayList<>();
            for (PlacedRelease.ServiceRef ref : placed.services()) {
                swarm.service(ref.name()).ifPresent(service -> lines.addAll(of(swarm, service)));
            }
            return lines;
        } catch (SwarmException e) {
            return List.of("the reason cannot be read: " + e.getMessage());
        } catch (RuntimeException e) {
            return List.of("the reason cannot be read: unexpected " + e);
        }
    }

    static List<String> of(Swarm swarm, Service service) {
        List<Task> tasks = swarm.tasks(service);
        List<Node> nodes = swarm.nodes();
        List<Task> troubled =
                new ArrayList<>(Convergence.of(service, tasks, nodes).failures());
        tasks.stream()
                .filter(task -> task.wanted() && !task.running() && !task.ended())
                .forEach(troubled::add);
        List<String> lines = new ArrayList<>();
        troubled.stream().limit(TASKS).forEach(task -> lines.addAll(of(swarm, service, task, nodes)));
        return lines;
    }

    private static List<String> of(Swarm swarm, Service service, Task task, List<Node> nodes) {
        String node = nodes.stream()
                .filter(candidate -> candidate.id().equals(task.nodeId()))
                .map(candidate -> " on " + candidate.hostname())
                .findFirst()
                .orElse("");
        List<String> lines = new ArrayList<>();
        lines.add("task " + service.name() + "." + task.slot() + node + " is " + task.state()
                + task.exitCode().map(code -> ", exit code " + code).orElse("")
                + (task.error().isEmpty() ? "" : ": " + task.error()));
        swarm.healthOutput(task).stream()
                .flatMap(output -> output.strip().lines().distinct())
                .forEach(line -> lines.add("  health check: " + line));
        swarm.logs(task, LOG_LINES).forEach(line -> lines.add("  log: " + line));
        return lines;
    }
}
