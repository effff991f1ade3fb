package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.FakeSwarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Swarm that contains only the router service, with the tasks and nodes that a test adds. */
final class RouterSwarm extends FakeSwarm {
    static final String ROUTER = "swarm-router";

    final List<Task> tasks = new CopyOnWriteArrayList<>();
    /** The number of updates that fail with a conflict. */
    int conflicts;
    /** Whether updates fail because no manager responds. */
    boolean unavailable;

    RouterSwarm() {
        nodes.clear();
        createByHand(new ServiceSpec(Map.of("Name", ROUTER, "Labels", Map.of())));
    }

    void node(String name, String state) {
        node(name, state, "127.0.0.1");
    }

    void node(String name, String state, String address) {
        nodes.add(new Node(
                name + "-id",
                new Node.Host(name, address, "linux", "x86_64"),
                new Node.Condition("worker", "active", state, true),
                new Node.LabelSets(Map.of(), Map.of()),
                new Node.Resources(0, 0)));
    }

    void task(String id, String node, String state, int adminPort) {
        List<Task.HostPort> ports =
                List.of(new Task.HostPort(9999, adminPort), new Task.HostPort(8080, 80), new Task.HostPort(8081, 81));
        tasks.add(new Task(
                id,
                new Task.Place(0, node + "-id"),
                new Task.Condition(state, "running", "", Instant.EPOCH),
                new Task.Container("c" + id, "haproxy", Optional.empty(), ports)));
    }

    /** Removes the published ports from all tasks, but keeps this admin port in the service spec. */
    void forgetPorts(int adminPort) {
        tasks.replaceAll(task -> new Task(
                task.id(),
                new Task.Place(task.slot(), task.nodeId()),
                new Task.Condition(task.state(), task.desiredState(), task.error(), task.at()),
                new Task.Container(task.containerId(), task.image(), task.exitCode(), List.of())));
        changeByHand(
                ROUTER,
                spec -> spec.edited(tree -> Json.object(tree, "EndpointSpec")
                        .put(
                                "Ports",
                                List.of(Map.of(
                                        "TargetPort", 9999, "PublishedPort", adminPort, "PublishMode", "host")))));
    }

    void joinNetwork(String id) {
        changeByHand(
                ROUTER,
                spec -> spec.edited(
                        tree -> Json.object(tree, "TaskTemplate").put("Networks", List.of(Map.of("Target", id)))));
    }

    Map<String, String> labels() {
        return spec(ROUTER).labels();
    }

    void labels(Map<String, String> labels) {
        changeByHand(ROUTER, spec -> spec.withLabels(labels));
    }

    @Override
    public Service update(Service read, ServiceSpec spec) {
        if (unavailable) {
            throw new SwarmException.Unavailable("no manager answers", null);
        }
        if (conflicts-- > 0) {
            Map<String, String> labels = new HashMap<>(labels());
            labels.put("somebody", "else " + conflicts);
            labels(labels);
        }
        return super.update(read, spec);
    }

    @Override
    public List<Task> tasks(Service service) {
        return List.copyOf(tasks);
    }
}
