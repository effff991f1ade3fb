package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Checklist;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "check",
        description = "Tests everything that a delivery to this cluster needs, and changes nothing: every manager,"
                + " quorum and nodes, placement, registry login, every replica of the router. Prints problems with"
                + " remedies. Exit status 1 if there is one, 5 if no manager answers.")
final class CheckCommand extends ClusterCommand {
    @Override
    ExitStatus run(Connection connection) {
        Checklist checklist = new ClusterCheck(connection).run();
        ExitStatus status = !checklist.reachable()
                ? ExitStatus.UNREACHABLE
                : checklist.wrong() ? ExitStatus.FAILED : ExitStatus.DONE;
        Map<String, Object> document = document(status);
        document.put("checks", checklist.documents());
        console().result(document, checklist.lines());
        return status;
    }
}
