package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.RouterDown;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        description = {
            "Removes the router of a cluster.",
            "Removes its service, and the configs and secrets that router up has created. Refused while an"
                    + " application is live. The network and the files of the client's certificate stay."
        })
final class RouterDownCommand extends RouterSiteCommand {
    @Option(
            names = "--yes",
            paramLabel = "CLUSTER",
            description = "Confirms the removal: the cluster's name again. Without it, the command shows what it would"
                    + " remove, and exits with status 2.")
    private Optional<String> confirmed = Optional.empty();

    @Option(
            names = "--cut-off-users",
            description = "Also remove it while applications are live: their users cannot connect from then on.")
    private boolean cutOffUsers;

    @Override
    ExitStatus run(RouterSite site, Connection connection) {
        RouterDown down = new RouterDown(site);
        List<String> live = down.live();
        boolean remove = confirmed.filter(cluster()::equals).isPresent();
        if (remove && !live.isEmpty() && !cutOffUsers) {
            throw new RefusedException("router down: users of live applications would be cut off: "
                    + String.join(", ", live) + "; remove these first, or add --cut-off-users");
        }
        if (remove) {
            down.run();
        }
        ExitStatus status = remove ? ExitStatus.DONE : ExitStatus.REFUSED;
        Map<String, Object> document = document(status);
        document.put("removed", remove);
        document.put("service", down.service());
        document.put("live", live);
        console()
                .result(
                        document,
                        List.of((remove ? "removed" : "would remove") + " service " + down.service()
                                + ", its configs and secrets"
                                + (live.isEmpty() ? "" : "; live applications: " + String.join(", ", live))));
        if (!remove) {
            console().error("nothing was removed; to confirm, repeat the name: --yes " + cluster());
        }
        return status;
    }
}
