package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.Json;
import io.jenkins.plugins.swarmdelivery.engine.Node;
import io.jenkins.plugins.swarmdelivery.engine.Service;
import io.jenkins.plugins.swarmdelivery.engine.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Swarm with a router's service and nothing else. */
final class FakeSwarm implements Swarm {
    final List<Task> tasks = new CopyOnWriteArrayList<>();
    final List<Node> nodes = new ArrayList<>();
    Service router = new Service("r1", 1, new ServiceSpec(Map.of("Name", "swarm-router", "Labels", Map.of())));
    /** So many updates find that somebody else was first. */
    int conflicts;
    /** Updates get no answer. */
    boolean unavailable;

    void node(String name, String state) {
        nodes.add(new Node(
                name + "-id",
                new Node.Host(name, "127.0.0.1", "linux", "x86_64"),
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

    /** Docker no longer says which ports its tasks publish; the service asks for this admin port still. */
    void forgetPorts(int adminPort) {
        tasks.replaceAll(task -> new Task(
                task.id(),
                new Task.Place(task.slot(), task.nodeId()),
                new Task.Condition(task.state(), task.desiredState(), task.error(), task.at()),
                new Task.Container(task.containerId(), task.image(), task.exitCode(), List.of())));
        router = new Service(
                router.id(),
                router.version(),
                router.spec()
                        .edited(tree -> Json.object(tree, "EndpointSpec")
                                .put(
                                        "Ports",
                                        List.of(Map.of(
                                                "TargetPort",
                                                9999,
                                                "PublishedPort",
                                                adminPort,
                                                "PublishMode",
                                                "host")))));
    }

    Map<String, String> labels() {
        return router.spec().labels();
    }

    void labels(Map<String, String> labels) {
        router = new Service(router.id(), router.version() + 1, router.spec().withLabels(labels));
    }

    @Override
    public Optional<Service> service(String nameOrId) {
        return Optional.ofNullable(router).filter(service -> service.name().equals(nameOrId));
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
        if (read.version() != router.version()) {
            throw new SwarmException.Conflict("update out of sequence", null);
        }
        router = new Service(read.id(), read.version() + 1, spec);
        return router;
    }

    @Override
    public List<Task> tasks(Service service) {
        return List.copyOf(tasks);
    }

    @Override
    public List<Node> nodes() {
        return nodes;
    }

    @Override
    public SwarmInfo info() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Service> services() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Service create(ServiceSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(String serviceId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> logs(Task task, int lines) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> healthOutput(Task task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<OverlayNetwork> network(String nameOrId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> networkDriver(String nameOrId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Named> secret(String nameOrId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Named> config(String nameOrId) {
        throw new UnsupportedOperationException();
    }
}
