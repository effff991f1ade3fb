package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.cluster.RegistryCheck;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Tries a cluster as its form describes it, and reports what responded, and each problem with its remedy. */
final class ConnectionReport {
    /** An application that does not exist: a router that reports this works. */
    private static final Application NONEXISTENT = new Application("swarm-delivery-check");

    private final List<String> wrong = new ArrayList<>();
    private final List<String> well = new ArrayList<>();

    private ConnectionReport() {}

    /** @param connect opens a connection that is closed afterwards */
    static FormValidation on(Supplier<ClusterConnection> connect) {
        ConnectionReport report = new ConnectionReport();
        try (ClusterConnection connection = connect.get()) {
            boolean reached = report.attempt(
                    "; check that the engine runs there, the address is correct, and it trusts this certificate",
                    () -> report.swarm(connection.swarm().info()));
            if (reached) {
                report.attempt(
                        "; set up the router with swarm-delivery router up, and check the router's fields here",
                        () -> report.router(connection.router().view(NONEXISTENT)));
                report.registries(connection.logins());
            }
        } catch (DeliveryException e) {
            report.wrong.add(e.getMessage());
        }
        return report.told();
    }

    private boolean attempt(String remedy, Runnable check) {
        try {
            check.run();
            return true;
        } catch (DeliveryException e) {
            wrong.add(e.getMessage() + remedy);
            return false;
        }
    }

    private void swarm(Swarm.SwarmInfo info) {
        well.add("Docker Engine " + info.engineVersion() + ", API " + info.apiVersion());
        well.add(info.nodes() + (info.nodes() == 1 ? " node" : " nodes"));
        String quorum = info.reachableManagers() + " of " + info.managers() + " managers take part in the quorum";
        if (info.reachableManagers() == info.managers()) {
            well.add(quorum);
        } else {
            wrong.add(quorum + "; restore the missing ones before another one fails");
        }
    }

    private void router(TrafficRouter.View view) {
        List<TrafficRouter.Replica> silent = view.replicas().stream()
                .filter(replica -> replica.route().isEmpty() && !replica.error().contains(NONEXISTENT.name()))
                .toList();
        if (view.replicas().isEmpty()) {
            wrong.add("no replica of the router is running; see docker service ps of its service");
        } else if (silent.isEmpty()) {
            well.add(view.replicas().size() + " router "
                    + (view.replicas().size() == 1 ? "replica answers" : "replicas answer"));
        } else {
            wrong.add(silent.stream().map(TrafficRouter.Replica::toString).collect(Collectors.joining("; "))
                    + "; check that the admin port is published in host mode and the server name fits the certificate");
        }
    }

    /** Each error contains its own remedy. */
    private void registries(List<RegistryCheck> logins) {
        if (logins.isEmpty()) {
            well.add("no registry login: images are pulled without one");
        }
        logins.forEach(login -> attempt("", () -> {
            login.logIn().run();
            well.add("registry login " + login.who() + " accepted");
        }));
    }

    private FormValidation told() {
        if (wrong.isEmpty()) {
            return FormValidation.ok(String.join(", ", well));
        }
        Function<List<String>, String> markup =
                lines -> lines.stream().map(Util::escape).collect(Collectors.joining("<br>"));
        return FormValidation.errorWithMarkup(
                markup.apply(wrong) + (well.isEmpty() ? "" : "<br>" + markup.apply(well)));
    }
}
