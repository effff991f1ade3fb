package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.FakeSwarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A Swarm that runs a fake HAProxy on each of two nodes for a service that publishes an admin port, and replaces one
 * for each update that tells it to wait.
 */
final class ProxySwarm extends FakeSwarm implements Closeable {
    final Map<String, Replica> replicas = new LinkedHashMap<>();
    /** What each update of the service left running: images by node. */
    final List<List<String>> steps = new ArrayList<>();
    /** The image whose replicas end at once. */
    String broken = "";
    /** The image whose replicas serve no routes. */
    String empty = "";

    /** The servers that a replica made of a spec has: lines of a backend, a server, and its status. */
    Function<ServiceSpec, String> servers = spec -> "";

    /** How often Docker is asked before it lists what it has started on n2. */
    int unlisted;

    /** How often Docker is asked before it tells the state of an update. */
    int untold;

    /** Whether the answer to an update of the service is lost; once. */
    Predicate<ServiceSpec> unanswered = spec -> false;

    /** The certificate that replicas show users, each on a port of its own; empty if they have no such port. */
    Optional<String> https = Optional.empty();

    /** By node. */
    final Map<String, FakeHttps> users = new HashMap<>();

    private final Map<String, String> secretData = new HashMap<>();
    private final List<Task> failed = new ArrayList<>();
    private int ids;

    /** A running task, its fake, and the spec that it was made of. */
    record Replica(Task task, FakeHaproxy haproxy, ServiceSpec spec) {}

    ProxySwarm() {
        nodes.clear();
        for (String name : List.of("n1", "n2")) {
            nodes.add(new Node(
                    name,
                    new Node.Host(name, "127.0.0.1", "linux", "x86_64"),
                    new Node.Condition("manager", "active", "ready", true),
                    new Node.LabelSets(Map.of(), Map.of()),
                    new Node.Resources(0, 0)));
        }
    }

    @Override
    public Named create(Kind kind, Map<String, Object> body) {
        Named made = super.create(kind, body);
        if (kind == Kind.SECRET) {
            byte[] data = Base64.getDecoder().decode(Json.text(body, "Data").orElse(""));
            secretData.put(made.name(), new String(data, StandardCharsets.UTF_8));
        }
        return made;
    }

    @Override
    public Service create(ServiceSpec spec) {
        Service service = super.create(spec);
        nodes.forEach(node -> replace(node.id(), spec));
        return service;
    }

    @Override
    public Service update(Service read, ServiceSpec spec) {
        Service updated = super.update(read, spec);
        for (Node node : nodes) {
            Replica replica = replicas.get(node.id());
            if (RouterSpec.replaces(replica.spec(), spec)) {
                replace(node.id(), spec);
                if (RouterSpec.isHeld(spec)) {
                    break;
                }
            }
        }
        steps.add(replicas.values().stream()
                .map(replica -> replica.spec().image().replaceFirst("@.*", ""))
                .toList());
        if (unanswered.test(spec)) {
            unanswered = none -> false;
            throw new SwarmException.Unavailable("no manager answers", null);
        }
        return updated;
    }

    /** Docker replaces what is left of an update that was interrupted. */
    void replaceAll() {
        ServiceSpec spec = spec("swarm-router");
        nodes.stream()
                .map(Node::id)
                .filter(node -> RouterSpec.replaces(replicas.get(node).spec(), spec))
                .forEach(node -> replace(node, spec));
    }

    @Override
    public Optional<String> updateState(Service service) {
        if (untold-- > 0) {
            return Optional.empty();
        }
        boolean outdated = replicas.values().stream()
                .anyMatch(replica -> RouterSpec.replaces(replica.spec(), spec(service.name())));
        return Optional.of(outdated ? "updating" : "completed");
    }

    private void replace(String node, ServiceSpec spec) {
        String id = "task" + ++ids;
        if (!broken.isEmpty() && spec.image().startsWith(broken)) {
            failed.add(task(id, node, "failed", admin(1)));
            close(Optional.ofNullable(replicas.remove(node)));
            replicas.put(node, new Replica(task(id + "b", node, "starting", admin(1)), null, spec));
            return;
        }
        FakeHaproxy haproxy = haproxy(spec);
        haproxy.map.putAll(
                !empty.isEmpty() && spec.image().startsWith(empty) ? Map.of() : RouterLabels.map(spec.labels()));
        RouterLabels.names(spec.labels())
                .forEach(name -> haproxy.map.putIfAbsent(PauseText.key(new Application(name)), RouteText.NONE));
        if (RouterSpec.cfg(this, spec).filter(cfg -> cfg.contains("proc.pause")).isPresent()) {
            haproxy.stats.put("proc.pause", "proc.pause: type=str value=<page>\n");
        }
        Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", "Secrets").stream()
                .map(each -> Json.text(each, "File", "Name").orElseThrow())
                .filter(UserTls::isFile)
                .forEach(file -> haproxy.certificates.shown.put(
                        "/run/secrets/" + file, Objects.requireNonNullElse(secretOf(spec, file), "")));
        haproxy.stats.put("-1", "# pxname,svname,status,scur,bck\n" + servers.apply(spec) + "\n");
        close(Optional.ofNullable(replicas.put(
                node, new Replica(task(id, node, "running", ports(node, haproxy)), haproxy, spec))));
    }

    private List<Task.HostPort> ports(String node, FakeHaproxy haproxy) {
        List<Task.HostPort> ports = new ArrayList<>(admin(haproxy.port()));
        https.filter(haproxy.certificates.shown::containsKey).ifPresent(path -> {
            FakeHttps made = new FakeHttps(haproxy.certificates, path);
            Optional.ofNullable(users.put(node, made)).ifPresent(FakeHttps::close);
            ports.add(new Task.HostPort(UserTls.PORT, made.port()));
        });
        return ports;
    }

    private static List<Task.HostPort> admin(int port) {
        return List.of(new Task.HostPort(9999, port));
    }

    private FakeHaproxy haproxy(ServiceSpec spec) {
        String server = secretOf(spec, RouterSpec.CERTIFICATE_FILE);
        int key = server.indexOf("-----BEGIN PRIVATE KEY");
        TlsMaterial tls = new TlsMaterial(
                secretOf(spec, RouterSpec.AUTHORITY_FILE), server.substring(0, key), server.substring(key));
        try {
            return new FakeHaproxy(tls.context());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String secretOf(ServiceSpec spec, String file) {
        return secretData.get(RouterSpec.referenced(spec, "Secret", file).orElseThrow());
    }

    private static Task task(String id, String node, String state, List<Task.HostPort> ports) {
        return new Task(
                id,
                new Task.Place(0, node),
                new Task.Condition(state, state.equals("failed") ? "shutdown" : "running", "", Instant.EPOCH),
                new Task.Container("c" + id, "haproxy", Optional.empty(), ports));
    }

    @Override
    public List<Task> tasks(Service service) {
        List<Task> all = new ArrayList<>(failed);
        boolean listed = unlisted-- <= 0;
        replicas.values().stream()
                .map(Replica::task)
                .filter(task -> listed || !task.nodeId().equals("n2"))
                .forEach(all::add);
        return all;
    }

    @Override
    public void remove(String serviceId) {
        super.remove(serviceId);
        close();
        replicas.clear();
    }

    @Override
    public void close() {
        replicas.values().forEach(replica -> close(Optional.of(replica)));
        users.values().forEach(FakeHttps::close);
    }

    private static void close(Optional<Replica> replica) {
        replica.filter(each -> each.haproxy() != null).ifPresent(each -> {
            try {
                each.haproxy().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
