package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.router.RouterPause;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "pause",
        description = {
            "Shows users of an application a maintenance page.",
            "They get status 503 with Retry-After from every replica of HAProxy until router unpause, whatever is"
                    + " delivered meanwhile. Requests in flight end, and open WebSockets stay. Tests reach the"
                    + " application on the preview port, or with the header X-Swarm-Color: any.",
            "Run it again to change the message."
        })
final class RouterPauseCommand extends PausingCommand {
    @Option(
            names = "--message",
            paramLabel = "TEXT",
            description = "What users read: one line of at most 200 characters. Default: \"We are down for maintenance."
                    + " Please try again in a few minutes.\"")
    private Optional<String> message = Optional.empty();

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who pauses it; status shows the name. Default: user and machine.")
    private Optional<String> by = Optional.empty();

    @Override
    ExitStatus run(RouterSite site, Connection connection) {
        Author author = Author.named(by.orElseGet(() -> AuthorOptions.user(root().environment())));
        Pause pause = new RouterPause(site).pause(application(), author.name(), message);
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("application", application().name());
        document.put("paused", Documents.pause(pause));
        console()
                .result(
                        document,
                        List.of(application() + " on " + cluster() + " is paused "
                                + new Texts(root().clock().getZone()).paused(pause)));
        return ExitStatus.DONE;
    }
}
