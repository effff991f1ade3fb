package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.cluster.RegistryCheck;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tries a cluster as its form describes it, and reports what responded, and each problem with its remedy. */
final class ConnectionReport {
    /** An application that does not exist: a router that reports this works. */
    private static final Application NONEXISTENT = new Application("swarm-delivery-check");

    private final ClusterRouter.Remedies remedies;
    private final List<String> wrong = new ArrayList<>();
    private final List<String> doubtful = new ArrayList<>();
    private final List<String> well = new ArrayList<>();

    private ConnectionReport(ClusterRouter.Remedies remedies) {
        this.remedies = remedies;
    }

    /**
     * @param remedies for what is wrong with the router
     * @param connect opens a connection that is closed afterwards
     */
    static FormValidation on(ClusterRouter.Remedies remedies, Supplier<ClusterConnection> connect) {
        ConnectionReport report = new ConnectionReport(remedies);
        try (ClusterConnection connection = connect.get()) {
            boolean reached = report.attempt(
                    "; check that the engine runs there, the address is correct, and it trusts this certificate",
                    () -> report.swarm(connection.swarm().info()));
            if (reached) {
                report.attempt("; " + remedies.unread(), () -> {
                    report.router(connection.router().view(NONEXISTENT));
                    connection.checkTraefik().forEach(report::add);
                });
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
            wrong.add(silent.stream().map(TrafficRouter.Replica::toString).collect(Collectors.joining("; ")) + "; "
                    + remedies.silent());
        }
    }

    private void add(TraefikCheck.Finding finding) {
        String text = finding.subject() + ": " + finding.detail();
        switch (finding.verdict()) {
            case OK -> well.add(text);
            case WARNING -> doubtful.add(text + "; " + finding.remedy());
            case WRONG -> wrong.add(text + "; " + finding.remedy());
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
        if (wrong.isEmpty() && doubtful.isEmpty()) {
            return FormValidation.ok(String.join(", ", well));
        }
        String lines = Stream.of(wrong, doubtful, well)
                .flatMap(List::stream)
                .map(Util::escape)
                .collect(Collectors.joining("<br>"));
        return wrong.isEmpty() ? FormValidation.warningWithMarkup(lines) : FormValidation.errorWithMarkup(lines);
    }
}
