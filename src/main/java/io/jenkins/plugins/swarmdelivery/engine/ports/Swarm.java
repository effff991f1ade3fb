package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Docker Swarm, seen from a manager. Every method may throw {@link SwarmException}; none waits for anything but the
 * answer.
 */
public interface Swarm {
    /** Asks for what a person wants to know first, and fails where the cluster cannot be used. */
    SwarmInfo info();

    List<Node> nodes();

    /** All services, whoever made them, whatever they hold. */
    List<Service> services();

    /** Those of these exact names that are there, with one question; in no order. */
    List<Service> services(Collection<String> names);

    /** @param nameOrId the exact name, or the id */
    Optional<Service> service(String nameOrId);

    /**
     * Creates a service; nodes get the registry's credentials along with it.
     *
     * @throws SwarmException.Conflict if the name is taken
     */
    Service create(ServiceSpec spec);

    /**
     * Replaces a service's spec, if it is still the one that was read.
     *
     * @throws SwarmException.Conflict if it has changed since
     */
    Service update(Service read, ServiceSpec spec);

    /** Removes a service; Docker stops its tasks afterwards. It is no error if there is none. */
    void remove(String serviceId);

    /** All tasks that Docker remembers of a service, also while they stop after its removal. */
    List<Task> tasks(Service service);

    /** The same of several services with one question, by their ids; nothing for one that has no task. */
    Map<String, List<Task>> tasks(Collection<Service> services);

    /** The last lines that a task wrote, oldest first; empty where its log cannot be read. */
    List<String> logs(Task task, int lines);

    /** What the last health checks of a task's container printed; empty where the node's engine cannot be asked. */
    Optional<String> healthOutput(Task task);

    /** The overlay network of that name or id, if services may join it. */
    Optional<OverlayNetwork> network(String nameOrId);

    /** All overlay networks that services may join, with a constant number of questions. */
    List<OverlayNetwork> networks();

    /**
     * What the network of that name or id is, e.g. {@code host} or {@code bridge}; {@code ingress} for the one that
     * Docker publishes ports on. Empty where the manager that answers has none.
     */
    Optional<String> networkDriver(String nameOrId);

    /** Whether what is sent over the overlay network of that name or id is encrypted. */
    default boolean encrypted(String nameOrId) {
        return false;
    }

    /** The secret of that name or id. */
    Optional<Named> secret(String nameOrId);

    /** The config of that name or id. */
    Optional<Named> config(String nameOrId);

    /** The configs or secrets of these exact names that are there, with one question; in no order. */
    List<Named> named(Kind kind, Collection<String> names);

    /** What a config holds, in Base64; empty where there is none of that name or id. */
    default Optional<String> configData(String nameOrId) {
        return Optional.empty();
    }

    /** What a service may need beside its image. */
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
     * @param body of the Engine API's request
     * @throws SwarmException.Conflict if the name is taken
     */
    Named create(Kind kind, Map<String, Object> body);

    /** Those that carry all these labels. */
    List<Named> labeled(Kind kind, Map<String, String> labels);

    /**
     * It is no error if there is none.
     *
     * @throws SwarmException.Rejected if a service uses it
     */
    void remove(Kind kind, String id);

    /**
     * How far Docker has come with the last update of a service, e.g. {@code updating}, {@code completed} or {@code
     * paused}; empty where there was none, or it has not begun.
     */
    Optional<String> updateState(Service service);

    /** The spec that a service had before its last update; empty where there was none. */
    Optional<ServiceSpec> specBefore(Service service);

    /** An object of this Swarm: its name may be the same in another one, its id is not. */
    record Named(String id, String name) {}

    /**
     * @param engineVersion e.g. {@code 20.10.24}
     * @param apiVersion agreed on with the engine, e.g. {@code 1.41}
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
     * @param freeAddresses how many are left; -1 where Docker does not tell. A task takes one, and so does each node
     *     that gets its first task there
     */
    record OverlayNetwork(String id, String name, long freeAddresses) {}
}
