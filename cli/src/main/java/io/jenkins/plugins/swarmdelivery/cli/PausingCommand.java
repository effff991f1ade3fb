package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import picocli.CommandLine.Parameters;

/** A command that pauses an application behind HAProxy, or ends that. */
abstract class PausingCommand extends RouterSiteCommand {
    @Parameters(index = "1", paramLabel = "APP", description = "The application.")
    private Application application;

    final Application application() {
        return application;
    }

    @Override
    final void requireRouter(Connection connection) {
        if (connection
                .settings()
                .router()
                .filter(TraefikSettings.class::isInstance)
                .isPresent()) {
            throw new RefusedException(
                    cluster() + ".router: Traefik has no pause; let another router of Traefik's, with a"
                            + " higher priority, lead to a maintenance page; see docs/traefik.md");
        }
    }
}
