package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Checklist;
import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.plan.DriftReport;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = {
            "Tests everything that a delivery to this cluster needs.",
            "Tests every manager, quorum and nodes, placement, registry logins, and every replica of the router."
                    + " Prints problems with remedies, and changes nothing. Exit status 1 if there is a problem, 5"
                    + " if no manager answers."
        })
final class CheckCommand extends ClusterCommand {
    @Option(
            names = "--drift",
            description = "Instead, find what was changed outside of deliveries: services that are live, on standby or"
                    + " shared, and the configs, secrets and networks that they need. Shows the values of changed"
                    + " fields. Exit status 1 if something has drifted.")
    private boolean drift;

    @Override
    ExitStatus run(Connection connection) {
        return drift ? drift(connection.engine()) : check(connection);
    }

    private ExitStatus drift(DeliveryEngine engine) {
        Texts texts = new Texts(root().clock().getZone());
        List<Object> documents = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        boolean drifted = false;
        for (Application application : engine.applications()) {
            List<DriftReport.Drifted> found = drift(engine, application);
            drifted |= !found.isEmpty();
            lines.addAll(texts.drift(application, found));
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("application", application.name());
            one.put("drift", found.stream().map(Documents::drifted).toList());
            documents.add(one);
        }
        ExitStatus status = drifted ? ExitStatus.FAILED : ExitStatus.DONE;
        Map<String, Object> document = document(status);
        document.put("applications", documents);
        console().result(document, lines.isEmpty() ? List.of(cluster() + " has no applications yet") : lines);
        return status;
    }

    /** An application that cannot be read is reported, and the others are still checked. */
    private static List<DriftReport.Drifted> drift(DeliveryEngine engine, Application application) {
        try {
            return engine.drift(application);
        } catch (RefusedException.UnknownApplication e) {
            // It was removed since the applications were listed.
            return List.of();
        } catch (RefusedException e) {
            return List.of(new DriftReport.Drifted(
                    "application " + application, e.getMessage(), List.of(), "check its status", ""));
        }
    }

    private ExitStatus check(Connection connection) {
        Checklist checklist = new ClusterCheck(connection, root().clock()).run();
        ExitStatus status = !checklist.reachable()
                ? ExitStatus.UNREACHABLE
                : checklist.wrong() ? ExitStatus.FAILED : ExitStatus.DONE;
        Map<String, Object> document = document(status);
        document.put("checks", checklist.documents());
        console().result(document, checklist.lines());
        return status;
    }
}
