package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** A Swarm, through the Engine API of its managers. Holds no state except the client's connections. */
public final class DockerSwarm implements Swarm {
    /** Ten thousand long lines: more than anyone reads, but little memory. */
    private static final int LOG_BYTES = 4 << 20;

    private final EngineClient client;
    private final Logins logins;
    private final NodeEngines nodeEngines;

    /**
     * @param client the managers; the caller closes it
     * @param logins with which the nodes pull images; each is sent only for images of its registry
     * @param nodePort the port on which the engine of every node listens with the managers' certificates, e.g. 2376;
     *     empty if only the managers' engines can be reached
     */
    public DockerSwarm(EngineClient client, Logins logins, OptionalInt nodePort) {
        this.client = client;
        this.logins = logins;
        this.nodeEngines = new NodeEngines(client, nodePort);
    }

    @Override
    public SwarmInfo info() {
        EngineAnswer answer = client.ask(EngineRequest.get("/nodes"));
        List<Node> nodes = answer.list().stream().map(NodeReader::read).toList();
        List<Node> managers = nodes.stream().filter(Node::manager).toList();
        return new SwarmInfo(
                answer.engine().version(),
                answer.engine().api(),
                answer.engine().endpoint(),
                new SwarmInfo.Size(nodes.size(), managers.size(), (int)
                        managers.stream().filter(Node::reachable).count()));
    }

    @Override
    public List<Node> nodes() {
        return client.ask(EngineRequest.get("/nodes")).list().stream()
                .map(NodeReader::read)
                .toList();
    }

    @Override
    public List<Service> services() {
        return ServiceReader.read(client.ask(EngineRequest.get("/services")).list());
    }

    @Override
    public List<Service> services(Collection<String> names) {
        if (names.size() < 2) {
            return names.stream().flatMap(name -> service(name).stream()).toList();
        }
        // Docker's filter also matches longer names with this prefix.
        return ServiceReader.read(client.ask(EngineRequest.list("/services", Map.of("name", List.copyOf(names))))
                        .list())
                .stream()
                .filter(service -> names.contains(service.name()))
                .toList();
    }

    @Override
    public Optional<Service> service(String nameOrId) {
        // Docker also accepts a prefix of an ID, so the result is compared with the request.
        return found("/services/" + EngineRequest.encode(nameOrId))
                .flatMap(ServiceReader::read)
                .filter(service ->
                        service.id().equals(nameOrId) || service.name().equals(nameOrId));
    }

    @Override
    public Service create(ServiceSpec spec) {
        EngineAnswer created =
                client.ask(EngineRequest.post("/services/create", spec.tree()).with(auth(spec)));
        String id = Json.text(created.object(), "ID")
                .orElseThrow(() -> DockerErrors.notDocker(created, "no service ID", null));
        return written(id);
    }

    @Override
    public Service update(Service read, ServiceSpec spec) {
        // Without the header, Docker keeps the credentials that the service was given with its image.
        boolean sameImage = read.spec().image().equals(spec.image());
        client.ask(EngineRequest.post("/services/" + read.id() + "/update?version=" + read.version(), spec.tree())
                .with(sameImage ? Map.of() : auth(spec)));
        return written(read.id());
    }

    @Override
    public void remove(String serviceId) {
        try {
            client.ask(EngineRequest.delete("/services/" + EngineRequest.encode(serviceId)));
        } catch (SwarmException.NotFound e) {
            // Already removed, as intended.
        }
    }

    @Override
    public List<Task> tasks(Service service) {
        return tasks(List.of(service)).getOrDefault(service.id(), List.of());
    }

    @Override
    public Map<String, List<Task>> tasks(Collection<Service> services) {
        if (services.isEmpty()) {
            return Map.of();
        }
        Set<String> ids = services.stream().map(Service::id).collect(Collectors.toSet());
        // Not with Docker's service filter: it fails once a service is removed, while its tasks are still stopping.
        List<String> names = services.stream()
                .map(service -> service.name() + ".")
                .distinct()
                .toList();
        return client.ask(EngineRequest.list("/tasks", Map.of("name", names))).list().stream()
                .filter(task -> ids.contains(Json.text(task, "ServiceID").orElse("")))
                .collect(Collectors.groupingBy(
                        task -> Json.text(task, "ServiceID").orElseThrow(),
                        Collectors.mapping(TaskReader::read, Collectors.toList())));
    }

    @Override
    public List<String> logs(Task task, int lines) {
        try {
            EngineAnswer answer = client.ask(EngineRequest.get(
                            "/tasks/" + EngineRequest.encode(task.id()) + "/logs?stdout=true&stderr=true&tail=" + lines)
                    .partial(LOG_BYTES));
            return TaskLog.lines(answer.body(), lines);
        } catch (SwarmException e) {
            return List.of();
        }
    }

    @Override
    public Optional<String> healthOutput(Task task) {
        if (task.containerId().isEmpty() || task.nodeId().isEmpty()) {
            return Optional.empty();
        }
        return nodeEngines
                .ask(task.nodeId(), nodes(), EngineRequest.get("/containers/" + task.containerId() + "/json"))
                .map(HealthLog::read)
                .filter(output -> !output.isEmpty());
    }

    @Override
    public Optional<OverlayNetwork> network(String nameOrId) {
        return found("/networks/" + EngineRequest.encode(nameOrId) + "?scope=swarm")
                .flatMap(network -> overlays(List.of(network)).stream().findFirst())
                .filter(network ->
                        network.id().equals(nameOrId) || network.name().equals(nameOrId));
    }

    @Override
    public List<OverlayNetwork> networks() {
        return overlays(client.ask(EngineRequest.list("/networks", Map.of("scope", List.of("swarm"))))
                .list());
    }

    private List<OverlayNetwork> overlays(List<Object> networks) {
        List<Object> overlays = networks.stream()
                .filter(network -> driver(network).equals("overlay"))
                .toList();
        if (overlays.isEmpty()) {
            return List.of();
        }
        OverlayAddresses addresses = new OverlayAddresses(
                client.ask(EngineRequest.get("/tasks")).list(),
                client.ask(EngineRequest.get("/services")).list());
        return overlays.stream()
                .map(network -> new OverlayNetwork(
                        Json.text(network, "Id").orElse(""),
                        Json.text(network, "Name").orElse(""),
                        addresses.free(network)))
                .toList();
    }

    @Override
    public Optional<String> networkDriver(String nameOrId) {
        return found("/networks/" + EngineRequest.encode(nameOrId)).map(DockerSwarm::driver);
    }

    @Override
    public boolean encrypted(String nameOrId) {
        return found("/networks/" + EngineRequest.encode(nameOrId) + "?scope=swarm")
                .filter(network -> Json.at(network, "Options", "encrypted") != null)
                .isPresent();
    }

    @Override
    public Optional<String> configData(String nameOrId) {
        return found("/configs/" + EngineRequest.encode(nameOrId)).flatMap(config -> Json.text(config, "Spec", "Data"));
    }

    @Override
    public Optional<Named> secret(String nameOrId) {
        return named("/secrets/", nameOrId);
    }

    @Override
    public Optional<Named> config(String nameOrId) {
        return named("/configs/", nameOrId);
    }

    @Override
    public List<Named> named(Kind kind, Collection<String> names) {
        // Docker's filter also matches longer names with this prefix.
        return names.isEmpty()
                ? List.of()
                : client.ask(EngineRequest.list(all(kind), Map.of("name", List.copyOf(names)))).list().stream()
                        .map(DockerSwarm::named)
                        .filter(object -> names.contains(object.name()))
                        .toList();
    }

    @Override
    public Named create(Kind kind, Map<String, Object> body) {
        EngineAnswer created = client.ask(EngineRequest.post(path(kind) + "create", body));
        return new Named(
                Json.text(created.object(), "ID")
                        .or(() -> Json.text(created.object(), "Id"))
                        .orElseThrow(() -> DockerErrors.notDocker(created, "no " + kind.word() + " ID", null)),
                Json.text(body, "Name").orElse(""));
    }

    @Override
    public List<Named> labeled(Kind kind, Map<String, String> labels) {
        List<String> filter = labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .toList();
        return client.ask(EngineRequest.list(all(kind), Map.of("label", filter))).list().stream()
                .map(DockerSwarm::named)
                .toList();
    }

    @Override
    public void remove(Kind kind, String id) {
        try {
            client.ask(EngineRequest.delete(path(kind) + EngineRequest.encode(id)));
        } catch (SwarmException.NotFound e) {
            // Already removed, as intended.
        }
    }

    private static String path(Kind kind) {
        return all(kind) + "/";
    }

    private static String all(Kind kind) {
        return "/" + kind.word() + "s";
    }

    /** A network has its fields at the top level, other objects have them in a spec. */
    private static Named named(Object object) {
        return new Named(
                Json.text(object, "ID").or(() -> Json.text(object, "Id")).orElse(""),
                Json.text(object, "Spec", "Name")
                        .or(() -> Json.text(object, "Name"))
                        .orElse(""));
    }

    @Override
    public Optional<String> updateState(Service service) {
        return found("/services/" + EngineRequest.encode(service.id()))
                .flatMap(answer -> Json.text(answer, "UpdateStatus", "State"));
    }

    @Override
    public Optional<ServiceSpec> specBefore(Service service) {
        return found("/services/" + EngineRequest.encode(service.id()))
                .flatMap(answer -> ServiceReader.spec(answer, "PreviousSpec"));
    }

    /** The object of that name or ID; Docker would also accept a prefix of an ID. */
    private Optional<Named> named(String kind, String nameOrId) {
        return found(kind + EngineRequest.encode(nameOrId))
                .map(DockerSwarm::named)
                .filter(object -> object.id().equals(nameOrId) || object.name().equals(nameOrId));
    }

    /** Docker refuses services that name its ingress network, although that is an overlay network too. */
    private static String driver(Object network) {
        return Json.flag(network, "Ingress")
                ? "ingress"
                : Json.text(network, "Driver").orElse("");
    }

    private Optional<Object> found(String path) {
        try {
            return Optional.of(client.ask(EngineRequest.get(path)).object());
        } catch (SwarmException.NotFound e) {
            return Optional.empty();
        }
    }

    private Service written(String id) {
        return service(id)
                .orElseThrow(() -> new SwarmException.Conflict("service " + id + " was removed at this moment", null));
    }

    private Map<String, String> auth(ServiceSpec spec) {
        return logins.header(image(spec));
    }

    private static ImageReference image(ServiceSpec spec) {
        try {
            return ImageReference.parse(spec.image());
        } catch (RefusedException e) {
            throw new SwarmException.Rejected("service " + spec.name() + ": " + e.getMessage(), e);
        }
    }
}
