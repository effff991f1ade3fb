package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.Interruption;
import io.jenkins.plugins.swarmdelivery.cli.drive.ProgressDisplay;
import io.jenkins.plugins.swarmdelivery.cli.output.RemovalDocuments;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.Removal;
import io.jenkins.plugins.swarmdelivery.engine.plan.Removable;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.StuckException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "remove",
        description = {
            "Removes an application from a cluster.",
            "Removes its route, the services of both colors, jobs, networks of the colors, configs, secrets, the ledger"
                    + " and all kept releases. Users get 503 from then on, or 404 behind Traefik.",
            "Refused while a delivery is in progress. If it is interrupted, run it again to finish it."
        })
final class RemoveCommand extends ApplicationCommand {
    @Option(
            names = "--yes",
            paramLabel = "APP",
            description = "Confirms the removal: the application's name again. Without it, the command shows what it"
                    + " would remove, and exits with status 2.")
    private Optional<Application> confirmed = Optional.empty();

    @Option(
            names = "--shared",
            description = "Also remove the shared services, such as a database. Their volumes stay on their nodes, and"
                    + " are listed.")
    private boolean shared;

    @Option(names = "--dry-run", description = "Show what would be removed. Changes nothing.")
    private boolean dryRun;

    @Mixin
    private AuthorOptions author;

    @Override
    ExitStatus run(Connection connection) {
        Removable there = connection.engine().removable(application(), shared);
        List<String> volumes = there.volumes(connection.swarm());
        boolean remove = !dryRun && confirmed.filter(application()::equals).isPresent();
        if (remove) {
            drive(connection);
        }
        ExitStatus status = remove || dryRun ? ExitStatus.DONE : ExitStatus.REFUSED;
        RemovalDocuments removal = new RemovalDocuments(there, volumes, shared);
        Map<String, Object> document = applicationDocument(status);
        document.put("removed", remove);
        document.put("removal", removal.document());
        List<String> lines = removal.lines(application(), cluster(), connection.router(), remove);
        console().result(document, lines);
        if (status == ExitStatus.REFUSED) {
            console()
                    .error(
                            confirmed.isEmpty()
                                    ? "nothing was removed; to confirm, repeat the name: --yes " + application()
                                    : "nothing was removed: --yes " + confirmed.get() + " is not " + application());
        }
        return status;
    }

    private void drive(Connection connection) {
        Interruption interruption = Interruption.ofProcess();
        ProgressDisplay display =
                ProgressDisplay.on(console().progress(), console().live(), root().clock());
        try (interruption;
                display;
                Removal removal = connection
                        .engine()
                        .remove(application(), shared, author.claim("remove", root().environment()), display)) {
            finish(application(), removal, display, interruption);
        }
    }

    /** @throws StuckException if a signal comes before all is gone */
    static void finish(Application application, Removal removal, ProgressDisplay display, Interruption interruption) {
        Optional<Progress> progress = removal.advance();
        while (progress.isPresent()) {
            if (interruption.signal().isPresent()) {
                throw new StuckException(
                        application, "interrupted by " + interruption.signal().get() + "; run remove again");
            }
            if (progress.get() instanceof Progress.Wait wait) {
                display.tick(wait.reason());
                interruption.sleep(wait.after());
            }
            progress = removal.advance();
        }
    }
}
