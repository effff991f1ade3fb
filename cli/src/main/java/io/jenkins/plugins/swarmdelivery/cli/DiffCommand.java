package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ReleaseComparison;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = {
            "Compares two releases of an application, service by service and field by field.",
            "The colors of the releases make no difference. Shows the values of environment variables."
        })
final class DiffCommand extends ApplicationCommand {
    @Parameters(
            index = "2",
            paramLabel = "RELEASE",
            description = "A release that is live or kept, by its version or number, e.g. 1.6 or '#41'.")
    private String before;

    @Parameters(
            index = "3",
            arity = "0..1",
            paramLabel = "RELEASE",
            description = "The release that it is compared with. Default: the live one.")
    private Optional<String> after = Optional.empty();

    @Override
    ExitStatus run(Connection connection) {
        ReleaseComparison compared = connection.engine().compare(application(), before, after);
        Map<String, Object> document = applicationDocument(ExitStatus.DONE);
        document.putAll(Documents.comparison(compared));
        console().result(document, new Texts(root().clock().getZone()).comparison(compared));
        return ExitStatus.DONE;
    }
}
