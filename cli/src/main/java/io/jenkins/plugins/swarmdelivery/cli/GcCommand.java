package io.jenkins.plugins.swarmdelivery.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "gc",
        description = {
            "Removes what killed runs of build and test have left behind.",
            "These are runs that were killed with kill -9, or whose machine went down. Removes containers, networks and"
                    + " volumes of the engine, jobs and secrets of the cluster, and temporary folders of this machine."
                    + " Active runs are left alone. Images stay as the cache.",
            "build and test do the same before they start."
        })
final class GcCommand extends SiteCommand {
    @Override
    ExitStatus run(BuildSite site) {
        List<String> removed = site.collect();
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("removed", removed);
        console()
                .result(
                        document,
                        removed.isEmpty()
                                ? List.of("nothing to remove")
                                : removed.stream()
                                        .map(what -> "removed " + what)
                                        .toList());
        return ExitStatus.DONE;
    }
}
