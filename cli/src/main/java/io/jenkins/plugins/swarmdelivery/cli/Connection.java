package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.clusters.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.docker.ConfigLedgerStore;
import io.jenkins.plugins.swarmdelivery.docker.DistributionRegistry;
import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.DockerSwarm;
import io.jenkins.plugins.swarmdelivery.docker.EngineClient;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.docker.Timeouts;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.registry.ImageStore;
import io.jenkins.plugins.swarmdelivery.registry.MarkedImages;
import io.jenkins.plugins.swarmdelivery.registry.RegistryClient;
import io.jenkins.plugins.swarmdelivery.registry.RegistryLogin;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.ApacheHttpProbe;
import io.jenkins.plugins.swarmdelivery.router.HaproxyRouter;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of the clusters file, ready to be asked. Nothing is sent before somebody asks. */
final class Connection implements AutoCloseable {
    private final ClusterSettings settings;
    private final Clock clock;
    private final Logins logins;
    private final EngineClient client;
    private final Swarm swarm;
    private final ImageRegistry registry;

    private Connection(ClusterSettings settings, List<URI> managers, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.logins = logins(settings, registry -> new ClusterSettings.Login(registry.user(), registry.passwordFile()));
        Optional<TlsMaterial> tls = tls();
        List<DockerEndpoint> endpoints = managers.stream()
                .map(uri -> new DockerEndpoint(
                        uri, uri.getScheme().equals("tcp") ? tls : Optional.empty(), settings.allowPlaintext()))
                .toList();
        this.client = new EngineClient(endpoints, Timeouts.DEFAULTS);
        this.swarm = new DockerSwarm(client, logins, nodePort());
        this.registry = new DistributionRegistry(client, logins);
    }

    /** Throws {@link RefusedException} if the files that the settings name do not hold what they should. */
    static Connection open(ClusterSettings settings, Clock clock) {
        return new Connection(settings, settings.managers(), clock);
    }

    /** The same cluster through one of its managers alone. */
    Connection through(URI manager) {
        return new Connection(settings, List.of(manager), clock);
    }

    EngineClient managers() {
        return client;
    }

    /** Who pulls what is delivered, and sets marks. */
    Logins logins() {
        return logins;
    }

    /** Who builds and pushes: the login for builds where there is one, else the same. */
    Logins buildLogins() {
        return logins(settings, ClusterSettings.Registry::builder);
    }

    private static Logins logins(
            ClusterSettings settings, Function<ClusterSettings.Registry, ClusterSettings.Login> which) {
        return new Logins(settings.registries().stream()
                .map(registry -> {
                    ClusterSettings.Login login = which.apply(registry);
                    return new RegistryCredentials(
                            registry.server(), login.user(), () -> firstLine(login.passwordFile()));
                })
                .toList());
    }

    OptionalInt nodePort() {
        return settings.nodePort().map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** What to show to its engines, and to trust there. */
    Optional<TlsMaterial> tls() {
        return settings.tls().map(Connection::material);
    }

    ClusterSettings settings() {
        return settings;
    }

    Swarm swarm() {
        return swarm;
    }

    ImageRegistry registry() {
        return registry;
    }

    /** The registries of its images, asked from here and not by a manager. */
    ImageStore images() {
        return images(logins);
    }

    /** The same for another login. */
    ImageStore images(Logins shown) {
        String authorities = settings.registries().stream()
                .flatMap(registry -> registry.ca().stream())
                .distinct()
                .map(Connection::text)
                .collect(Collectors.joining("\n"));
        return new RegistryClient(
                image -> shown.of(image).map(login -> new RegistryLogin(login.user(), login.secret())),
                new ServerTrust(Optional.of(authorities).filter(pem -> !pem.isEmpty())),
                clock);
    }

    /** Throws {@link RefusedException} where the clusters file names no router. */
    TrafficRouter router() {
        ClusterSettings.Haproxy haproxy = settings.router()
                .orElseThrow(() -> new RefusedException(settings.name()
                        + ".router: missing; configure the router of this cluster, see docs/clusters-file.md"));
        return new HaproxyRouter(
                swarm,
                new HaproxySettings(
                        haproxy.service(),
                        haproxy.serverName(),
                        haproxy.servicePort(),
                        haproxy.previewPort(),
                        haproxy.adminPort(),
                        material(haproxy.tls()),
                        haproxy.serviceUrl(),
                        haproxy.previewUrl()));
    }

    DeliveryEngine engine() {
        return engine(registry);
    }

    /**
     * For new releases: their images must carry the mark that the cluster asks for, and this one too. What went live
     * once may always be rolled back to.
     */
    DeliveryEngine engine(Optional<TagPattern> mark) {
        List<TagPattern> marks =
                Stream.concat(settings.requireMark().stream(), mark.stream()).toList();
        return engine(marks.isEmpty() ? registry : new MarkedImages(registry, images(), marks));
    }

    private DeliveryEngine engine(ImageRegistry from) {
        return new DeliveryEngine(
                new DeliveryEngine.Cluster(
                        settings.name(),
                        swarm,
                        from,
                        new ConfigLedgerStore(client),
                        router(),
                        new ApacheHttpProbe(),
                        settings.placement(),
                        settings.rules()),
                client.clock());
    }

    static TlsMaterial material(ClusterSettings.TlsFiles files) {
        try {
            return new TlsMaterial(text(files.ca()), text(files.cert()), text(files.key()));
        } catch (RefusedException e) {
            throw new RefusedException(
                    e.getMessage() + " (read from " + files.ca() + ", " + files.cert() + ", " + files.key() + ")");
        }
    }

    private static String firstLine(Path file) {
        return text(file)
                .lines()
                .findFirst()
                .orElseThrow(() -> new RefusedException(file + ": is empty; write the password on its first line"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            // What was asked has been answered; the process ends anyway.
        }
    }
}
