package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A read-only view of a Swarm for one plan. All nodes, services and networks are read at once when first needed, and
 * single ones are looked up there; each secret or config is requested once.
 */
final class SwarmSnapshot implements Swarm {
    private final Swarm swarm;
    private List<Node> nodes;
    private List<Service> services;
    private List<OverlayNetwork> networks;
    private final Map<String, Service> servicesByName = new HashMap<>();
    private final Map<String, OverlayNetwork> networksByName = new HashMap<>();
    private final Map<Kind, Map<String, Optional<Named>>> objects = new EnumMap<>(Kind.class);

    SwarmSnapshot(Swarm swarm) {
        this.swarm = swarm;
    }

    @Override
    public SwarmInfo info() {
        return swarm.info();
    }

    @Override
    public List<Node> nodes() {
        if (nodes == null) {
            nodes = swarm.nodes();
        }
        return nodes;
    }

    @Override
    public List<Service> services() {
        if (services == null) {
            services = swarm.services();
            services.forEach(service -> {
                servicesByName.put(service.id(), service);
                servicesByName.put(service.name(), service);
            });
        }
        return services;
    }

    @Override
    public List<Service> services(Collection<String> names) {
        return services().stream()
                .filter(service -> names.contains(service.name()))
                .toList();
    }

    @Override
    public Optional<Service> service(String nameOrId) {
        services();
        return Optional.ofNullable(servicesByName.get(nameOrId));
    }

    @Override
    public List<OverlayNetwork> networks() {
        if (networks == null) {
            networks = swarm.networks();
            networks.forEach(network -> {
                networksByName.put(network.id(), network);
                networksByName.put(network.name(), network);
            });
        }
        return networks;
    }

    @Override
    public Optional<OverlayNetwork> network(String nameOrId) {
        networks();
        return Optional.ofNullable(networksByName.get(nameOrId));
    }

    @Override
    public List<Named> named(Kind kind, Collection<String> names) {
        List<String> unknown = names.stream()
                .filter(name -> !known(kind).containsKey(name))
                .distinct()
                .toList();
        if (!unknown.isEmpty()) {
            unknown.forEach(name -> known(kind).put(name, Optional.empty()));
            swarm.named(kind, unknown).forEach(object -> known(kind).put(object.name(), Optional.of(object)));
        }
        List<Named> found = new ArrayList<>();
        names.forEach(name -> known(kind).get(name).ifPresent(found::add));
        return found;
    }

    private Map<String, Optional<Named>> known(Kind kind) {
        return objects.computeIfAbsent(kind, none -> new HashMap<>());
    }

    @Override
    public Optional<Named> secret(String nameOrId) {
        return once(Kind.SECRET, nameOrId, () -> swarm.secret(nameOrId));
    }

    @Override
    public Optional<Named> config(String nameOrId) {
        return once(Kind.CONFIG, nameOrId, () -> swarm.config(nameOrId));
    }

    private Optional<Named> once(Kind kind, String nameOrId, Supplier<Optional<Named>> question) {
        return known(kind).computeIfAbsent(nameOrId, unknown -> question.get());
    }

    @Override
    public Optional<String> networkDriver(String nameOrId) {
        return swarm.networkDriver(nameOrId);
    }

    @Override
    public boolean encrypted(String nameOrId) {
        return swarm.encrypted(nameOrId);
    }

    @Override
    public Optional<String> configData(String nameOrId) {
        return swarm.configData(nameOrId);
    }

    @Override
    public List<Task> tasks(Service service) {
        return swarm.tasks(service);
    }

    @Override
    public Map<String, List<Task>> tasks(Collection<Service> of) {
        return swarm.tasks(of);
    }

    @Override
    public List<String> logs(Task task, int lines) {
        return swarm.logs(task, lines);
    }

    @Override
    public Optional<String> healthOutput(Task task) {
        return swarm.healthOutput(task);
    }

    @Override
    public List<Named> labeled(Kind kind, Map<String, String> labels) {
        return swarm.labeled(kind, labels);
    }

    @Override
    public Optional<String> updateState(Service service) {
        return swarm.updateState(service);
    }

    @Override
    public Optional<ServiceSpec> specBefore(Service service) {
        return swarm.specBefore(service);
    }

    @Override
    public Service create(ServiceSpec spec) {
        throw unchanged();
    }

    @Override
    public Service update(Service read, ServiceSpec spec) {
        throw unchanged();
    }

    @Override
    public void remove(String serviceId) {
        throw unchanged();
    }

    @Override
    public Named create(Kind kind, Map<String, Object> body) {
        throw unchanged();
    }

    @Override
    public void remove(Kind kind, String id) {
        throw unchanged();
    }

    private static UnsupportedOperationException unchanged() {
        return new UnsupportedOperationException("a plan changes nothing");
    }
}
