package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = {
            "Shows what is live, what is kept warm, and what is in progress.",
            "Compares the ledger with the Swarm and every replica of the router, and lists where they disagree."
        })
final class StatusCommand extends ClusterCommand {
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "APP",
            description = "The application. Default: all applications of the cluster.")
    private Optional<Application> application = Optional.empty();

    @Override
    ExitStatus run(Connection connection) {
        DeliveryEngine engine = connection.engine();
        List<Application> wanted = application.map(List::of).orElseGet(engine::applications);
        Texts texts = new Texts(root().clock().getZone());
        List<Object> documents = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Status status :
                wanted.stream().flatMap(each -> status(engine, each).stream()).toList()) {
            // Only for a single application, because it takes a while.
            Map<Integer, List<String>> missing =
                    application.map(engine::missing).orElse(Map.of());
            Map<String, Object> one = Documents.status(status);
            one.put("missing", missing);
            one.put("values", application.map(app -> origins(engine, status)).orElse(Map.of()));
            documents.add(one);
            lines.addAll(lines.isEmpty() ? List.of() : List.of(""));
            lines.addAll(texts.status(
                    cluster(), status, connection.managers().clock().instant()));
            lines.addAll(texts.missing(missing));
        }
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("applications", documents);
        console().result(document, wanted.isEmpty() ? List.of(cluster() + " has no applications yet") : lines);
        return ExitStatus.DONE;
    }

    /** Empty if it was removed since all applications were listed. */
    private Optional<Status> status(DeliveryEngine engine, Application each) {
        try {
            return Optional.of(engine.status(each));
        } catch (RefusedException.UnknownApplication e) {
            if (application.isPresent()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** By variable, where its value comes from; the values themselves may be secrets. */
    private static Map<String, String> origins(DeliveryEngine engine, Status status) {
        Map<String, String> origins = new TreeMap<>();
        engine.liveSpec(status.ledger().application())
                .flatMap(ReleaseSpec::source)
                .ifPresent(source ->
                        source.settings().values().forEach((name, value) -> origins.put(name, value.origin())));
        return origins;
    }
}
