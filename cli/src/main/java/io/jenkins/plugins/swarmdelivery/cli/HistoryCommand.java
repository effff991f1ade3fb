package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "history",
        description = {
            "Lists the deliveries and other changes of an application, newest first.",
            "Shows who made each of them, how it ended, and why."
        })
final class HistoryCommand extends ApplicationCommand {
    @Override
    ExitStatus run(Connection connection) {
        List<HistoryEntry> history = connection.engine().history(application());
        Map<String, Object> document = applicationDocument(ExitStatus.DONE);
        document.put("history", history.stream().map(Documents::history).toList());
        console().result(document, new Texts(root().clock().getZone()).history(history));
        return ExitStatus.DONE;
    }
}
