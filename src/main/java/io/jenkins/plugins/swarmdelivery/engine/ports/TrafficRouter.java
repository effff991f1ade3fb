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
     * Reads the durable route, and the route that every replica of the router serves now; a replica that is still
     * starting is listed without a route.
     */
    View view(Application application);

    /**
     * Sets the route: durably first, then on every replica, then reads it back from each of them.
     *
     * @param fence checked before each write; the durable part also records its holder
     * @return what was read back; a replica that could not be set or read carries the error
     * @throws RouterException if the durable part could not be written; no replica has been changed
     * @throws SwarmException.Unavailable if it is not known whether the durable part was written; no replica has been
     *     changed
     * @throws SwarmException.Busy if the router is being updated, and the fence is not urgent; nothing has been changed
     * @throws LockedException if the fence forbids it; nothing more has been changed
     */
    View route(Application application, Route route, Fence fence);

    /**
     * Checks that networks may come to nodes, or leave them: while replicas of the router are replaced one by one,
     * Docker would replace others on these nodes at the same time.
     *
     * @throws SwarmException.Busy if replicas are being replaced, and the fence is not urgent
     */
    default void requireSettled(Fence fence) {}

    /** Removes what the router still keeps of an application without a route. */
    default void forget(Application application) {}

    /** What every replica knows of the services of a color. */
    List<Backend> backends(Application application, Color color);

    /** What every replica has counted for a color; no replica tells if the router does not count. */
    default Traffic traffic(Application application, Color color) {
        return new Traffic(Map.of(), List.of());
    }

    /** Both at once: {@link #view} of the application, and {@link #backends} of one of its colors. */
    default Look look(Application application, Color color) {
        return new Look(view(application), backends(application, color));
    }

    /** Where the application is reached, according to the router's own rules. */
    Addresses addresses(Application application);

    /** The rules by which users' requests reach the application's services; empty if the router does not tell. */
    default List<RouteRule> rules(Application application) {
        return List.of();
    }

    /** Whether each release brings its own routes; otherwise, the router must know them beforehand. */
    default boolean routesWithRelease() {
        return false;
    }

    /**
     * The labels that the router needs on a service to which it sends requests.
     *
     * @param service the name of the service in the Swarm
     * @param labels of the spec that the service is created from
     * @return the labels to add; empty if the service gets no requests, or the router needs none
     */
    default Map<String, String> labels(String service, Map<String, String> labels) {
        return Map.of();
    }

    /**
     * The labels that the router needs on a running service to take it over, beside those that the service has. They
     * change nothing for its users.
     *
     * @param service the name of the service in the Swarm
     * @param labels of the service
     * @throws RefusedException if the router cannot take it over, with the remedy
     */
    default Map<String, String> adopted(String service, Map<String, String> labels) {
        return Map.of();
    }

    /** Why the router could not serve a service with these labels, its own among them; empty if it could. */
    default List<String> objections(String service, Map<String, String> labels) {
        return List.of();
    }

    /** Why the router cannot share an application's users between two releases, with the remedy; empty: it can. */
    default Optional<String> shareObjection(Application application) {
        return Optional.of("the router of this cluster cannot share users between two releases; promote the candidate"
                + " with register");
    }

    /** How services of the Swarm reach the router. */
    default Inside inside() {
        return Inside.UNKNOWN;
    }

    /**
     * Which releases get traffic.
     *
     * @param active serves users; empty: no route, users get an error
     * @param preview serves tests; empty: none
     * @param share serves some of the users instead of the active release; empty: none
     */
    record Route(Optional<Target> active, Optional<Target> preview, Optional<Share> share) {
        public static final Route NONE = new Route(Optional.empty(), Optional.empty());

        /** Creates a route that sends all users to one release. */
        public Route(Optional<Target> active, Optional<Target> preview) {
            this(active, preview, Optional.empty());
        }

        /** This route for users alone, without a preview. */
        public Route users() {
            return new Route(active, Optional.empty(), share);
        }

        @Override
        public String toString() {
            return active.map(Target::toString).orElse("no route")
                    + share.map(part -> ", " + part).orElse("")
                    + preview.map(target -> ", preview " + target).orElse("");
        }
    }

    /**
     * A part of the users. The router decides by a mark of the user, so that nobody changes from one release to the
     * other unless the percentage or the candidate changes; who is with the candidate stays with it as the percentage
     * grows.
     *
     * @param candidate serves them
     * @param percent of the users, from 1 to 100
     */
    record Share(Target candidate, int percent) {
        /** @throws RefusedException if the percentage is out of range */
        public Share {
            if (percent < 1 || percent > 100) {
                throw new RefusedException("share", percent + "%", "use a whole number from 1% to 100%");
            }
        }

        @Override
        public String toString() {
            return percent + "% of the users to " + candidate;
        }
    }

    /**
     * @param release the version, as in the router's response header. No two releases have the same color and version
     *     at the same time
     */
    record Target(Color color, String release) {
        @Override
        public String toString() {
            return color + " " + release;
        }
    }

    /** @param replicas one for each replica of the router that runs or is starting */
    record View(Route durable, List<Replica> replicas) {
        /** Whether the durable route and all replicas, at least one, agree on this route. */
        public boolean proves(Route route) {
            return durable.equals(route)
                    && !replicas.isEmpty()
                    && replicas.stream().allMatch(replica -> replica.route().equals(Optional.of(route)));
        }

        /** The same for the users' route alone, whatever the preview serves: all users go to this release. */
        public boolean provesActive(Optional<Target> active) {
            return provesUsers(new Route(active, Optional.empty()));
        }

        /** The same for a route that may have a share. */
        public boolean provesUsers(Route route) {
            return !replicas.isEmpty()
                    && replicas.stream().allMatch(replica -> replica.route().isPresent())
                    && mayServeUsers(route);
        }

        /**
         * Whether the durable route and every replica that can be asked send all users to this release; others may be
         * silent.
         */
        public boolean mayServe(Optional<Target> active) {
            return mayServeUsers(new Route(active, Optional.empty()));
        }

        /** The same for a route that may have a share. */
        public boolean mayServeUsers(Route route) {
            return durable.users().equals(route.users())
                    && replicas.stream()
                            .flatMap(replica -> replica.route().stream())
                            .allMatch(served -> served.users().equals(route.users()));
        }

        /** The replicas that do not tell what they serve, for a message: they may serve anything. Empty: all tell. */
        public String silent() {
            return replicas.isEmpty()
                    ? "no replica of the router runs"
                    : replicas.stream()
                            .filter(replica -> replica.route().isEmpty())
                            .map(Replica::toString)
                            .collect(Collectors.joining("; "));
        }

        /** The routes, for a message. */
        public String describe() {
            return "router label says " + durable + "; "
                    + (replicas.isEmpty()
                            ? "no replica of the router runs"
                            : replicas.stream().map(Replica::toString).collect(Collectors.joining("; ")));
        }
    }

    /**
     * @param name identifies it to people, e.g. its node and address
     * @param route what it serves; empty if it could not be asked
     * @param error why it could not be asked; empty otherwise
     */
    record Replica(String name, Optional<Route> route, String error) {
        @Override
        public String toString() {
            return "replica " + name + (route.isPresent() ? " serves " + route.get() : ": " + error);
        }
    }

    /**
     * @param services its servers for each service that it routes to in this color, by the service's name in the Swarm:
     *     {@code shop-web-blue}, {@code shop-blue} of an application without a stack file, and adopted ones such as
     *     {@code shop_web}. Without a stack file, an adopted service counts as {@code shop-blue}. Empty if the replica
     *     does not tell
     * @param connections how many are open to these servers; {@link #UNKNOWN} if the replica cannot tell
     * @param error why it could not be asked; empty otherwise
     */
    record Backend(String replica, Map<String, Servers> services, long connections, String error) {
        /**
         * @param slots how many tasks of the service its configuration has room for; further tasks get no requests.
         *     {@link Integer#MAX_VALUE} if there is no limit
         * @param used how many tasks of the service get requests; for some seconds, tasks that are gone may be among
         *     them
         * @param up how many of them passed the last check
         */
        public record Servers(int slots, int used, int up) {}

        /** The router does not count connections. */
        public static final long UNKNOWN = -1;

        public Backend {
            services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        }

        /** The servers for one routed service; empty if its configuration does not route to it. */
        public Optional<Servers> servers(String service) {
            return Optional.ofNullable(services.get(service));
        }

        /**
         * This backend with some services alone, because a release need not have every service that the router routes
         * to. Unchanged if the router knows none of them by name.
         */
        public Backend only(Collection<String> names) {
            Map<String, Servers> some = new LinkedHashMap<>(services);
            some.keySet().retainAll(names);
            return some.isEmpty() ? this : new Backend(replica, some, connections, error);
        }

        /** The slots of the service that has the fewest; 0 if the replica does not tell. */
        public int slots() {
            return fewest(Servers::slots);
        }

        /** How many tasks get requests, of all services of the color. */
        public int serversUsed() {
            return services.values().stream().mapToInt(Servers::used).sum();
        }

        /** The servers up of the service that has the fewest; 0 while a service has none. */
        public int serversUp() {
            return fewest(Servers::up);
        }

        private int fewest(ToIntFunction<Servers> count) {
            return services.values().stream().mapToInt(count).min().orElse(0);
        }
    }

    record Look(View view, List<Backend> backends) {
        /** The fewest slots for tasks of a service in any replica that answers; see {@link Backend#only}. */
        public int slots(String service) {
            return backends.stream()
                    .filter(backend -> backend.error().isEmpty())
                    .mapToInt(backend -> backend.only(List.of(service)).slots())
                    .min()
                    .orElse(Integer.MAX_VALUE);
        }
    }

    /**
     * @param networks IDs or names of the networks that the router's own service joins; empty: not known
     * @param address at which services on these networks reach it, e.g. {@code http://swarm-router:8080}; empty: not
     *     known
     */
    record Inside(List<String> networks, String address) {
        static final Inside UNKNOWN = new Inside(List.of(), "");
    }
}
