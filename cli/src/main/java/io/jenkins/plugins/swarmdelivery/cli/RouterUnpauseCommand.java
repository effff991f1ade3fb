package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.router.RouterPause;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(
        name = "unpause",
        description = {
            "Lets users of an application return after router pause.",
            "They reach the release that is live now. Exit status 1 if a replica still shows the maintenance page."
        })
final class RouterUnpauseCommand extends PausingCommand {
    @Override
    ExitStatus run(RouterSite site, Connection connection) {
        Optional<Pause> former = new RouterPause(site).unpause(application());
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("application", application().name());
        document.put("wasPaused", former.map(Documents::pause).orElse(null));
        String since = former.map(new Texts(root().clock().getZone())::paused)
                .map(text -> " (it was " + text + ")")
                .orElse("; it was not paused");
        console().result(document, List.of(application() + " on " + cluster() + " serves its users" + since));
        return ExitStatus.DONE;
    }
}
