package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
import io.jenkins.plugins.swarmdelivery.engine.plan.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A Swarm in memory, whose tasks behave as their image's version says. */
public class FakeSwarm implements Swarm {
    /** How a release's tasks fare. */
    enum Behavior {
        HEALTHY,
        CRASHES,
        NEVER_HEALTHY,
        REJECTED,
        PENDING,
        /** The first task comes up, the others do not get healthy. */
        ONE_COMES_UP,
        DIES_LATER
    }

    static final Duration UP_AFTER = Duration.ofSeconds(2);
    static final Duration DIES_AFTER = Duration.ofSeconds(20);

    /** More than its nodes bear do not come to be, however many replicas a spec demands. */
    private static final long MOST_TASKS = 1000;

    private record Running(Service service, Instant created) {}

    private final TestClock clock;
    private final Faults faults;
    private final Map<String, Running> services = new LinkedHashMap<>();
    private final Map<String, Behavior> behaviors = new TreeMap<>();
    public final List<Node> nodes = new ArrayList<>();
    public final List<OverlayNetwork> networks = new ArrayList<>(List.of(new OverlayNetwork("apps", "apps", 200)));
    public final List<Named> secrets = new ArrayList<>();
    public final List<Named> configs = new ArrayList<>();
    public final List<String> events = new ArrayList<>();
    /** Told the service that is about to be removed. */
    java.util.function.Consumer<Service> beforeRemoval = service -> {};

    /** What each task has written; where nothing is set, its last words. */
    List<String> logs = List.of();

    /** Why Docker refuses whatever is to be created; empty: it does not. */
    String refuse = "";
    /** Versions whose containers cannot be killed, so that their tasks stay when their service is removed. */
    final Set<String> ghosts = new TreeSet<>();

    private final Map<String, Map<String, String>> objectLabels = new TreeMap<>();
    private final Map<String, Instant> updated = new TreeMap<>();
    private final Set<String> rolledBack = new TreeSet<>();
    /** Versions whose update fails, and that Docker rolls back by itself. */
    final Set<String> rollsBack = new TreeSet<>();

    private final Map<String, List<Instant>> failed = new TreeMap<>();
    private final Map<String, List<Task>> ghostly = new TreeMap<>();
    private long version = 100;
    private int ids;

    /** One that stands still, and where nothing goes wrong. */
    public FakeSwarm() {
        this(new TestClock(), new Faults());
    }

    FakeSwarm(TestClock clock, Faults faults) {
        this.clock = clock;
        this.faults = faults;
        nodes.add(node("n1", Map.of("env", "prod-like")));
        nodes.add(node("n2", Map.of("env", "prod-like")));
        nodes.add(node("n3", Map.of()));
    }

    public static Node node(String name, Map<String, String> labels) {
        return new Node(
                name,
                new Node.Host(name, "10.0.0.1", "linux", "x86_64"),
                new Node.Condition("manager", "active", "ready", true),
                new Node.LabelSets(labels, Map.of()),
                new Node.Resources(4_000_000_000L, 8L << 30));
    }

    void behaves(String version, Behavior behavior) {
        behaviors.put(version, behavior);
    }

    @Override
    public SwarmInfo info() {
        return faults.call("info", () -> new SwarmInfo("20.10", "1.41", "fake", new SwarmInfo.Size(3, 3, 3)));
    }

    @Override
    public List<Node> nodes() {
        return faults.call("nodes", () -> List.copyOf(nodes));
    }

    @Override
    public List<Service> services() {
        return faults.call(
                "services",
                () -> services.values().stream().map(Running::service).toList());
    }

    @Override
    public Optional<Service> service(String nameOrId) {
        return faults.call("service", () -> find(nameOrId).map(Running::service));
    }

    private Optional<Running> find(String nameOrId) {
        return services.values().stream()
                .filter(running -> running.service.id().equals(nameOrId)
                        || running.service.name().equals(nameOrId))
                .findFirst();
    }

    @Override
    public Service create(ServiceSpec spec) {
        return faults.call("create " + spec.name(), () -> {
            SwarmLimits.service(spec.name()).ifPresent(refusal -> {
                throw new SwarmException.Rejected(refusal, null);
            });
            if (find(spec.name()).isPresent()) {
                throw new SwarmException.Conflict("name " + spec.name() + " is taken", null);
            }
            if (!refuse.isEmpty()) {
                throw new SwarmException.Rejected(refuse, null);
            }
            refuseUnknown(spec);
            Service service = new Service("id" + ++ids, ++version, spec);
            services.put(service.id(), new Running(service, clock.instant()));
            events.add("create " + spec.name());
            return service;
        });
    }

    @Override
    public Service update(Service read, ServiceSpec spec) {
        return faults.call("update " + spec.name(), () -> {
            Running running = services.get(read.id());
            if (running == null || running.service.version() != read.version()) {
                throw new SwarmException.Conflict("update out of sequence", null);
            }
            if (rollsBack.stream()
                    .anyMatch(tag ->
                            spec.image().endsWith(":" + tag) || spec.image().contains(":" + tag + "@"))) {
                // As Docker does: the spec is the old one again as soon as the rollback begins, labels included.
                services.put(read.id(), new Running(new Service(read.id(), ++version, read.spec()), running.created));
                rolledBack.add(read.id());
                events.add("update " + spec.name());
                return services.get(read.id()).service;
            }
            rolledBack.remove(read.id());
            Service changed = new Service(read.id(), ++version, spec);
            boolean idle = Convergence.wanted(running.service, nodes) == 0;
            services.put(read.id(), new Running(changed, idle ? clock.instant() : running.created));
            if (!spec.fingerprint().equals(read.spec().fingerprint())) {
                updated.put(read.id(), clock.instant());
            }
            events.add("update " + spec.name());
            return changed;
        });
    }

    @Override
    public void remove(String serviceId) {
        faults.run(
                "remove",
                () -> find(serviceId).ifPresent(running -> {
                    beforeRemoval.accept(running.service);
                    String tag = ImageReference.parse(running.service.spec().image())
                            .tag()
                            .orElse("");
                    if (ghosts.contains(tag)) {
                        ghostly.put(running.service.id(), simulate(running));
                    }
                    services.remove(running.service.id());
                    events.add("remove " + running.service.name());
                }));
    }

    /** Its tasks only look as if they ran, until Docker has started others elsewhere: at once, here. */
    void nodeDown(String name) {
        nodes.replaceAll(node -> node.id().equals(name)
                ? new Node(
                        node.id(),
                        new Node.Host(node.hostname(), node.address(), node.os(), node.architecture()),
                        new Node.Condition(node.role(), node.availability(), "down", false),
                        new Node.LabelSets(node.labels(), node.engineLabels()),
                        new Node.Resources(node.nanoCpus(), node.memoryBytes()))
                : node);
    }

    /** So many tasks of a version fail at this moment, and are replaced by others. */
    void failOnce(String version, int tasks) {
        failed.computeIfAbsent(version, key -> new ArrayList<>()).addAll(Collections.nCopies(tasks, clock.instant()));
    }

    /** What somebody does by hand. */
    public void removeByHand(String name) {
        services.remove(find(name).orElseThrow().service.id());
    }

    public void changeByHand(String name, java.util.function.UnaryOperator<ServiceSpec> change) {
        Running running = find(name).orElseThrow();
        Service old = running.service;
        services.put(
                old.id(), new Running(new Service(old.id(), ++version, change.apply(old.spec())), running.created));
    }

    @Override
    public List<Task> tasks(Service service) {
        return faults.call(
                "tasks",
                () -> find(service.id())
                        .map(this::simulate)
                        .orElseGet(() -> ghostly.getOrDefault(service.id(), List.of())));
    }

    private List<Task> simulate(Running running) {
        ServiceSpec spec = running.service.spec();
        if (Labels.ROLE.isEmpty() || "pull".equals(spec.labels().get(Labels.ROLE))) {
            return Placement.eligible(spec, nodes).stream()
                    .map(node -> task(running, 0, node.id(), "failed", "shutdown", "no such command"))
                    .toList();
        }
        if (Json.at(spec.tree(), "Mode", "ReplicatedJob") != null) {
            return job(running);
        }
        List<Task> tasks = new ArrayList<>(failed(running));
        List<Node> eligible = Placement.eligible(spec, nodes);
        long wanted = Math.min(Convergence.wanted(running.service, nodes), MOST_TASKS);
        for (int slot = 1; slot <= wanted; slot++) {
            String node = eligible.isEmpty()
                    ? ""
                    : eligible.get(slot % eligible.size()).id();
            tasks.addAll(simulate(running, slot, node));
        }
        return tasks;
    }

    private List<Task> failed(Running running) {
        String tag = ImageReference.parse(running.service.spec().image()).tag().orElse("");
        List<Task> tasks = new ArrayList<>();
        for (Instant at : failed.getOrDefault(tag, List.of())) {
            tasks.add(new Task(
                    running.service.id() + "-failed-" + tasks.size(),
                    new Task.Place(1, "n1"),
                    new Task.Condition("failed", "shutdown", "task: non-zero exit (9)", at),
                    new Task.Container("c", running.service.spec().image(), Optional.of(9L), List.of())));
        }
        return tasks;
    }

    private List<Task> simulate(Running running, int slot, String node) {
        Duration age = Duration.between(running.created, clock.instant());
        boolean up = age.compareTo(UP_AFTER) >= 0;
        return switch (behavior(running.service)) {
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
                age.compareTo(DIES_AFTER) >= 0
                        ? List.of(task(running, slot, node, "failed", "shutdown", "task: non-zero exit (7)"))
                        : List.of(task(running, slot, node, up ? "running" : "starting", "running", ""));
        };
    }

    /** One that hangs runs for ever. */
    private List<Task> job(Running running) {
        boolean over = !clock.instant().isBefore(running.created.plus(UP_AFTER));
        return switch (behavior(running.service)) {
            case CRASHES -> List.of(task(running, 1, "n1", "failed", "shutdown", "task: non-zero exit (3)"));
            case NEVER_HEALTHY -> List.of(task(running, 1, "n1", "running", "complete", ""));
            default -> List.of(task(running, 1, "n1", over ? "complete" : "running", "complete", ""));
        };
    }

    private Task task(Running running, int slot, String node, String state, String desired, String error) {
        return new Task(
                running.service.id() + "-" + slot + "-" + state,
                new Task.Place(slot, node),
                new Task.Condition(state, desired, error, clock.instant()),
                new Task.Container(
                        "c" + slot,
                        running.service.spec().image(),
                        error.contains("exit") ? Optional.of(3L) : Optional.empty(),
                        List.of()));
    }

    private Behavior behavior(Service service) {
        String tag = ImageReference.parse(service.spec().image()).tag().orElse("");
        return behaviors.getOrDefault(tag, Behavior.HEALTHY);
    }

    /** Seen from outside the engine: no fault applies. */
    long healthy(Color color, Application application) {
        return services.values().stream()
                .filter(running ->
                        color.word().equals(running.service.spec().labels().get(Labels.COLOR)))
                .filter(running -> application
                        .name()
                        .equals(running.service.spec().labels().get(Labels.APPLICATION)))
                .filter(running -> running.service.spec().networks().stream()
                        .anyMatch(network -> Json.text(network, "Target").equals(Optional.of("apps"))))
                .flatMap(running -> simulate(running).stream())
                .filter(Task::running)
                .count();
    }

    List<String> names() {
        return services.values().stream()
                .map(running -> running.service.name())
                .sorted()
                .toList();
    }

    public ServiceSpec spec(String name) {
        return find(name).orElseThrow().service.spec();
    }

    public final Service createByHand(ServiceSpec spec) {
        Service service = new Service("id" + ++ids, ++version, spec);
        services.put(service.id(), new Running(service, clock.instant().minusSeconds(60)));
        return service;
    }

    @Override
    public List<String> logs(Task task, int lines) {
        return faults.call("logs", () -> logs.isEmpty() ? List.of("last words of " + task.slot()) : logs);
    }

    @Override
    public Optional<String> healthOutput(Task task) {
        return faults.call("health", () -> Optional.of("not yet"));
    }

    @Override
    public Optional<OverlayNetwork> network(String nameOrId) {
        return faults.call("network", () -> overlay(nameOrId));
    }

    private Optional<OverlayNetwork> overlay(String nameOrId) {
        return networks.stream()
                .filter(network ->
                        network.id().equals(nameOrId) || network.name().equals(nameOrId))
                .findFirst();
    }

    @Override
    public Named create(Kind kind, Map<String, Object> body) {
        String name = Json.text(body, "Name").orElseThrow();
        return faults.call("create " + kind.word() + " " + name, () -> {
            if (!refuse.isEmpty()) {
                throw new SwarmException.Rejected(refuse, null);
            }
            if (objects(kind).stream().anyMatch(there -> there.name().equals(name))) {
                throw new SwarmException.Conflict("name " + name + " is taken", null);
            }
            Named made = new Named("object" + ++ids, name);
            switch (kind) {
                case NETWORK -> networks.add(new OverlayNetwork(made.id(), name, 200));
                case CONFIG -> configs.add(made);
                case SECRET -> secrets.add(made);
            }
            objectLabels.put(made.id(), Json.textMap(body, "Labels"));
            events.add("create " + kind.word() + " " + name);
            return made;
        });
    }

    private List<Named> objects(Kind kind) {
        return switch (kind) {
            case NETWORK ->
                networks.stream()
                        .map(network -> new Named(network.id(), network.name()))
                        .toList();
            case CONFIG -> List.copyOf(configs);
            case SECRET -> List.copyOf(secrets);
        };
    }

    /** Seen from outside the engine: no fault applies. */
    List<String> objectNames(Kind kind) {
        return objects(kind).stream().map(Named::name).sorted().toList();
    }

    @Override
    public List<Named> labeled(Kind kind, Map<String, String> labels) {
        return faults.call(
                "labeled " + kind.word(),
                () -> objects(kind).stream()
                        .filter(object -> objectLabels
                                .getOrDefault(object.id(), Map.of())
                                .entrySet()
                                .containsAll(labels.entrySet()))
                        .toList());
    }

    @Override
    public void remove(Kind kind, String id) {
        faults.run("remove " + kind.word(), () -> {
            for (Named object : objects(kind)) {
                if (object.id().equals(id)) {
                    refuseUsed(kind, object);
                    networks.removeIf(network -> network.id().equals(id));
                    configs.remove(object);
                    secrets.remove(object);
                    events.add("remove " + kind.word() + " " + object.name());
                }
            }
        });
    }

    private void refuseUsed(Kind kind, Named object) {
        for (Running running : services.values()) {
            String spec = Json.canonical(Json.at(running.service.spec().tree(), "TaskTemplate"));
            if (spec.contains('"' + object.name() + '"') || spec.contains('"' + object.id() + '"')) {
                throw new SwarmException.Rejected(
                        kind.word() + " " + object.name() + " is in use by " + running.service.name(), null);
            }
        }
    }

    @Override
    public Optional<String> updateState(Service service) {
        if (rolledBack.contains(service.id())) {
            return faults.call("update state", () -> Optional.of("rollback_completed"));
        }
        return faults.call(
                "update state",
                () -> Optional.ofNullable(updated.get(service.id())).map(since -> {
                    Service now = services.get(service.id()).service;
                    if (behavior(now) == Behavior.CRASHES) {
                        return "paused";
                    }
                    return clock.instant().isBefore(since.plus(UP_AFTER)) ? "updating" : "completed";
                }));
    }

    @Override
    public Optional<Named> secret(String nameOrId) {
        return faults.call("secret", () -> named(secrets, nameOrId));
    }

    @Override
    public Optional<Named> config(String nameOrId) {
        return faults.call("config", () -> named(configs, nameOrId));
    }

    private static Optional<Named> named(List<Named> objects, String nameOrId) {
        return objects.stream()
                .filter(object -> object.id().equals(nameOrId) || object.name().equals(nameOrId))
                .findFirst();
    }

    /** As Docker does, before it creates anything. */
    private void refuseUnknown(ServiceSpec spec) {
        Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", "Secrets")
                .forEach(reference -> require("secret", reference, "SecretID", "SecretName", secrets));
        Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", "Configs")
                .forEach(reference -> require("config", reference, "ConfigID", "ConfigName", configs));
        for (Object network : spec.networks()) {
            String target = Json.text(network, "Target").orElse("");
            if (overlay(target).isEmpty()) {
                throw new SwarmException.NotFound("network " + target + " not found", null);
            }
        }
    }

    private static void require(String kind, Object reference, String id, String name, List<Named> known) {
        if (Json.text(reference, id).isEmpty() || Json.text(reference, name).isEmpty()) {
            throw new SwarmException.Rejected("malformed " + kind + " reference", null);
        }
        Named wanted = new Named(
                Json.text(reference, id).get(), Json.text(reference, name).get());
        if (!known.contains(wanted)) {
            throw new SwarmException.Rejected(kind + " not found: " + wanted.name(), null);
        }
    }

    @Override
    public Optional<String> networkDriver(String nameOrId) {
        return faults.call(
                "network driver",
                () -> overlay(nameOrId)
                        .map(overlay -> "overlay")
                        .or(() -> Optional.ofNullable(
                                Map.of("host", "host", "none", "null", "bridge", "bridge", "ingress", "ingress")
                                        .get(nameOrId))));
    }
}
