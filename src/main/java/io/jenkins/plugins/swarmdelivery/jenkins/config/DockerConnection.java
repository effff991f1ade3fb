package io.jenkins.plugins.swarmdelivery.jenkins.config;

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
import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.registry.MarkedImages;
import io.jenkins.plugins.swarmdelivery.registry.RegistryClient;
import io.jenkins.plugins.swarmdelivery.registry.RegistryLogin;
import io.jenkins.plugins.swarmdelivery.router.ApacheHttpProbe;
import io.jenkins.plugins.swarmdelivery.router.HaproxyRouter;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A cluster through the Engine API of its managers. */
final class DockerConnection implements ClusterConnection {
    private final List<String> placement;
    private final Logins logins;
    private final List<RegistryCredentials> builders;
    private final OptionalInt nodePort;
    private final EngineClient client;
    private final Swarm swarm;
    private final ImageRegistry registry;
    private final TrafficRouter router;
    private final DeliveryEngine engine;

    DockerConnection(ClusterSettings settings) {
        this(settings, List.of());
    }

    /** @param builders further logins, which builds use on agents, to be tried here too */
    DockerConnection(ClusterSettings settings, List<ClusterSettings.Registry> builders) {
        placement = settings.placement();
        logins = new Logins(credentials(settings.registries()));
        this.builders = credentials(builders);
        nodePort = settings.nodePort() == 0 ? OptionalInt.empty() : OptionalInt.of(settings.nodePort());
        client = new EngineClient(settings.managers(), Timeouts.DEFAULTS);
        swarm = new DockerSwarm(client, logins, nodePort);
        registry = registry(settings);
        router = new HaproxyRouter(swarm, settings.router());
        engine = new DeliveryEngine(
                new DeliveryEngine.Cluster(
                        settings.name(),
                        swarm,
                        registry,
                        new ConfigLedgerStore(client),
                        router,
                        new ApacheHttpProbe(),
                        settings.placement(),
                        settings.rules()),
                client.clock());
    }

    private static List<RegistryCredentials> credentials(List<ClusterSettings.Registry> registries) {
        return registries.stream()
                .map(registry -> new RegistryCredentials(
                        registry.server(),
                        registry.user(),
                        () -> registry.password().getPlainText()))
                .toList();
    }

    private ImageRegistry registry(ClusterSettings settings) {
        ImageRegistry registry = new DistributionRegistry(client, logins);
        if (settings.requireMark().isEmpty()) {
            return registry;
        }
        RegistryClient images = new RegistryClient(
                image -> logins.of(image).map(known -> new RegistryLogin(known.user(), known.secret())),
                settings.registryTrust(),
                Clock.systemUTC());
        return new MarkedImages(registry, images, List.of(settings.requireMark().get()));
    }

    /** What images are resolved by, and what may object to them. */
    ImageRegistry registry() {
        return registry;
    }

    @Override
    public Swarm swarm() {
        return swarm;
    }

    @Override
    public TrafficRouter router() {
        return router;
    }

    @Override
    public DeliveryEngine engine() {
        return engine;
    }

    @Override
    public List<RegistryCheck> logins() {
        return Stream.concat(logins.all().stream(), builders.stream())
                .map(login -> new RegistryCheck(login.toString(), () -> RegistryLogins.check(client, login)))
                .toList();
    }

    @Override
    public TestRunner jobs(Optional<Application> beside, List<String> networks, List<String> constraints, Stop stop) {
        Leftovers.remove(client);
        return new JobTests(
                client,
                logins,
                nodePort,
                JobTests.Surroundings.of(swarm, placement, beside).and(networks, constraints),
                stop,
                client.clock());
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            // Whoever still asks through it is told that it was closed, and asks again through the next.
        }
    }
}
