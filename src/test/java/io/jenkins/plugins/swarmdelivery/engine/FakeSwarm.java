package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.plan.Convergence;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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

    private final TestClock clock;
    private final Faults faults;
    private final Map<String, FakeTasks.Running> services = new LinkedHashMap<>();
    public final List<Node> nodes = new ArrayList<>();
    private final FakeTasks tasks;
    private final FakeObjects objects = new FakeObjects();
    public final List<OverlayNetwork> networks = objects.networks;
    public final List<Named> secrets = objects.secrets;
    public final List<Named> configs = objects.configs;
    public final List<String> events = new ArrayList<>();
    /** Told the service that is about to be removed. */
    java.util.function.Consumer<Service> beforeRemoval = service -> {};

    /** What each task has written; where nothing is set, its last words. */
    List<String> logs = List.of();

    /** Services that the router is made of, which are no application's. */
    final Set<String> ofRouter = new TreeSet<>();

    /** Why Docker refuses whatever is to be created; empty: it does not. */
    String refuse = "";
    /** Versions whose containers cannot be killed, so that their tasks stay when their service is removed. */
    final Set<String> ghosts = new TreeSet<>();

    private final Map<String, ServiceSpec> before = new TreeMap<>();
    private final Map<String, Instant> updated = new TreeMap<>();
    private final Set<String> rolledBack = new TreeSet<>();
    /** Versions whose update fails, and that Docker rolls back by itself. */
    final Set<String> rollsBack = new TreeSet<>();

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
        this.tasks = new FakeTasks(clock, nodes, ghosts);
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
        tasks.behave(version, behavior);
    }

    /** From now on nothing fails of itself. */
    void heal() {
        tasks.heal();
        rollsBack.clear();
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
                () -> services.values().stream().map(FakeTasks.Running::service).toList());
    }

    @Override
    public List<Service> services(Collection<String> names) {
        return faults.call(
                "services by name",
                () -> seen().stream()
                        .filter(service -> names.contains(service.name()))
                        .toList());
    }

    @Override
    public Optional<Service> service(String nameOrId) {
        return faults.call("service", () -> find(nameOrId).map(FakeTasks.Running::service));
    }

    private Optional<FakeTasks.Running> find(String nameOrId) {
        return services.values().stream()
                .filter(running -> running.service().id().equals(nameOrId)
                        || running.service().name().equals(nameOrId))
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
            objects.refuseUnknown(spec);
            Service service = new Service("id" + ++ids, ++version, spec);
            services.put(service.id(), new FakeTasks.Running(service, clock.instant()));
            events.add("create " + spec.name());
            return service;
        });
    }

    @Override
    public Service update(Service read, ServiceSpec spec) {
        return faults.call("update " + spec.name(), () -> {
            FakeTasks.Running running = services.get(read.id());
            if (running == null || running.service().version() != read.version()) {
                throw new SwarmException.Conflict("update out of sequence", null);
            }
            boolean other = !spec.fingerprint().equals(read.spec().fingerprint());
            if (other && rollsBack.contains(tag(spec))) {
                // As Docker does: the spec is the old one again as soon as the rollback begins, labels included.
                services.put(
                        read.id(),
                        new FakeTasks.Running(new Service(read.id(), ++version, read.spec()), running.created()));
                rolledBack.add(read.id());
                events.add("update " + spec.name());
                return services.get(read.id()).service();
            }
            rolledBack.remove(read.id());
            before.put(read.id(), read.spec());
            Service changed = new Service(read.id(), ++version, spec);
            boolean idle = Convergence.wanted(running.service(), nodes) == 0;
            services.put(read.id(), new FakeTasks.Running(changed, idle ? clock.instant() : running.created()));
            if (other) {
                updated.put(read.id(), clock.instant());
            }
            events.add("update " + spec.name());
            return changed;
        });
    }

    /** Empty where the image has none, or where there is no image. */
    private static String tag(ServiceSpec spec) {
        return spec.image().isEmpty()
                ? ""
                : ImageReference.parse(spec.image()).tag().orElse("");
    }

    @Override
    public void remove(String serviceId) {
        faults.run(
                "remove",
                () -> find(serviceId).ifPresent(running -> {
                    beforeRemoval.accept(running.service());
                    String tag = ImageReference.parse(running.service().spec().image())
                            .tag()
                            .orElse("");
                    if (ghosts.contains(tag) || JobStop.isJob(running.service().spec())) {
                        ghostly.put(ghost(running.service()), tasks.of(running));
                    }
                    services.remove(running.service().id());
                    events.add("remove " + running.service().name());
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
    void failOnce(String version, int number) {
        tasks.failOnce(version, number);
    }

    /** What somebody does by hand. */
    public void removeByHand(String name) {
        services.remove(find(name).orElseThrow().service().id());
    }

    public void changeByHand(String name, java.util.function.UnaryOperator<ServiceSpec> change) {
        FakeTasks.Running running = find(name).orElseThrow();
        Service old = running.service();
        before.put(old.id(), old.spec());
        services.put(
                old.id(),
                new FakeTasks.Running(new Service(old.id(), ++version, change.apply(old.spec())), running.created()));
    }

    @Override
    public List<Task> tasks(Service service) {
        return faults.call("tasks", () -> tasksOf(service));
    }

    @Override
    public Map<String, List<Task>> tasks(Collection<Service> services) {
        return faults.call("tasks", () -> services.stream().collect(Collectors.toMap(Service::id, this::tasksOf)));
    }

    /** As Docker, which finds the tasks of a service that is gone by its name alone. */
    private List<Task> tasksOf(Service service) {
        return find(service.id()).map(tasks::of).orElseGet(() -> ghostly.getOrDefault(ghost(service), List.of()));
    }

    /** Tasks of removed services that run on, as those of jobs do. */
    List<Task> leftRunning() {
        return ghostly.values().stream()
                .flatMap(List::stream)
                .filter(task -> !task.ended() && !task.nodeId().isEmpty())
                .toList();
    }

    private static String ghost(Service service) {
        return service.name() + "." + service.id();
    }

    /** Seen from outside the engine: no fault applies. */
    long healthy(Color color, Application application) {
        return services.values().stream()
                .filter(running ->
                        color.word().equals(running.service().spec().labels().get(Labels.COLOR)))
                .filter(running -> application
                        .name()
                        .equals(running.service().spec().labels().get(Labels.APPLICATION)))
                .filter(running -> running.service().spec().networks().stream()
                        .anyMatch(network -> Json.text(network, "Target").equals(Optional.of("apps"))))
                .flatMap(running -> tasks.of(running).stream())
                .filter(Task::running)
                .count();
    }

    /** The same of one service, by its name; 0 where it is not there. */
    long healthyTasks(String service) {
        return find(service).stream()
                .flatMap(running -> tasks.of(running).stream())
                .filter(Task::running)
                .count();
    }

    /** Services as they are, seen from outside the engine. */
    List<Service> seen() {
        return services.values().stream().map(FakeTasks.Running::service).toList();
    }

    List<String> names() {
        return services.values().stream()
                .map(running -> running.service().name())
                .filter(name -> !ofRouter.contains(name))
                .sorted()
                .toList();
    }

    public ServiceSpec spec(String name) {
        return find(name).orElseThrow().service().spec();
    }

    /** As {@code docker stack deploy} does. */
    void createByHand(Kind kind, Map<String, Object> body) {
        objects.create(kind, "object" + ++ids, body);
    }

    public final Service createByHand(ServiceSpec spec) {
        Service service = new Service("id" + ++ids, ++version, spec);
        services.put(
                service.id(), new FakeTasks.Running(service, clock.instant().minusSeconds(60)));
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
        return faults.call("network", () -> objects.overlay(nameOrId));
    }

    @Override
    public List<OverlayNetwork> networks() {
        return faults.call("networks", () -> List.copyOf(networks));
    }

    @Override
    public List<Named> named(Kind kind, Collection<String> names) {
        return faults.call(
                kind.word() + "s by name",
                () -> objects.of(kind).stream()
                        .filter(object -> names.contains(object.name()))
                        .toList());
    }

    @Override
    public Named create(Kind kind, Map<String, Object> body) {
        String name = Json.text(body, "Name").orElseThrow();
        return faults.call("create " + kind.word() + " " + name, () -> {
            if (!refuse.isEmpty()) {
                throw new SwarmException.Rejected(refuse, null);
            }
            Named made = objects.create(kind, "object" + ++ids, body);
            events.add("create " + kind.word() + " " + name);
            return made;
        });
    }

    /** Seen from outside the engine: no fault applies. */
    List<String> objectNames(Kind kind) {
        return objects.of(kind).stream().map(Named::name).sorted().toList();
    }

    /** Likewise: the content of a secret, which Docker itself gives to containers only. */
    String secretContent(String name) {
        return new String(Base64.getDecoder().decode(objects.content(name)), StandardCharsets.UTF_8);
    }

    @Override
    public List<Named> labeled(Kind kind, Map<String, String> labels) {
        return faults.call("labeled " + kind.word(), () -> objects.labeled(kind, labels));
    }

    @Override
    public void remove(Kind kind, String id) {
        faults.run("remove " + kind.word(), () -> {
            List<ServiceSpec> users = services.values().stream()
                    .map(running -> running.service().spec())
                    .toList();
            objects.remove(kind, id, users).ifPresent(name -> events.add("remove " + kind.word() + " " + name));
        });
    }

    @Override
    public Optional<String> updateState(Service service) {
        if (rolledBack.contains(service.id())) {
            return faults.call("update state", () -> Optional.of("rollback_completed"));
        }
        return faults.call(
                "update state",
                () -> Optional.ofNullable(updated.get(service.id())).map(since -> {
                    Service now = services.get(service.id()).service();
                    if (tasks.behavior(now) == Behavior.CRASHES) {
                        return "paused";
                    }
                    return clock.instant().isBefore(since.plus(UP_AFTER)) ? "updating" : "completed";
                }));
    }

    /** Somebody removes a network, a config or a secret; Docker refuses that while a service uses it. */
    boolean removeObjectByHand(Kind kind, String name) {
        try {
            List<ServiceSpec> users = seen().stream().map(Service::spec).toList();
            return FakeObjects.named(objects.of(kind), name)
                    .flatMap(object -> objects.remove(kind, object.id(), users))
                    .isPresent();
        } catch (SwarmException.Rejected inUse) {
            return false;
        }
    }

    @Override
    public Optional<ServiceSpec> specBefore(Service service) {
        return faults.call("spec before", () -> Optional.ofNullable(before.get(service.id())));
    }

    @Override
    public Optional<Named> secret(String nameOrId) {
        return faults.call("secret", () -> FakeObjects.named(secrets, nameOrId));
    }

    @Override
    public Optional<Named> config(String nameOrId) {
        return faults.call("config", () -> FakeObjects.named(configs, nameOrId));
    }

    @Override
    public Optional<String> configData(String nameOrId) {
        return faults.call("config data", () -> objects.data(nameOrId));
    }

    @Override
    public Optional<String> networkDriver(String nameOrId) {
        return faults.call(
                "network driver",
                () -> objects.overlay(nameOrId)
                        .map(overlay -> "overlay")
                        .or(() -> Optional.ofNullable(
                                Map.of("host", "host", "none", "null", "bridge", "bridge", "ingress", "ingress")
                                        .get(nameOrId))));
    }
}
