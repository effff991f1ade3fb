package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.FakeSwarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Replicas of Traefik on a Swarm in memory, each of which reads the labels twice a second, each at moments of its own. */
public final class TraefikInMemory {
    private static final String SERVICE = "traefik";
    private static final Duration REFRESH = Duration.ofMillis(500);
    private static final int USERS = 80;
    private static final int PREVIEW = 8081;
    private static final int API = 8443;

    private final FakeSwarm swarm;
    private final Clock clock;
    private final Supplier<List<Service>> services;
    private final ToIntFunction<Service> tasks;
    private final List<Replica> replicas = new ArrayList<>();

    private static final class Replica {
        private TraefikModel model = new TraefikModel(List.of(), service -> 0);
        private Map<String, Object> data = Map.of();
        private Instant next;
    }

    /**
     * Puts a replica on each node of the Swarm.
     *
     * @param services as they are; no fault applies
     * @param tasks how many of a service are healthy
     */
    public TraefikInMemory(
            FakeSwarm swarm, Clock clock, Supplier<List<Service>> services, ToIntFunction<Service> tasks) {
        this.swarm = swarm;
        this.clock = clock;
        this.services = services;
        this.tasks = tasks;
        for (int i = 0; i < swarm.nodes.size(); i++) {
            Node node = swarm.nodes.get(i);
            Node.Host host = new Node.Host(node.hostname(), "10.0.0." + (i + 1), node.os(), node.architecture());
            swarm.nodes.set(
                    i,
                    new Node(
                            node.id(),
                            host,
                            new Node.Condition(node.role(), node.availability(), "ready", true),
                            new Node.LabelSets(node.labels(), node.engineLabels()),
                            new Node.Resources(node.nanoCpus(), node.memoryBytes())));
            Replica replica = new Replica();
            replica.next = clock.instant().plusMillis(200L * i);
            replicas.add(replica);
        }
        swarm.createByHand(new ServiceSpec(Map.of(
                "Name",
                SERVICE,
                "Labels",
                Map.of(),
                "TaskTemplate",
                Map.of("ContainerSpec", Map.of("Image", "traefik:v3"), "Networks", List.of(Map.of("Target", "apps"))),
                "Mode",
                Map.of("Global", Map.of()),
                "EndpointSpec",
                Map.of("Ports", List.of(published(USERS), published(PREVIEW), published(API))))));
    }

    private static Map<String, Object> published(int port) {
        return Map.of("TargetPort", port, "PublishedPort", port, "PublishMode", "host");
    }

    /** The services that Traefik and the routes of an application consist of. */
    public static Set<String> services(String application) {
        return Set.of(SERVICE, application + "-routes");
    }

    /** A router of its own, as each process has one. */
    public TrafficRouter router() {
        TraefikSettings.Api settings = new TraefikSettings.Api(Optional.empty(), "traefik", Optional.empty());
        return new TraefikRouter(
                swarm,
                new TraefikSettings(
                        SERVICE,
                        TraefikSettings.EntryPoints.DEFAULTS,
                        new TraefikSettings.Ports(USERS, PREVIEW, API),
                        settings,
                        HaproxySettings.Urls.NONE),
                new TraefikApi(settings) {
                    @Override
                    Object get(InetSocketAddress address, String path) {
                        return path.equals("/api/rawdata")
                                ? replica(address.getHostString()).data
                                : List.of(
                                        FakeTraefik.entryPoint("web", USERS),
                                        FakeTraefik.entryPoint("preview", PREVIEW));
                    }
                });
    }

    private synchronized Replica replica(String host) {
        refresh();
        return replicas.get(Integer.parseInt(host.substring(host.lastIndexOf('.') + 1)) - 1);
    }

    /** The replicas whose time has come read the labels. */
    public synchronized void refresh() {
        for (Replica replica : replicas) {
            if (!clock.instant().isBefore(replica.next)) {
                replica.model = new TraefikModel(services.get(), tasks);
                replica.model.rawData().ifPresent(read -> replica.data = read);
                replica.next = clock.instant().plus(REFRESH);
            }
        }
    }

    /** The services that may answer users of each replica; none if it answers them itself. */
    public synchronized List<List<String>> answering(String host, String path) {
        refresh();
        return replicas.stream()
                .map(replica -> replica.model.answering("web", host, path))
                .toList();
    }

    /** What a replica answers to a request of users, or of tests. */
    public HttpProbe.Answer answer(Address address) {
        String entryPoint = address.url().getPort() == PREVIEW ? "preview" : "web";
        TraefikModel model = replica(address.connectTo()).model;
        String path = address.url().getPath();
        Map<String, String> headers = model.headers(entryPoint, address.host(), path);
        return new HttpProbe.Answer(
                model.answering(entryPoint, address.host(), path).isEmpty() ? 404 : 200,
                Optional.ofNullable(headers.get(HttpProbe.APPLICATION_HEADER)),
                Optional.ofNullable(headers.get(HttpProbe.COLOR_HEADER)),
                Optional.ofNullable(headers.get(HttpProbe.RELEASE_HEADER)),
                "");
    }
}
