package io.jenkins.plugins.swarmdelivery.cluster;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.docker.ConfigLedgerStore;
import io.jenkins.plugins.swarmdelivery.docker.DistributionRegistry;
import io.jenkins.plugins.swarmdelivery.docker.DockerSwarm;
import io.jenkins.plugins.swarmdelivery.docker.EngineClient;
import io.jenkins.plugins.swarmdelivery.docker.JobTests;
import io.jenkins.plugins.swarmdelivery.docker.Leftovers;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.docker.RegistryLogins;
import io.jenkins.plugins.swarmdelivery.docker.Timeouts;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.MovingStacks;
import io.jenkins.plugins.swarmdelivery.engine.plan.Cluster;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.registry.ImageStore;
import io.jenkins.plugins.swarmdelivery.registry.MarkedImages;
import io.jenkins.plugins.swarmdelivery.registry.RegistryClient;
import io.jenkins.plugins.swarmdelivery.registry.RegistryLogin;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.ApacheHttpProbe;
import io.jenkins.plugins.swarmdelivery.router.ClientStore;
import io.jenkins.plugins.swarmdelivery.router.HaproxyRouter;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RouterSettings;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import io.jenkins.plugins.swarmdelivery.router.RouterStatus;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck;
import io.jenkins.plugins.swarmdelivery.router.TraefikRouter;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import io.jenkins.plugins.swarmdelivery.stack.KeptConfigs;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A cluster through the Engine API of its managers: the one place where its objects are created. */
public final class Connection implements ClusterConnection {
    private final ClusterSettings settings;
    private final Clock clock;
    private final Logins logins;
    private final EngineClient client;
    private final Swarm swarm;
    private final Once<ImageStore> images;
    private final Once<TrafficRouter> router;
    private final Once<DeliveryEngine> engine;

    private Connection(ClusterSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.logins = settings.logins();
        this.client = new EngineClient(settings.managers().engines(), Timeouts.DEFAULTS);
        this.swarm = new DockerSwarm(client, logins, settings.managers().nodePort());
        this.images = new Once<>(() -> images(logins));
        this.router = new Once<>(this::newRouter);
        this.engine = new Once<>(() -> newEngine(Optional.empty()));
    }

    /**
     * Opens no connection yet.
     *
     * @throws RefusedException if the managers' certificates cannot be used
     */
    public static Connection open(ClusterSettings settings, Clock clock) {
        return new Connection(settings, clock);
    }

    /** The same cluster through a single manager. */
    public Connection through(URI manager) {
        return new Connection(settings.through(manager), clock);
    }

    public ClusterSettings settings() {
        return settings;
    }

    public EngineClient managers() {
        return client;
    }

    /** The accounts that pull what is delivered, and set marks. */
    public Logins pullLogins() {
        return logins;
    }

    /** The accounts that build and push: the login for builds if there is one, else the same. */
    public Logins buildLogins() {
        return settings.buildLogins();
    }

    /** The registries of its images, queried from here and not by a manager. */
    public ImageStore images() {
        return images.get();
    }

    /** The same with other logins. */
    public ImageStore images(Logins shown) {
        String authorities = ClusterSettings.authorities(settings.registries().stream()
                .flatMap(registry -> registry.ca().stream())
                .map(Supplier::get));
        return new RegistryClient(
                image -> shown.of(image).map(login -> new RegistryLogin(login.user(), login.secret())),
                new ServerTrust(Optional.of(authorities).filter(pem -> !pem.isEmpty())),
                clock);
    }

    /** Resolves images, and refuses those that lack the cluster's mark or this one. */
    public ImageRegistry registry(Optional<TagPattern> mark) {
        List<TagPattern> marks = Stream.concat(settings.releases().requireMark().stream(), mark.stream())
                .toList();
        // The registry's authority is fetched only when an image is checked: it must not make a rollback fail.
        return new MarkedImages(new DistributionRegistry(client, logins), images, marks);
    }

    private TrafficRouter newRouter() {
        RouterSettings configured = requireRouter();
        return configured instanceof TraefikSettings traefik
                ? new TraefikRouter(swarm, traefik)
                : new HaproxyRouter(surroundings(), (HaproxySettings) configured, client.clock());
    }

    private RouterSite.Cluster surroundings() {
        return new RouterSite.Cluster(
                swarm,
                new DistributionRegistry(client, logins),
                new MovingStacks(new ConfigLedgerStore(client), client.clock())::now);
    }

    private RouterSettings requireRouter() {
        return settings.router()
                .orElseThrow(() -> new RefusedException(settings.name()
                        + ".router: missing; configure the router of this cluster, see docs/clusters-file.md"));
    }

    private HaproxySettings requireHaproxy() {
        if (requireRouter() instanceof HaproxySettings haproxy) {
            return haproxy;
        }
        throw new RefusedException(settings.name()
                + ".router: this cluster has Traefik, which is set up by whoever runs it; see docs/traefik.md");
    }

    @Override
    public RoutedBy routedBy() {
        return settings.router().filter(TraefikSettings.class::isInstance).isPresent()
                ? RoutedBy.ROUTES_AND_TRAEFIK
                : RoutedBy.ROUTES;
    }

    @Override
    public List<TraefikCheck.Finding> checkTraefik() {
        return requireRouter() instanceof TraefikSettings traefik
                ? new TraefikCheck(swarm, traefik).findings()
                : List.of();
    }

    /** Queries every replica of the cluster's HAProxy. */
    public RouterStatus routerStatus() {
        return RouterStatus.read(swarm, requireHaproxy());
    }

    @Override
    public RouterSite routerSite(Optional<ClientStore> store, RouterSite.Attendant attendant) {
        return new RouterSite(surroundings(), requireHaproxy(), store, attendant);
    }

    @Override
    public Clock clock() {
        return client.clock();
    }

    private DeliveryEngine newEngine(Optional<TagPattern> mark) {
        return new DeliveryEngine(
                new Cluster(
                        settings.name(),
                        new Cluster.Docker(swarm, registry(mark), new ConfigLedgerStore(client)),
                        new Cluster.Routing(router(), new ApacheHttpProbe()),
                        new Cluster.Policy(
                                settings.releases().placement(),
                                settings.releases().rules())),
                new KeptConfigs(),
                client.clock());
    }

    @Override
    public Swarm swarm() {
        return swarm;
    }

    @Override
    public TrafficRouter router() {
        return router.get();
    }

    @Override
    public DeliveryEngine engine() {
        return engine.get();
    }

    /** For new releases whose images must also carry this mark. */
    public DeliveryEngine engine(Optional<TagPattern> mark) {
        return mark.isEmpty() ? engine() : newEngine(mark);
    }

    @Override
    public List<RegistryCheck> logins() {
        Stream<RegistryCredentials> builders =
                settings.registries().stream().flatMap(registry -> registry.build().stream());
        return Stream.concat(logins.all().stream(), builders)
                .map(login -> new RegistryCheck(login.toString(), () -> RegistryLogins.check(client, login)))
                .toList();
    }

    @Override
    public TestRunner jobs(Optional<Application> beside, List<String> networks, List<String> constraints, Stop stop) {
        Leftovers.remove(client);
        return new JobTests(
                client,
                logins,
                settings.managers().nodePort(),
                JobTests.Surroundings.of(swarm, settings.releases().placement(), beside)
                        .and(networks, constraints),
                stop,
                client.clock());
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            // Later calls through it report that it was closed; earlier ones have completed.
        }
    }
}
