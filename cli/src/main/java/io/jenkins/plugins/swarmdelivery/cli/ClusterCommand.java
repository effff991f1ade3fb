package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command for one cluster. */
abstract class ClusterCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "CLUSTER", description = "The name of a cluster in the clusters file.")
    private String cluster;

    /** Runs the command; failures are thrown. */
    abstract ExitStatus run(Connection connection);

    @Override
    public final Integer call() {
        try (Connection connection = Connection.open(settings(), root().clock())) {
            return run(connection).code();
        }
    }

    /** The settings in the clusters file. */
    ClusterSettings settings() {
        return root().cluster(cluster);
    }

    final SwarmDelivery root() {
        return (SwarmDelivery) spec.root().userObject();
    }

    final Console console() {
        return root().console();
    }

    final String cluster() {
        return cluster;
    }

    /** Values of variables that no option sets: the environment's, else the cluster's. */
    final Values values(Connection connection) {
        return new Values().putDefaults(cluster, connection.settings().values()).putEnvironment(root().environment());
    }

    /** The first fields of every document of this command. */
    final Map<String, Object> document(ExitStatus status) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("command", name());
        document.put("cluster", cluster);
        document.put("exitStatus", status.code());
        return document;
    }

    /** As typed, without the program's name. */
    final String name() {
        return name(spec);
    }

    /** As typed, without the program's name: {@code deploy}, {@code router init}; empty for the program alone. */
    static String name(CommandSpec spec) {
        return spec.qualifiedName().substring(spec.root().name().length()).strip();
    }
}
