package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.router.RouterStatus;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = {
            "Shows the router of a cluster.",
            "Shows its image, the routes of its applications, which of them are paused, which proxies in front it trusts,"
                    + " every replica, and when certificates end. Exit status 1 if a replica does not serve its routes."
        })
final class RouterStatusCommand extends ClusterCommand {
    @Override
    ExitStatus run(Connection connection) {
        RouterStatus status = connection.routerStatus();
        ExitStatus exit = status.well() ? ExitStatus.DONE : ExitStatus.FAILED;
        List<String> lines = new ArrayList<>(List.of("image " + status.image()));
        status.routes().forEach(route -> lines.add("route " + route));
        Texts texts = new Texts(root().clock().getZone());
        status.paused().forEach((name, pause) -> lines.add(name + " is paused " + texts.paused(pause)));
        lines.addAll(status.frontend());
        status.replicas()
                .forEach(replica -> lines.add(
                        replica.problem().isEmpty() ? "replica " + replica.name() + ": ok" : replica.problem()));
        if (status.replicas().isEmpty()) {
            lines.add("no replica is running");
        }
        status.certificates()
                .forEach(each -> lines.add("certificate of " + each.of() + " ends "
                        + LocalDate.ofInstant(each.end(), root().clock().getZone())
                        + each.pending()
                                .map(pending -> "; it " + pending.state() + ": " + pending.remedy())
                                .orElse("")));
        Map<String, Object> document = document(exit);
        document.put("image", status.image());
        document.put("routes", status.routes());
        document.put("paused", paused(status));
        document.put("frontend", status.frontend());
        document.put(
                "replicas",
                status.replicas().stream()
                        .map(replica -> Map.of("name", replica.name(), "problem", replica.problem()))
                        .toList());
        document.put(
                "certificates",
                status.certificates().stream()
                        .map(each -> Map.of(
                                "of",
                                each.of(),
                                "end",
                                each.end().toString(),
                                "pending",
                                each.pending().map(RouterStatus.Pending::state).orElse("")))
                        .toList());
        console().result(document, lines);
        return exit;
    }

    private static List<Map<String, Object>> paused(RouterStatus status) {
        List<Map<String, Object>> documents = new ArrayList<>();
        status.paused().forEach((name, pause) -> {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("application", name);
            document.putAll(Documents.pause(pause));
            documents.add(document);
        });
        return documents;
    }
}
