package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.cli.drive.Interruption;
import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that builds, tests or cleans up: on an engine, optionally with a cluster. A signal stops it. */
abstract class SiteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--cluster",
            order = 70,
            paramLabel = "CLUSTER",
            description = "The cluster whose registry logins and CA are used, and in whose Swarm jobs run. Default:"
                    + " no login is used.")
    private Optional<String> cluster = Optional.empty();

    @Option(
            names = "--engine",
            order = 71,
            paramLabel = "ADDRESS",
            description =
                    "The engine that builds and runs containers: tcp://host:2376 or unix:///path. Its certificates"
                            + " are in $$DOCKER_CERT_PATH, else the cluster's are used. Default: $$DOCKER_HOST, else"
                            + " the engine of this machine.")
    private Optional<String> engine = Optional.empty();

    /** Runs the command; failures are thrown. */
    abstract ExitStatus run(BuildSite site);

    @Override
    public final Integer call() {
        Optional<ClusterSettings> settings = cluster.map(root()::cluster);
        Stop stop = new Stop();
        try (Interruption interruption = Interruption.ofProcess();
                BuildSite site = BuildSite.open(settings, engine, root().environment(), stop, root().clock())) {
            interruption.onSignal(() -> stop.now(interruption.signal().orElse("a signal")));
            return run(site).code();
        }
    }

    final SwarmDelivery root() {
        return (SwarmDelivery) spec.root().userObject();
    }

    final Console console() {
        return root().console();
    }

    /** The first fields of every document of this command. */
    final Map<String, Object> document(ExitStatus status) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("command", ClusterCommand.name(spec));
        document.put("exitStatus", status.code());
        return document;
    }
}
