package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Routes traffic with Traefik, which users run already. Traefik reads labels of Swarm services; those of
 * {@link TraefikRoutes} decide which color serves. Every replica of Traefik follows within its {@code refreshSeconds}, and
 * its API proves that it has.
 */
public final class TraefikRouter implements TrafficRouter {
    private final Swarm swarm;
    private final TraefikSettings settings;
    private final TraefikApi api;
    private final RouterReplicas replicas;

    /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the TLS material cannot be used */
    public TraefikRouter(Swarm swarm, TraefikSettings settings) {
        this(swarm, settings, new TraefikApi(settings.api()));
    }

    TraefikRouter(Swarm swarm, TraefikSettings settings, TraefikApi api) {
        this.swarm = swarm;
        this.settings = settings;
        this.api = api;
        this.replicas = new RouterReplicas(swarm);
    }

    @Override
    public View view(Application application) {
        TraefikRoutes routes = new TraefikRoutes(application, settings);
        Map<String, String> labels = swarm.service(routes.name())
                .map(service -> service.spec().labels())
                .orElse(Map.of());
        return new View(routes.target(labels), RouterReplicas.queryAll(replicas.list(service()), replica -> {
            try {
                return new Replica(replica.name(), Optional.of(snapshot(replica).route(routes, labels)), "");
            } catch (IOException e) {
                return HaproxyResponse.failedReplica(replica, e);
            }
        }));
    }

    @Override
    public Optional<String> shareObjection(Application application) {
        TraefikShareCheck check = new TraefikShareCheck(
                new TraefikRoutes(application, settings),
                new TraefikServices(application, swarm.services()),
                settings.entryPoints());
        Service traefik = service();
        return check.ofServices(traefik, asked(api::entryPoints))
                .or(() -> RouterReplicas.queryAll(replicas.list(traefik), replica -> {
                            try {
                                return check.ofReplica(replica.name(), snapshot(replica));
                            } catch (IOException e) {
                                return Optional.of("router "
                                        + HaproxyResponse.failedReplica(replica, e)
                                                .toString());
                            }
                        })
                        .stream()
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /** Replicas that have not read the labels yet still tell the old route: whoever asks again sees them follow. */
    @Override
    public View route(Application application, Route route, Fence fence) {
        LabelWrites.retried("the routes of " + application, () -> write(application, route, fence));
        return view(application);
    }

    /** @return the service that carries them; empty if there are none */
    private Optional<Service> write(Application application, Route route, Fence fence) {
        TraefikRoutes routes = new TraefikRoutes(application, settings);
        Optional<Service> read = swarm.service(routes.name());
        read.filter(service -> !routes.owns(service)).ifPresent(service -> {
            throw new RouterException("service " + service.name() + " is not the one that carries the routes of "
                    + application + "; give it another name");
        });
        if (read.isEmpty() && route.equals(Route.NONE)) {
            return read;
        }
        Service traefik = service();
        String network = network(traefik);
        TraefikServices services = new TraefikServices(application, swarm.services());
        Map<String, String> labels = routes.labels(route, network, services, services.constraints(route, read));
        handOver(services, route, fence);
        if (read.isEmpty()) {
            fence.requireHeld();
            return Optional.of(swarm.create(routes.spec(
                    RouteText.writtenBy(labels, application, route, fence.holder()),
                    traefik.spec().image(),
                    network)));
        }
        Map<String, String> present = RouteText.writtenBy(read.get().spec().labels(), application, Route.NONE, "");
        if (present.equals(labels)) {
            return read;
        }
        // The lease is checked after the labels are read: who takes it later writes after this write, or first, and
        // then
        // Docker refuses this one.
        fence.requireHeld();
        return Optional.of(swarm.update(
                read.get(),
                read.get().spec().withLabels(RouteText.writtenBy(labels, application, route, fence.holder()))));
    }

    @Override
    public void forget(Application application) {
        TraefikRoutes routes = new TraefikRoutes(application, settings);
        swarm.service(routes.name()).filter(routes::owns).ifPresent(service -> swarm.remove(service.id()));
    }

    /** Before another release is shown, routes of the application alone lead to an adopted one. */
    private void handOver(TraefikServices services, Route route, Fence fence) {
        for (Color color : Color.values()) {
            boolean alone = TraefikServices.targets(route).allMatch(target -> target.color() == color);
            if (!alone) {
                services.in(color)
                        .forEach(service -> new TraefikAdoption(
                                        service.name(), service.spec().labels())
                                .withoutRouters(settings.entryPoints().preview())
                                .ifPresent(labels -> {
                                    fence.requireHeld();
                                    swarm.update(service, service.spec().withLabels(labels));
                                }));
            }
        }
    }

    @Override
    public List<Backend> backends(Application application, Color color) {
        TraefikServices services = new TraefikServices(application, swarm.services());
        return RouterReplicas.queryAll(replicas.list(service()), replica -> {
            try {
                return new Backend(replica.name(), services.servers(color, snapshot(replica)), Backend.UNKNOWN, "");
            } catch (IOException e) {
                return HaproxyResponse.failedBackend(replica, e);
            }
        });
    }

    @Override
    public Addresses addresses(Application application) {
        TraefikServices services = new TraefikServices(application, swarm.services());
        List<TraefikRoute> routes = List.of(Color.values()).stream()
                .flatMap(color -> services.in(color).stream())
                .flatMap(service -> TraefikColorLabels.of(service).routes().stream())
                // Where a stack has several, its users begin at the shortest path.
                .sorted(Comparator.comparing(each -> each.path().length()))
                .toList();
        return TraefikAddresses.of(application, settings, routes, replicas.list(service()));
    }

    @Override
    public boolean routesWithRelease() {
        return true;
    }

    @Override
    public Map<String, String> labels(String service, Map<String, String> labels) {
        TraefikColorLabels color = new TraefikColorLabels(service, labels);
        return color.routed()
                ? color.added(network(service()), settings.entryPoints().preview())
                : Map.of();
    }

    @Override
    public Map<String, String> adopted(String service, Map<String, String> labels) {
        return new TraefikAdoption(service, labels).added(settings.entryPoints().users(), this::serving);
    }

    /** Where users find a router now, as a replica that answers tells. */
    private Optional<Set<String>> serving(String router) {
        return asked(address -> {
            Set<String> there = api.snapshot(address).entryPoints(router);
            there.remove(settings.entryPoints().preview());
            there.removeAll(api.entryPoints(address).on(settings.ports().api()));
            return there;
        });
    }

    @Override
    public List<String> objections(String service, Map<String, String> labels) {
        return labels.containsKey(Labels.ROUTER)
                ? new TraefikObjections(swarm, settings.entryPoints())
                        .to(new TraefikColorLabels(service, labels).routes(), asked(api::entryPoints))
                : List.of();
    }

    private interface Question<T> {
        T ask(InetSocketAddress address) throws IOException;
    }

    /** What a replica that answers tells; empty if none does, which its view tells. */
    private <T> Optional<T> asked(Question<T> question) {
        return RouterReplicas.queryAll(replicas.list(service()), replica -> {
                    try {
                        return Optional.of(question.ask(address(replica)));
                    } catch (IOException e) {
                        return Optional.<T>empty();
                    }
                })
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public Inside inside() {
        return new Inside(
                networks(service()),
                "http://" + settings.service() + ":" + settings.ports().service());
    }

    static List<String> networks(Service traefik) {
        return traefik.spec().networks().stream()
                .flatMap(network -> Json.text(network, "Target").stream())
                .toList();
    }

    private String network(Service traefik) {
        return networks(traefik).stream()
                .flatMap(id -> swarm.network(id).stream())
                .map(Swarm.OverlayNetwork::name)
                .findFirst()
                .orElseThrow(() -> new RouterException("service " + settings.service()
                        + " is on no overlay network; put it on one, and the services that it routes to"));
    }

    private Service service() {
        return swarm.service(settings.service())
                .orElseThrow(() -> new RouterException("the Swarm has no service " + settings.service()
                        + " to route traffic; set router.traefik.service to the one that runs Traefik"));
    }

    private TraefikSnapshot snapshot(RouterReplicas.ReplicaTask replica) throws IOException {
        return api.snapshot(address(replica));
    }

    private InetSocketAddress address(RouterReplicas.ReplicaTask replica) throws IOException {
        if (!replica.running()) {
            throw new IOException("is not running yet (" + replica.state() + ")");
        }
        return replica.socket(settings.ports().api())
                .orElseThrow(() -> new IOException("publishes no host-mode port for its API's port "
                        + settings.ports().api()));
    }
}
