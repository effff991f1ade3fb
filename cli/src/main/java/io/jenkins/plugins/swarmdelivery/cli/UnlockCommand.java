package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "unlock",
        description = {
            "Breaks the lease of an application.",
            "Only needed for a holder that hangs and still renews its lease: if the holder is gone, the lease expires"
                    + " within a minute."
        })
final class UnlockCommand extends ApplicationCommand {
    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "The reason to record in the history.")
    private String reason;

    @Mixin
    private AuthorOptions author;

    @Override
    ExitStatus run(Connection connection) {
        connection.engine().unlock(application(), reason, author.author(root().environment()));
        Map<String, Object> document = applicationDocument(ExitStatus.DONE);
        document.put("reason", reason);
        console()
                .result(
                        document,
                        List.of(application() + " on " + cluster()
                                + " is unlocked; if a delivery is unfinished, resume it"));
        return ExitStatus.DONE;
    }
}
