package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Sends users' traffic to one color of an application, and tests to the candidate. */
public interface TrafficRouter {
    /**
     * Reads the durable route, and what every replica of the router serves at this moment; one that is only starting is
     * listed without a route.
     */
    View view(Application application);

    /**
     * Sets the route: durably first, then on every replica, then reads it back from each of them.
     *
     * @param fence asked before each write; the durable part also names its holder
     * @return what was read back; a replica that could not be set or read says so in it
     * @throws RouterException if the durable part could not be written; no replica has been touched then
     * @throws SwarmException.Unavailable if it is not known whether the durable part was written; likewise
     * @throws LockedException if the fence forbids it; nothing more has been touched then
     */
    View route(Application application, Route route, Fence fence);

    /** Removes what the router keeps of an application that has no route any more. */
    default void forget(Application application) {}

    /** How a color looks from every replica. */
    List<Backend> backends(Application application, Color color);

    /** Both in one: {@link #view} of the application, and {@link #backends} of one of its colors. */
    default Look look(Application application, Color color) {
        return new Look(view(application), backends(application, color));
    }

    /** Where the application is reached, by the router's own rules. */
    Addresses addresses(Application application);

    /** By which rules users' requests come to the application's services; empty where it does not tell. */
    default List<RouteRule> rules(Application application) {
        return List.of();
    }

    /** Whether routes come and go with the releases that have them; otherwise the router must know them beforehand. */
    default boolean routesWithRelease() {
        return false;
    }

    /**
     * What the router needs on a service that it is to send requests to.
     *
     * @param service the name of the service in the Swarm
     * @param labels of the spec that it is made of
     * @return labels in addition; empty if the service gets no requests, or the router needs none
     */
    default Map<String, String> labels(String service, Map<String, String> labels) {
        return Map.of();
    }

    /**
     * Why the router could not serve a service with these labels, its own among them; empty if nothing is known to prevent
     * it.
     */
    default List<String> objections(String service, Map<String, String> labels) {
        return List.of();
    }

    /** How services of the Swarm meet the router. */
    default Inside inside() {
        return Inside.UNKNOWN;
    }

    /**
     * Which releases get traffic.
     *
     * @param active serves users; empty: no route, they get an error
     * @param preview serves tests; empty: none
     */
    record Route(Optional<Target> active, Optional<Target> preview) {
        public static final Route NONE = new Route(Optional.empty(), Optional.empty());

        @Override
        public String toString() {
            return active.map(Target::toString).orElse("no route")
                    + preview.map(target -> ", preview " + target).orElse("");
        }
    }

    /**
     * @param release the version text that the router's response header names; two releases may share a color one
     *     after the other, never a version and a color at once
     */
    record Target(Color color, String release) {
        @Override
        public String toString() {
            return color + " " + release;
        }
    }

    /** @param replicas one for each replica of the router that runs or is starting */
    record View(Route durable, List<Replica> replicas) {
        /** The durable route and all replicas, of which there is at least one, agree on this route. */
        public boolean proves(Route route) {
            return durable.equals(route)
                    && !replicas.isEmpty()
                    && replicas.stream().allMatch(replica -> replica.route().equals(Optional.of(route)));
        }

        /** The same of the users' route alone, whatever the preview serves. */
        public boolean provesActive(Optional<Target> active) {
            return durable.active().equals(active)
                    && !replicas.isEmpty()
                    && replicas.stream()
                            .allMatch(replica -> replica.route()
                                    .map(route -> route.active().equals(active))
                                    .orElse(false));
        }

        /** Nothing speaks against it but that some replicas cannot be asked. */
        public boolean mayServe(Optional<Target> active) {
            return durable.active().equals(active)
                    && replicas.stream()
                            .flatMap(replica -> replica.route().stream())
                            .allMatch(route -> route.active().equals(active));
        }

        /** Replicas that do not tell what they serve: they may serve anything. Empty: all tell. */
        public String silent() {
            return replicas.isEmpty()
                    ? "no replica of the router runs"
                    : replicas.stream()
                            .filter(replica -> replica.route().isEmpty())
                            .map(Replica::toString)
                            .collect(Collectors.joining("; "));
        }

        /** What it is, for a person. */
        public String describe() {
            return "router label says " + durable + "; "
                    + (replicas.isEmpty()
                            ? "no replica of the router runs"
                            : replicas.stream().map(Replica::toString).collect(Collectors.joining("; ")));
        }
    }

    /**
     * @param name tells a person which one, e.g. its node and address
     * @param route what it serves; empty where it could not be asked
     * @param error why it could not be asked; empty otherwise
     */
    record Replica(String name, Optional<Route> route, String error) {
        @Override
        public String toString() {
            return "replica " + name + (route.isPresent() ? " serves " + route.get() : ": " + error);
        }
    }

    /**
     * @param services what it has for each service that it routes to in this color, by the name of the service in the
     *     Swarm: {@code shop-web-blue}, or {@code shop-blue} of an application without a stack file, and beside them the
     *     adopted ones, e.g. {@code shop_web}. Without a stack file, an adopted service counts as {@code shop-blue}. Empty
     *     where the replica does not tell
     * @param connections how many it has open to their servers; {@link #UNKNOWN} if it cannot tell
     * @param error why it could not be asked; empty otherwise
     */
    record Backend(String replica, Map<String, Servers> services, long connections, String error) {
        /**
         * @param slots how many tasks of the service its configuration has places for; what is more gets no requests.
         *     {@link Integer#MAX_VALUE} where there is no limit
         * @param used how many tasks of it the replica would send requests to; one that is gone may be among them for some
         *     seconds yet
         * @param up how many of them it has reached with its last check
         */
        public record Servers(int slots, int used, int up) {}

        /** The router does not count connections. */
        public static final long UNKNOWN = -1;

        public Backend {
            services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        }

        /** What it has for one routed service; empty where its configuration does not route to it. */
        public Optional<Servers> servers(String service) {
            return Optional.ofNullable(services.get(service));
        }

        /**
         * Of some of the services alone, as a release has not always all that the router routes to. Where it knows none of
         * them by its name, of all.
         */
        public Backend only(Collection<String> names) {
            Map<String, Servers> some = new LinkedHashMap<>(services);
            some.keySet().retainAll(names);
            return some.isEmpty() ? this : new Backend(replica, some, connections, error);
        }

        /** The places for tasks of the service that has the fewest; 0 where the replica does not tell. */
        public int slots() {
            return fewest(Servers::slots);
        }

        /** How many tasks of the color, of all its services, it would send requests to. */
        public int serversUsed() {
            return services.values().stream().mapToInt(Servers::used).sum();
        }

        /** The tasks that it has reached of the service of which these are the fewest: 0 while one has none. */
        public int serversUp() {
            return fewest(Servers::up);
        }

        private int fewest(ToIntFunction<Servers> count) {
            return services.values().stream().mapToInt(count).min().orElse(0);
        }
    }

    record Look(View view, List<Backend> backends) {
        /** The fewest places that a replica which answers has for tasks of a service, see {@link Backend#only}. */
        public int slots(String service) {
            return backends.stream()
                    .filter(backend -> backend.error().isEmpty())
                    .mapToInt(backend -> backend.only(List.of(service)).slots())
                    .min()
                    .orElse(Integer.MAX_VALUE);
        }
    }

    /**
     * @param networks ids or names of those that the router's own service is on; empty: not known
     * @param address by which a service on one of them calls it, e.g. {@code http://swarm-router:8080}; empty: not known
     */
    record Inside(List<String> networks, String address) {
        static final Inside UNKNOWN = new Inside(List.of(), "");
    }
}
