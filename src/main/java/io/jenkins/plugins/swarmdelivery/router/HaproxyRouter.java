package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.Traffic;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.engine.ports.WantedRoute;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Routes traffic with HAProxy, which runs as a Swarm service. Labels of that service hold the durable route: a starting
 * replica renders its map from them, and the runtime API updates the map of a running replica. Changing a label does
 * not restart any task.
 */
public final class HaproxyRouter implements TrafficRouter {
    private final Swarm swarm;
    private final HaproxySettings settings;
    private final HaproxyAdmin admin;
    private final RouterReplicas replicas;
    private final ReplicaMaps maps;
    private final Clock clock;
    private final Optional<BroughtRoutes> brought;

    /**
     * One to which no delivery brings routes.
     *
     * @param clock of the managers
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the TLS material cannot be used
     */
    public HaproxyRouter(Swarm swarm, HaproxySettings settings, Clock clock) {
        this(swarm, settings, clock, Optional.empty());
    }

    /**
     * @param clock of the managers
     * @param cluster in which the router may be changed to bring routes
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the TLS material cannot be used
     */
    public HaproxyRouter(RouterSite.Cluster cluster, HaproxySettings settings, Clock clock) {
        this(cluster.swarm(), settings, clock, Optional.of(new BroughtRoutes(cluster, settings, clock)));
    }

    private HaproxyRouter(Swarm swarm, HaproxySettings settings, Clock clock, Optional<BroughtRoutes> brought) {
        this.brought = brought;
        this.swarm = swarm;
        this.settings = settings;
        this.admin = new HaproxyAdmin(settings);
        this.replicas = new RouterReplicas(swarm);
        this.maps = new ReplicaMaps(swarm, settings, admin);
        this.clock = clock;
    }

    /** @throws RouterException if the router service is missing or has an invalid route label */
    @Override
    public View view(Application application) {
        Service service = service();
        ShownRoutes routes = new ShownRoutes(application, service);
        return routes.view(durable(service, application), maps.show(service, routes));
    }

    private Route durable(Service service, Application application) {
        try {
            return RouteText.fromLabels(service.spec().labels(), application);
        } catch (IllegalArgumentException e) {
            throw new RouterException("label of service " + settings.service() + ": " + e.getMessage());
        }
    }

    @Override
    public View route(Application application, Route route, Fence fence) {
        List<String> commands = List.of(
                HaproxyMap.set(RouteText.activeKey(application), RouteText.writeActive(route)),
                HaproxyMap.set(RouteText.previewKey(application), RouteText.write(route.preview())));
        // Other applications keep their labels on the same service.
        Service service = LabelWrites.retried(
                "the labels of service " + settings.service(), () -> writeLabels(application, route, fence));
        ShownRoutes routes = new ShownRoutes(application, service);
        return routes.view(route, maps.set(service, commands, fence, routes));
    }

    @Override
    public List<Backend> backends(Application application, Color color) {
        Service service = service();
        List<BackendName> names = backendNames(service, application, color);
        String[] commands = HaproxyResponse.commands(names).toArray(String[]::new);
        return RouterReplicas.queryAll(replicas.list(service), replica -> {
            try {
                return HaproxyResponse.backend(replica, names, admin.send(maps.socket(replica), commands));
            } catch (IOException e) {
                return HaproxyResponse.failedBackend(replica, e);
            }
        });
    }

    /** Uses one session per replica, because the TLS handshake takes most of the time of a query. */
    @Override
    public Look look(Application application, Color color) {
        Service service = service();
        Route durable = durable(service, application);
        List<BackendName> names = backendNames(service, application, color);
        String[] commands = Stream.concat(Stream.of(HaproxyMap.SHOW), HaproxyResponse.commands(names).stream())
                .toArray(String[]::new);
        ShownRoutes routes = new ShownRoutes(application, service);
        Map<String, Backend> backends = new ConcurrentHashMap<>();
        List<RouterReplicas.ReplicaTask> listed = replicas.list(service);
        List<ShownRoutes.Shown> shown = RouterReplicas.queryAll(listed, replica -> {
            try {
                HaproxyResponse response = HaproxyResponse.split(admin.send(maps.socket(replica), commands));
                backends.put(replica.task(), HaproxyResponse.backend(replica, names, response.stats()));
                return routes.read(replica, response.map());
            } catch (IOException e) {
                backends.put(replica.task(), HaproxyResponse.failedBackend(replica, e));
                return routes.failed(replica, e);
            }
        });
        return new Look(
                routes.view(durable, shown),
                listed.stream().map(replica -> backends.get(replica.task())).toList());
    }

    @Override
    public void checkEarly(Application application, Color color, Map<String, List<Task>> tasks) {
        Service service = service();
        Map<String, Set<String>> addresses = new LinkedHashMap<>();
        for (Color each : Color.values()) {
            for (BackendName name : backendNames(service, application, each)) {
                List<Task> early = each == color ? tasks.getOrDefault(name.swarmService(), List.of()) : List.of();
                addresses.put(name.early(), EarlySlots.addresses(early, networks(service)));
            }
        }
        new EarlyAddresses(admin, maps).tell(replicas.list(service), addresses);
    }

    @Override
    public Traffic traffic(Application application, Color color) {
        Service service = service();
        List<BackendName> names = backendNames(service, application, color);
        String[] commands = names.stream().map(HaproxyCounters::command).toArray(String[]::new);
        Map<String, Traffic.Counters> counted = new ConcurrentHashMap<>();
        List<Optional<String>> silent = RouterReplicas.queryAll(replicas.list(service), replica -> {
            try {
                counted.put(replica.task(), HaproxyCounters.sum(names, admin.send(maps.socket(replica), commands)));
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(HaproxyResponse.failedReplica(replica, e).toString());
            }
        });
        return new Traffic(counted, silent.stream().flatMap(Optional::stream).toList());
    }

    /**
     * Returns the backends of a color according to the hosts label; without the label, the backend of the application's
     * only service.
     */
    private static List<BackendName> backendNames(Service service, Application application, Color color) {
        return RoutedHosts.read(service.spec().labels())
                .orElse(RoutedHosts.withoutLabel(Set.of()))
                .backends(application, color);
    }

    /** Asks every replica that answers: its configuration may be older than the labels of the service. */
    @Override
    public Optional<String> shareObjection(Application application) {
        List<RouterReplicas.ReplicaTask> running = replicas.list(service()).stream()
                .filter(RouterReplicas.ReplicaTask::running)
                .toList();
        return RouterReplicas.queryAll(running, replica -> cannotShare(replica, application)).stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> cannotShare(RouterReplicas.ReplicaTask replica, Application application) {
        try {
            return SharedBy.listed(admin.send(maps.socket(replica), SharedBy.SHOW), application)
                    ? Optional.empty()
                    : Optional.of("router replica " + replica.name() + " has no rule to share users of " + application
                            + "; add share=cookie or share=source to its --app or --stack, with router up");
        } catch (IOException e) {
            return Optional.of("router " + HaproxyResponse.failedReplica(replica, e));
        }
    }

    @Override
    public Addresses addresses(Application application) {
        Service service = service();
        List<RouterReplicas.ReplicaTask> running = replicas.list(service).stream()
                .filter(RouterReplicas.ReplicaTask::running)
                .toList();
        Map<String, String> labels = service.spec().labels();
        RoutedHosts hosts =
                RoutedHosts.read(labels).orElseGet(() -> RoutedHosts.withoutLabel(applications(labels, running)));
        return new HaproxyAddresses(settings, hosts, running).of(application);
    }

    @Override
    public List<RouteRule> rules(Application application) {
        return RoutedHosts.read(service().spec().labels())
                .filter(hosts -> hosts.lists(application))
                .map(hosts -> hosts.rules(application))
                .orElse(List.of());
    }

    @Override
    public RouteChanges routeChanges(Application application, List<WantedRoute> wanted) {
        return brought.map(routes -> routes.changes(application, wanted)).orElse(RouteChanges.NONE);
    }

    @Override
    public RouteChange bring(Application application, List<WantedRoute> wanted) {
        return brought.orElseThrow().bring(application, wanted);
    }

    @Override
    public Inside inside() {
        return new Inside(
                networks(service()),
                "http://" + settings.service() + ":" + settings.ports().service());
    }

    private static List<String> networks(Service service) {
        return service.spec().networks().stream()
                .flatMap(network -> Json.text(network, "Target").stream())
                .toList();
    }

    /** Returns the applications in the replicas' maps or, if no replica responds, those with a route label. */
    private Set<String> applications(Map<String, String> labels, List<RouterReplicas.ReplicaTask> running) {
        Set<String> configured = new TreeSet<>();
        RouterReplicas.queryAll(running, this::routes).forEach(map -> configured.addAll(RouteText.applications(map)));
        return configured.isEmpty() ? RouteText.routedApplications(labels) : configured;
    }

    private Set<String> routes(RouterReplicas.ReplicaTask replica) {
        try {
            return HaproxyMap.parse(admin.send(maps.socket(replica), HaproxyMap.SHOW))
                    .keySet();
        } catch (IOException e) {
            return Set.of();
        }
    }

    private Service writeLabels(Application application, Route route, Fence fence) {
        Service read = service();
        Map<String, String> labels = read.spec().labels();
        Map<String, String> changed = RouteText.intoLabels(labels, application, route);
        if (changed.equals(labels)) {
            return read;
        }
        requireNoRollout(labels, fence);
        // Check the lease after reading the labels: whoever takes it later either writes after this write, or writes
        // first, and then Docker refuses this write.
        fence.requireHeld();
        return swarm.update(
                read, read.spec().withLabels(RouteText.writtenBy(changed, application, route, fence.holder())));
    }

    /**
     * A network that comes to a node, or leaves it, makes Docker replace the replica there at once; without a router, there
     * is none.
     */
    @Override
    public void requireSettled(Fence fence) {
        swarm.service(settings.service())
                .ifPresent(service -> requireNoRollout(service.spec().labels(), fence));
    }

    private void requireNoRollout(Map<String, String> labels, Fence fence) {
        if (!fence.urgent()) {
            RouterLabels.requireNoRollout(labels, clock.instant());
        }
    }

    /** Ends the pause: an application of that name that comes later is not paused. */
    @Override
    public void forget(Application application) {
        boolean paused = swarm.service(settings.service())
                .filter(service -> !PauseText.fromLabels(service.spec().labels(), application)
                        .equals(RouteText.NONE))
                .isPresent();
        if (paused) {
            new HaproxyPauses(swarm, settings, admin, clock::instant).write(application, pause -> Optional.empty());
        }
    }

    private Service service() {
        return RouterLabels.service(swarm, settings);
    }
}
