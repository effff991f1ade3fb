package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.clusters.ClustersFile;
import io.jenkins.plugins.swarmdelivery.cli.drive.Interruption;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.router.ClientFiles;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A command that sets up the router of a cluster, whose client's certificate may not exist yet. */
abstract class RouterSiteCommand extends ClusterCommand {
    private Optional<ClientFiles> files = Optional.empty();

    /** A signal stops the change, and the former router is restored. */
    abstract ExitStatus run(RouterSite site, Connection connection);

    /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if the cluster's router is of another kind */
    void requireRouter(Connection connection) {}

    @Override
    final ClusterSettings settings() {
        ClustersFile.Described described = root().clusterForRouter(cluster());
        files = described.routerFiles();
        return described.settings();
    }

    @Override
    final ExitStatus run(Connection connection) {
        requireRouter(connection);
        try (Interruption interruption = Interruption.ofProcess()) {
            return run(
                    connection.routerSite(
                            files.map(each -> each),
                            new Attendant(interruption, connection.managers().clock())),
                    connection);
        }
    }

    /** One who waits at this command line. */
    private final class Attendant implements RouterSite.Attendant {
        private final Interruption interruption;
        private final Clock clock;

        /** @param clock of the managers, by which deliveries wait for the end of an update */
        Attendant(Interruption interruption, Clock clock) {
            this.interruption = interruption;
            this.clock = clock;
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void pause(Duration duration) {
            interruption.sleep(duration);
            interruption.signal().ifPresent(signal -> {
                throw new RouterException("interrupted by " + signal);
            });
        }

        @Override
        public void say(String line) {
            console().progress().println(line);
        }
    }
}
