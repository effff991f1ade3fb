package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.PrivateFolder;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.docker.DistributionRegistry;
import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.EngineClient;
import io.jenkins.plugins.swarmdelivery.docker.EngineSession;
import io.jenkins.plugins.swarmdelivery.docker.Leftovers;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.Timeouts;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.ImageStore;
import io.jenkins.plugins.swarmdelivery.registry.RegistryClient;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import io.jenkins.plugins.swarmdelivery.tools.DockerClient;
import io.jenkins.plugins.swarmdelivery.tools.EngineChoice;
import io.jenkins.plugins.swarmdelivery.tools.Programs;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Where images are built and tests run: an engine, and the cluster whose registry and Swarm are used. */
final class BuildSite implements AutoCloseable {
    private final Optional<Connection> cluster;
    private final EngineSession engine;
    private final EngineClient registries;
    private final DockerClient docker;
    private final Clock clock;

    private BuildSite(
            Optional<Connection> cluster,
            DockerEndpoint endpoint,
            Map<String, String> environment,
            Stop stop,
            Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        this.engine = new EngineSession(endpoint, Timeouts.DEFAULTS, stop);
        this.registries = EngineClient.ofEngine(endpoint, Timeouts.DEFAULTS);
        this.docker = new DockerClient(new Programs(environment), endpoint, logins());
    }

    /**
     * Opens no connection yet.
     *
     * @param address of the engine; empty for {@code $DOCKER_HOST}, else this machine's engine
     */
    static BuildSite open(
            Optional<ClusterSettings> settings,
            Optional<String> address,
            Map<String, String> environment,
            Stop stop,
            Clock clock) {
        Optional<Connection> cluster = settings.map(known -> Connection.open(known, clock));
        DockerEndpoint endpoint = EngineChoice.of(
                address,
                settings.flatMap(known -> known.managers().tls()).map(Supplier::get),
                settings.filter(known -> known.managers().allowPlaintext()).isPresent(),
                environment);
        return new BuildSite(cluster, endpoint, environment, stop, clock);
    }

    EngineSession engine() {
        return engine;
    }

    DockerClient docker() {
        return docker;
    }

    /** The accounts that build and push. */
    Logins logins() {
        return cluster.map(Connection::buildLogins).orElse(Logins.NONE);
    }

    /** The registries as seen by the engine that builds. */
    ImageRegistry registry() {
        return new DistributionRegistry(registries, logins());
    }

    /** The same registries, queried directly. */
    ImageStore images() {
        return cluster.map(known -> known.images(known.buildLogins()))
                .orElseGet(
                        () -> new RegistryClient(image -> Optional.empty(), new ServerTrust(Optional.empty()), clock));
    }

    /** Throws {@link RefusedException} if no cluster was named. */
    Connection cluster(String what) {
        return cluster.orElseThrow(() -> new RefusedException(what + " needs a cluster; name it with --cluster"));
    }

    /** Removes what killed runs left: on the engine, in the cluster, in temporary folders. */
    List<String> collect() {
        List<String> removed = new ArrayList<>(PrivateFolder.removeLeftOver(clock.instant()));
        removed.addAll(Leftovers.remove(engine, clock.instant()));
        cluster.ifPresent(known -> removed.addAll(Leftovers.remove(known.managers())));
        return removed;
    }

    @Override
    public void close() {
        try {
            engine.close();
            registries.close();
        } catch (IOException e) {
            // All requests have completed, and the process ends anyway.
        }
        cluster.ifPresent(Connection::close);
    }
}
