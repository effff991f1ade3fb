package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.docker.ConfigLedgerStore;
import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.DockerSwarm;
import io.jenkins.plugins.swarmdelivery.docker.EngineClient;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.Timeouts;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Node;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.router.HaproxyRouter;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.TraefikRouter;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One of the lab's Swarms, looked at and meddled with from outside the engine. */
public final class LabCluster {
    public static final LabCluster STAGING =
            new LabCluster("staging", "staging", HaproxySettings.SERVICE, LabCluster::haproxy);
    public static final LabCluster PRODUCTION =
            new LabCluster("production", "production", HaproxySettings.SERVICE, LabCluster::haproxy);
    /** The production Swarm behind a second router, whose replicas may be killed while other tests run. */
    public static final LabCluster SPARE = new LabCluster("spare", "production", "spare-router", LabCluster::haproxy);
    /** The production Swarm behind Traefik, where the lab has it. */
    public static final LabCluster EDGE =
            new LabCluster("edge", "production", TraefikSettings.SERVICE, LabCluster::traefik);

    public final String name;
    public final Swarm swarm;
    public final LedgerStore ledgers;
    /** The Swarm service that runs its router. */
    public final String routerService;

    public final TrafficRouter router;
    private final String swarmName;

    /** How a cluster is behind its router. */
    private interface Behind {
        TrafficRouter router(Swarm swarm, String service, Supplier<TlsMaterial> tls);
    }

    private LabCluster(String name, String swarmName, String routerService, Behind behind) {
        this.name = name;
        this.swarmName = swarmName;
        this.routerService = routerService;
        TlsMaterial tls = new TlsMaterial(LAB.text("caFile"), LAB.text("clientCert"), LAB.text("clientKey"));
        List<DockerEndpoint> managers = Arrays.stream(
                        LAB.property(swarmName + ".managers").split(","))
                .map(URI::create)
                .map(uri -> new DockerEndpoint(uri, Optional.of(tls), false))
                .toList();
        EngineClient client = new EngineClient(managers, Timeouts.DEFAULTS);
        swarm = new DockerSwarm(client, Logins.NONE, OptionalInt.of(2376));
        ledgers = new ConfigLedgerStore(client);
        router = behind.router(swarm, routerService, () -> tls);
    }

    private static TrafficRouter haproxy(Swarm swarm, String service, Supplier<TlsMaterial> tls) {
        return new HaproxyRouter(
                swarm,
                new HaproxySettings(
                        service,
                        HaproxySettings.SERVICE,
                        HaproxySettings.Ports.DEFAULTS,
                        HaproxySettings.Urls.NONE,
                        tls),
                Clock.systemUTC());
    }

    private static TrafficRouter traefik(Swarm swarm, String service, Supplier<TlsMaterial> tls) {
        return new TraefikRouter(
                swarm,
                new TraefikSettings(
                        service,
                        TraefikSettings.EntryPoints.DEFAULTS,
                        TraefikSettings.Ports.DEFAULTS,
                        new TraefikSettings.Api(Optional.of(tls), HaproxySettings.SERVICE, Optional.empty()),
                        HaproxySettings.Urls.NONE));
    }

    public static LabCluster named(String name) {
        return Stream.of(STAGING, PRODUCTION, SPARE, EDGE)
                .filter(cluster -> cluster.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the lab has no cluster " + name));
    }

    /** The endpoint of its first manager. */
    public String manager() {
        return LAB.property(swarmName + ".managers").split(",")[0];
    }

    public String docker(String... arguments) {
        return LAB.docker(swarmName, arguments);
    }

    /** What the Engine API of the first manager answers, word for word. */
    public JsonNode api(String path) {
        String manager = manager().replace("tcp:", "https:");
        return Specs.read(LAB.curl(
                "--cacert",
                LAB.property("caFile"),
                "--cert",
                LAB.property("clientCert"),
                "--key",
                LAB.property("clientKey"),
                manager + "/v1.41" + path));
    }

    /** What users of the application get who ask each replica of the router for a page. */
    public List<String> pages(Application application, String path) {
        return router.addresses(application).service().stream()
                .map(address -> LAB.curl(
                                "--connect-to",
                                address.connectOption(),
                                address.to(path).url().toString())
                        .strip())
                .toList();
    }

    /** Where each replica of the router listens for users: by its node, so that requests must name the host. */
    public List<URI> replicas(Application application) {
        return router.addresses(application).service().stream()
                .map(address -> URI.create(
                        "http://" + address.connectTo() + ":" + address.url().getPort()))
                .toList();
    }

    /**
     * Removes whatever an earlier test left of an application: services, ledger, kept specs, routes. Through the API, as
     * it is done twice for each test: Docker's client would take a second of processor time.
     */
    public void forget(Application application) {
        if (router.routesWithRelease()) {
            unroute(application);
            // Replicas that follow the labels must have done so before the last of them is gone.
            Await.until(
                    "the router has no route to " + application,
                    () -> router.view(application).proves(TrafficRouter.Route.NONE));
            router.forget(application);
        }
        swarm.services().stream()
                .filter(service -> belongs(service, application))
                .forEach(service -> swarm.remove(service.id()));
        for (Swarm.Kind kind : List.of(Swarm.Kind.CONFIG, Swarm.Kind.SECRET)) {
            swarm.labeled(kind, Map.of(Labels.APPLICATION, application.name()))
                    .forEach(object -> swarm.remove(kind, object.id()));
        }
        unroute(application);
    }

    private void unroute(Application application) {
        if (!router.view(application).proves(TrafficRouter.Route.NONE)) {
            router.route(application, TrafficRouter.Route.NONE, Fence.NONE);
        }
    }

    /** Time passes for the lease of somebody who has died, if there is one. */
    public void expireLease(Application application) {
        ledgers.read(application)
                .ifPresent(read -> read.ledger().lease().ifPresent(held -> {
                    Instant past = Instant.now().minusSeconds(1);
                    Lease expired = new Lease(held.token(), held.owner(), held.reason(), held.since(), past);
                    ledgers.replace(read, read.ledger().withLease(Optional.of(expired)));
                }));
    }

    private static boolean belongs(Service service, Application application) {
        return application.name().equals(service.spec().labels().get(Labels.APPLICATION))
                || service.name().startsWith(application + "-");
    }

    public Ledger ledger(Application application) {
        return ledgers.read(application).orElseThrow().ledger();
    }

    public Service service(String name) {
        return swarm.service(name).orElseThrow(() -> new AssertionError("no service " + name));
    }

    public ServiceSpec spec(String service) {
        return service(service).spec();
    }

    public List<Task> runningTasks(String service) {
        return swarm.tasks(service(service)).stream().filter(Task::running).toList();
    }

    /** The name of the node that a task is on, as the lab calls it too. */
    public String hostname(Task task) {
        return swarm.nodes().stream()
                .filter(node -> node.id().equals(task.nodeId()))
                .map(Node::hostname)
                .findFirst()
                .orElseThrow();
    }

    /** The names of the application's services, as Docker lists them. */
    public List<String> services(Application application) {
        return docker(
                        "service",
                        "ls",
                        "--format",
                        "{{.Name}}",
                        "--filter",
                        "label=" + Labels.APPLICATION + "=" + application)
                .lines()
                .filter(line -> !line.isBlank())
                .sorted()
                .toList();
    }

    /** What is live, as ledger, services and every proxy say; they must agree, and nothing must be left over. */
    public void assertLive(Application application, String live, String... services) {
        Ledger ledger = ledger(application);
        assertThat(ledger.active().map(Object::toString).orElse("nothing"))
                .as("ledger")
                .isEqualTo(live);
        assertThat(ledger.lease()).as("lease").isEmpty();
        assertThat(router.view(application).provesActive(ledger.active().map(PlacedRelease::target)))
                .as("router: %s", router.view(application).describe())
                .isTrue();
        assertThat(services(application)).as("services").containsExactly(services);
    }
}
