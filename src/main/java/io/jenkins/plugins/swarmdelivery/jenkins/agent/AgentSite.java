package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import io.jenkins.plugins.swarmdelivery.build.BuildFlow;
import io.jenkins.plugins.swarmdelivery.build.BuildLog;
import io.jenkins.plugins.swarmdelivery.build.ImageBuilder;
import io.jenkins.plugins.swarmdelivery.build.PrivateFolder;
import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.docker.ContainerTests;
import io.jenkins.plugins.swarmdelivery.docker.DistributionRegistry;
import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.EngineClient;
import io.jenkins.plugins.swarmdelivery.docker.EngineSession;
import io.jenkins.plugins.swarmdelivery.docker.Leftovers;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.Timeouts;
import io.jenkins.plugins.swarmdelivery.engine.TestVariables;
import io.jenkins.plugins.swarmdelivery.registry.RegistryClient;
import io.jenkins.plugins.swarmdelivery.registry.RegistryLogin;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import io.jenkins.plugins.swarmdelivery.tools.ComposeTests;
import io.jenkins.plugins.swarmdelivery.tools.DockerClient;
import io.jenkins.plugins.swarmdelivery.tools.EngineChoice;
import io.jenkins.plugins.swarmdelivery.tools.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** The engine that a build uses, as seen from the agent, and the registries. */
final class AgentSite implements AutoCloseable {
    private final Logins logins;
    private final ServerTrust registryTrust;
    private final EngineSession engine;
    private final EngineClient registries;
    private final DockerClient docker;
    private final Clock clock;

    /** Opens no connection yet. */
    AgentSite(Access access, Map<String, String> environment, Stop stop, Clock clock) {
        this.clock = clock;
        this.logins = access.registryLogins();
        this.registryTrust = access.registryTrust();
        DockerEndpoint endpoint = EngineChoice.of(
                ImageSettings.given(access.engine()),
                Optional.ofNullable(access.tls()),
                access.allowPlaintext(),
                environment);
        this.engine = new EngineSession(endpoint, Timeouts.DEFAULTS, stop);
        this.registries = EngineClient.ofEngine(endpoint, Timeouts.DEFAULTS);
        this.docker = new DockerClient(new Programs(environment), endpoint, logins);
    }

    BuildFlow flow(ImageSettings image, BuildLog log) {
        ImageBuilder builder = image.builderChoice().of(engine, docker, clock);
        RegistryClient store = new RegistryClient(
                asked -> logins.of(asked).map(known -> new RegistryLogin(known.user(), known.secret())),
                registryTrust,
                clock);
        return new BuildFlow(builder, new DistributionRegistry(registries, logins), store, engine.stop(), log, clock);
    }

    TestRunner containerTests(TestSettings tests) {
        return new ContainerTests(
                engine, logins, new ContainerTests.Surroundings(tests.network(), tests.volumes()), clock);
    }

    TestRunner composeTests(TestSettings tests, Path workspace) {
        Map<String, String> reach = Optional.of(tests.reach())
                .filter(given -> !given.isEmpty())
                .orElseGet(() -> TestVariables.reach(
                        Optional.ofNullable(engine.endpoint().uri().getHost()).orElse("localhost")));
        return new ComposeTests(
                engine,
                docker,
                new ComposeTests.Surroundings(workspace.resolve(tests.composeFile()), tests.service(), reach),
                clock);
    }

    /** Removes what killed builds left here. */
    void collect(BuildLog log) {
        PrivateFolder.removeLeftOver(clock.instant())
                .forEach(left -> log.line("removed a leftover of a killed run: " + left));
        Leftovers.remove(engine, clock.instant())
                .forEach(left -> log.line("removed a leftover of a killed run: " + left));
    }

    @Override
    public void close() {
        try {
            engine.close();
            registries.close();
        } catch (IOException e) {
            // All requests have completed.
        }
    }
}
