package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A router in memory, with a durable route and three replicas that can be out of reach. */
public final class FakeRouter implements TrafficRouter, TestBed.Users {
    private final FakeSwarm swarm;
    private final Faults faults;
    private final List<Route> replicas = new ArrayList<>(List.of(Route.NONE, Route.NONE, Route.NONE));
    final Set<Integer> unreachable = new TreeSet<>();
    public final List<String> events = new ArrayList<>();
    /** What it was told to check early: color, services and their tasks' addresses. */
    final List<String> early = new ArrayList<>();
    /** So many tasks it has found, but not checked by itself yet. */
    int unchecked;

    Route durable = Route.NONE;
    long connectionsToOld;
    /** Its routes lead to services of a stack, see {@link #routed}. */
    boolean stack;
    /** As the router tells them; empty: it does not. */
    List<RouteRule> rules = List.of();

    /** The services of the stack that it routes to. */
    List<String> routed = List.of("web");

    /** So many tasks of a color its configuration has places for. */
    public int slots = 10;
    /** What else it routes to. */
    final Map<String, Backend.Servers> besides = new TreeMap<>();
    /** The blue service that it knows by its own name; empty: none. */
    String adopted = "";
    /** As Traefik, which learns routes from the services that are delivered. */
    boolean routesWithRelease;
    /** How it learns routes; empty: it knows those of every release. */
    Optional<FakeRoutes> routes = Optional.empty();
    /** Its replicas are being replaced. */
    boolean updating;
    /** Why it cannot share users; empty: it can. */
    Optional<String> shareObjection = Optional.empty();
    /** What it says against any service. */
    List<String> objections = List.of();
    /** Why its replicas tell nothing about a color, though they tell the route; empty: they do. */
    String backendError = "";
    /** Whether its users get a maintenance page. */
    Pause.Seen pause = Pause.Seen.NONE;
    /** That its own service is on. */
    public List<String> networks = List.of("apps");

    /** How often it was asked where an application is, which costs the managers three calls. */
    int askedForAddresses;

    Addresses addresses = new Addresses(
            List.of(Address.of(URI.create("http://service"))),
            List.of(Address.of(URI.create("http://preview"))),
            Addresses.Certainty.NAMED,
            "");
    /** Colors of which it would still send requests to tasks that are gone. */
    Predicate<Color> trustsOld = color -> false;
    /** Told where a replica sends users from now on. */
    Consumer<Optional<Color>> afterChange = color -> {};

    FakeRouter(FakeSwarm swarm, Faults faults) {
        this.swarm = swarm;
        this.faults = faults;
    }

    @Override
    public boolean reaches(String color) {
        return replicas.stream()
                .flatMap(route -> Stream.concat(route.active().stream(), route.share().map(Share::candidate).stream()))
                .anyMatch(target -> target.color().word().equals(color));
    }

    @Override
    public List<Optional<Color>> serving() {
        return replicas.stream().map(route -> route.active().map(Target::color)).toList();
    }

    public void setByHand(Route route) {
        durable = route;
        replicas.replaceAll(old -> route);
    }

    @Override
    public boolean routesWithRelease() {
        return routesWithRelease;
    }

    @Override
    public Optional<String> shareObjection(Application application) {
        return faults.call("share objection", () -> shareObjection);
    }

    @Override
    public List<String> objections(String service, Map<String, String> labels) {
        return objections;
    }

    @Override
    public List<RouteRule> rules(Application application) {
        return rules;
    }

    @Override
    public View view(Application application) {
        return faults.call("view", this::see);
    }

    private View see() {
        List<Replica> seen = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            int replica = i;
            if (routes.filter(its -> !its.knows(replica)).isPresent()) {
                seen.add(new Replica("r" + i, Optional.empty(), "the application is not in its configuration"));
                continue;
            }
            seen.add(
                    unreachable.contains(i)
                            ? new Replica("r" + i, Optional.empty(), "connection refused")
                            : new Replica("r" + i, Optional.of(replicas.get(i)), ""));
        }
        return new View(durable, seen, pause);
    }

    @Override
    public void forget(Application application) {
        pause = Pause.Seen.NONE;
    }

    @Override
    public void requireSettled(Fence fence) {
        if (updating && !fence.urgent()) {
            throw new SwarmException.Busy("the router is being updated");
        }
    }

    @Override
    public View route(Application application, Route route, Fence fence) {
        if (!durable.equals(route)) {
            requireSettled(fence);
            fence.requireHeld();
            faults.run("route label", () -> durable = route);
        }
        fence.requireFresh();
        for (int i = 0; i < replicas.size(); i++) {
            int replica = i;
            if (!unreachable.contains(i)) {
                faults.run("route replica", () -> {
                    Route before = replicas.set(replica, route);
                    if (!before.active().equals(route.active())) {
                        afterChange.accept(route.active().map(Target::color));
                    }
                    route.share()
                            .ifPresent(share -> afterChange.accept(
                                    Optional.of(share.candidate().color())));
                });
            }
        }
        events.add("route " + route);
        return see();
    }

    @Override
    public List<Backend> backends(Application application, Color color) {
        return faults.call("backends", () -> {
            int trusted = trustsOld.test(color) ? 3 : 0;
            Map<String, Backend.Servers> services = new TreeMap<>(besides);
            if (stack) {
                routed.stream()
                        .map(part -> application.serviceName(part, color))
                        .forEach(name -> services.put(name, servers(swarm.healthyTasks(name), trusted)));
                if (color == Color.BLUE && !adopted.isEmpty()) {
                    boolean instead = swarm.names().contains(adopted);
                    services.put(adopted, servers(instead ? swarm.healthyTasks(adopted) : 0, 0));
                    if (instead) {
                        services.put(application.serviceName("web", color), servers(0, 0));
                    }
                }
            } else {
                String name = color == Color.BLUE && !adopted.isEmpty() ? adopted : application.serviceName(color);
                services.put(name, servers(swarm.healthy(color, application), trusted));
            }
            List<Backend> seen = new ArrayList<>();
            for (int i = 0; i < replicas.size(); i++) {
                seen.add(
                        unreachable.contains(i)
                                ? new Backend("r" + i, Map.of(), 0, "connection refused")
                                : new Backend("r" + i, services, connectionsToOld, backendError));
            }
            return seen;
        });
    }

    @Override
    public void checkEarly(Application application, Color color, Map<String, List<Task>> tasks) {
        faults.run("check early", () -> {
            Map<String, List<String>> addresses = new TreeMap<>();
            tasks.forEach((service, each) -> addresses.put(
                    service,
                    each.stream()
                            .flatMap(task -> task.attachments().stream())
                            .map(Task.Attachment::address)
                            .toList()));
            early.add(color + " " + addresses);
        });
    }

    private Backend.Servers servers(long healthy, int trusted) {
        int used = Math.min(slots, Math.max((int) healthy, trusted));
        return new Backend.Servers(slots, used, Math.max(0, used - unchecked));
    }

    @Override
    public RouteChanges routeChanges(Application application, List<WantedRoute> wanted) {
        return routes.map(its -> its.changes(wanted)).orElse(RouteChanges.NONE);
    }

    @Override
    public RouteChange bring(Application application, List<WantedRoute> wanted) {
        return routes.orElseThrow().bring(wanted);
    }

    @Override
    public Inside inside() {
        return faults.call("inside", () -> new Inside(networks, "http://router:8080"));
    }

    @Override
    public Addresses addresses(Application application) {
        askedForAddresses++;
        return addresses;
    }
}
