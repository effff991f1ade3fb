package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Docker Swarm, as a manager shows it. Every method may throw {@link SwarmException}; none waits for anything but the
 * response.
 */
public interface Swarm {
    /** Reads the basic facts of the cluster; fails if the cluster cannot be used. */
    SwarmInfo info();

    List<Node> nodes();

    /** All services, whoever created them. */
    List<Service> services();

    /** The existing services among these exact names, in no order, with one request. */
    List<Service> services(Collection<String> names);

    /** @param nameOrId the exact name, or the ID */
    Optional<Service> service(String nameOrId);

    /**
     * Creates a service, and passes the registry's credentials to the nodes with it.
     *
     * @throws SwarmException.Conflict if the name is taken
     */
    Service create(ServiceSpec spec);

    /**
     * Replaces a service's spec, unless the service has changed since it was read.
     *
     * @throws SwarmException.Conflict if it has changed
     */
    Service update(Service read, ServiceSpec spec);

    /** Removes a service; Docker stops its tasks afterwards. It is not an error if there is no such service. */
    void remove(String serviceId);

    /** All tasks that Docker remembers of a service, including those that are stopping after its removal. */
    List<Task> tasks(Service service);

    /** The same for several services, by their IDs, with one request; a service without tasks has no entry. */
    Map<String, List<Task>> tasks(Collection<Service> services);

    /** The last lines of a task's log, oldest first; empty if the log cannot be read. */
    List<String> logs(Task task, int lines);

    /** The output of the last health checks of a task's container; empty if its node's engine cannot be asked. */
    Optional<String> healthOutput(Task task);

    /** The overlay network of that name or ID, if services may join it. */
    Optional<OverlayNetwork> network(String nameOrId);

    /** All overlay networks that services may join, with a constant number of requests. */
    List<OverlayNetwork> networks();

    /**
     * The driver of the network of that name or ID, e.g. {@code host} or {@code bridge}; {@code ingress} for the
     * network on which Docker publishes ports. Empty if the manager that answers has no such network.
     */
    Optional<String> networkDriver(String nameOrId);

    /** Whether the overlay network of that name or ID is encrypted. */
    default boolean encrypted(String nameOrId) {
        return false;
    }

    /** The secret of that name or ID. */
    Optional<Named> secret(String nameOrId);

    /** The config of that name or ID. */
    Optional<Named> config(String nameOrId);

    /** The existing configs or secrets among these exact names, in no order, with one request. */
    List<Named> named(Kind kind, Collection<String> names);

    /** The content of a config, in Base64; empty if there is none of that name or ID. */
    default Optional<String> configData(String nameOrId) {
        return Optional.empty();
    }

    /** The kinds of objects that a service may need besides its image. */
    enum Kind {
        NETWORK,
        CONFIG,
        SECRET;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Creates a network, a config or a secret.
     *
     * @param body of the request to the Engine API
     * @throws SwarmException.Conflict if the name is taken
     */
    Named create(Kind kind, Map<String, Object> body);

    /** The objects of a kind that carry all these labels. */
    List<Named> labeled(Kind kind, Map<String, String> labels);

    /**
     * Removes an object. It is not an error if there is no such object.
     *
     * @throws SwarmException.Rejected if a service uses it
     */
    void remove(Kind kind, String id);

    /**
     * The state of the last update of a service, e.g. {@code updating}, {@code completed} or {@code paused}; empty if
     * there was none, or it has not begun.
     */
    Optional<String> updateState(Service service);

    /** The spec of a service before its last update; empty if there was none. */
    Optional<ServiceSpec> specBefore(Service service);

    /** An object of this Swarm. Another Swarm may have one of the same name, never of the same ID. */
    record Named(String id, String name) {}

    /**
     * @param engineVersion e.g. {@code 20.10.24}
     * @param apiVersion negotiated with the engine, e.g. {@code 1.41}
     * @param endpoint the manager that answers
     */
    record SwarmInfo(String engineVersion, String apiVersion, String endpoint, Size size) {
        /**
         * @param nodes how many there are
         * @param managers how many of them are managers
         * @param reachableManagers how many of those take part in the quorum
         */
        public record Size(int nodes, int managers, int reachableManagers) {}

        public int nodes() {
            return size.nodes();
        }

        public int managers() {
            return size.managers();
        }

        public int reachableManagers() {
            return size.reachableManagers();
        }
    }

    /**
     * @param freeAddresses how many are left; -1 if Docker does not tell. Each task takes one, and so does each node
     *     that runs a task on the network
     */
    record OverlayNetwork(String id, String name, long freeAddresses) {}
}
